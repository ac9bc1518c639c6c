"""A hundred tasks as plans have them, with the paths that a person finds in each: who finds the same?"""

from __future__ import annotations

from pathlib import Path

from modsquad_lint.planning.readers.prose import mentions, of_task
from modsquad_lint.text.source import Span

LINES = (Path(__file__).parent / "data" / "tasks_in_prose.txt").read_text(encoding="utf-8")
TASKS = [
    (text, paths.split())
    for text, paths in zip(LINES.splitlines()[::2], LINES.splitlines()[1::2], strict=True)
]
TRACKED = {"src", "src/stores", "src/stores/cart", "bin", "bin/serve", "client", "server", "tests"}
"""What the repository of these tasks has, beside what nobody speaks of."""

MISSED: dict[str, tuple[set[str], set[str]]] = {
    # The plan's own documents are left out by the reader, not by what a path is.
    "Refactor `hooks/use-parcel.ts` per research.md": ({"research.md"}, set()),
}


def test_a_hundred_tasks() -> None:
    assert len(TASKS) == 100
    right, wanted, found = 0, 0, 0
    differing = {}
    for text, paths in TASKS:
        named = {
            each.path
            for each in of_task(list(mentions(text, Span(0, len(text)), TRACKED.__contains__)))
        }
        right += len(named & set(paths))
        wanted, found = wanted + len(paths), found + len(named)
        if named != set(paths):
            differing[text] = named - set(paths), set(paths) - named
    assert differing == MISSED
    assert right / found >= 0.98
    assert right / wanted >= 0.95
