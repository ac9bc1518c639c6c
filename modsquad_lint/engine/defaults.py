"""The value of every setting where nobody sets it, and its words; how a value is read, `settings` knows."""

from __future__ import annotations

from collections.abc import Mapping

from ..planning.options import Options
from ..planning.readers import FORMATS
from ..rules.draft import Severity
from ..text.typed import Any
from .selectors import ALL

SECTION = "modsquad-lint"
"""The table below `[tool]` in pyproject.toml, and the stem of the file that needs no such table."""

INCLUDE = (
    "*tasks.json",
    "*tasks.yaml",
    "*tasks.yml",
    *(glob for reading in FORMATS.values() for glob in reading.include),
)
SEVERITIES = {str(severity): severity for severity in Severity}
FAIL_ON = ("error", "warning", "info", "never")
GUARD: Mapping[str, tuple[str, ...]] = {
    "undeclared": ("ask", "deny", "note"),
    "unattended": ("note", "deny"),
}
"""What each part of the setting `guard` may say; the first unless another is set."""

DEFAULTS: Mapping[str, Any] = {
    "select": (ALL,),
    "ignore": (),
    "severity": {},
    "per-file-ignores": {},
    "fail-on": FAIL_ON[0],
    "include": INCLUDE,
    "keys": None,
    "files": (),
    "guard": {name: choices[0] for name, choices in GUARD.items()},
    **{name.replace("_", "-"): value for name, value in Options()._asdict().items()},
}
