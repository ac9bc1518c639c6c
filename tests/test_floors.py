"""The house of the package: rooms of a size that can be read, and no circle among them.

import-linter holds the floors, and looks at no two modules of one floor. Here every import counts: those
that a function makes late, too, since the two still cannot be understood apart, and those of types alone.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parent.parent / "modsquad_lint"


@cache
def _texts() -> Mapping[str, str]:
    """Every module: its dotted name, ending with `__init__` for a package's own."""
    top = PACKAGE.parent
    return {
        ".".join(path.relative_to(top).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
    }


def _imported(name: str, tree: ast.AST) -> Iterator[str]:
    """What a module names in its imports: modules, and names in modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _graph(texts: Mapping[str, str]) -> Mapping[str, set[str]]:
    """The modules that each one imports."""
    found: dict[str, set[str]] = {}
    for name, text in texts.items():
        imports = found.setdefault(name, set())
        for each in _imported(name, ast.parse(text)):
            in_module = each.rpartition(".")[0]
            some = (each, f"{each}.__init__", in_module, f"{in_module}.__init__")
            imports.update(list(filter(texts.__contains__, some))[:1])
    return found


def _circle(texts: Mapping[str, str]) -> list[str]:
    try:
        TopologicalSorter(_graph(texts)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_rooms_are_of_a_size_that_can_be_read() -> None:
    lines = {name: text.count("\n") for name, text in _texts().items()}
    assert {name: many for name, many in lines.items() if many > 400} == {}
    assert median(lines.values()) <= 140


def test_a_folder_has_no_more_modules_than_can_be_looked_through() -> None:
    folders = Counter(name.rpartition(".")[0] for name in _texts())
    assert folders["modsquad_lint"] <= 8
    assert {name: many for name, many in folders.items() if many > 26} == {}


def test_a_newcomer_is_told_of_every_folder() -> None:
    page = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    folders = {name.rpartition(".")[0].replace(".", "/") for name in _texts()} - {PACKAGE.name}
    told = re.findall(r"`([^`]+)`", " ".join(table))
    floors = {
        folder.removeprefix(f"{PACKAGE.name}/") for folder in folders if folder.count("/") == 1
    }
    assert sorted(told) == sorted(floors | {each for each in folders if each.count("/") > 1})


def test_no_module_leads_back_to_itself() -> None:
    texts = _texts()
    assert "modsquad_lint.rules.catalogue" in texts
    assert _circle(texts) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("from . import b", "from .a import x"),
        ("from .b import x", "import p.a"),
        ("from .b import x", "def f():\n    from p import a"),
        ("if TYPE_CHECKING:\n    from p.b import x", "class C:\n    def f(self):\n        from .a import x"),
        ("from .q import c", "from .a import x"),
    ],
)  # fmt: skip
def test_a_circle_is_seen(one: str, other: str) -> None:
    texts = {"p.__init__": "", "p.a": one, "p.b": other}
    texts |= {"p.q.__init__": "", "p.q.c": "from ..b import x"}
    assert "p.a" in _circle(texts)
    assert _circle({**texts, "p.b": ""}) == []


_CLOCK = re.compile(
    r"\btimeout=|\b(?:monotonic|perf_counter|process_time|sleep|time\.time)(?:_ns)?\(|@settings\("
)
_ALLOWED = {
    # They measure, and decide nothing.
    "bench/measuring.py": {"perf_counter"},
    "bench/search.py": {"monotonic"},
    # Two processor times are compared with each other.
    "growth.py": {"process_time"},
    # They ask again until another process is ready, however long that takes.
    "browser.py": {"sleep"},
    "children.py": {"sleep"},
    "test_docs_site.py": {"sleep"},
    "test_git_hostile.py": {"sleep"},
    # A file is given a time, and nobody waits for it.
    "test_files.py": {"time.time"},
}


def test_no_test_has_a_limit_in_seconds() -> None:
    """A busy machine is no fault. Hypothesis has a limit of its own, which `examples` takes away."""
    top = Path(__file__).parent
    texts = {
        path.relative_to(top).as_posix(): path.read_text("utf-8") for path in top.rglob("*.py")
    }
    found = {
        name: {word.rstrip("(=") for word in _CLOCK.findall(text)} for name, text in texts.items()
    }
    assert {name: words for name, words in found.items() if words} == _ALLOWED
    for name, text in texts.items():
        given, examples = (
            len(re.findall(rf"^ *@{word}\(", text, re.MULTILINE)) for word in ("given", "examples")
        )
        assert given == examples, name
