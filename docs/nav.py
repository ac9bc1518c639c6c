"""What MkDocs calls when it has read its settings: each rule's page stands beside their table."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_config(config: Any) -> None:  # noqa: ANN401 - MkDocs says no more of it
    """Put the pages behind their table, in the order of their codes."""
    (rules,) = (entry["Rules"] for entry in config["nav"] if "Rules" in entry)
    pages = sorted(Path(config["docs_dir"], "rules").glob("MSQ*.md"))
    rules.extend(f"rules/{page.name}" for page in pages)
