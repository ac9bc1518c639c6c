"""Which new files a source text imports: Python by `ast`, JavaScript and TypeScript by relative imports and aliases.

Knows no task and no rule. Nothing is run, and nothing but the text is read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from ..text.typed import TYPE_CHECKING, NamedTuple
from .aliases import LONGEST_PATH, Aliases, TooMuch, joined

if TYPE_CHECKING:
    import ast

PYTHON = (".py", ".pyi")
SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_ENDINGS = (*SCRIPTS[:4], ".d.ts", *SCRIPTS[4:], ".json", ".css", ".scss")
"""What a script leaves out, in the order in which the file that is meant is looked for."""
_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""What an import of a compiled file means before it is compiled."""

_COMMENT = r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
_TEXT = r"'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?|`(?:[^`\\]|\\.)*`?"
_SCRIPT_TOKEN = rf"(?P<comment>{_COMMENT})|(?P<text>{_TEXT})"
_INTRODUCED = re.compile(r"(?:\bfrom|\bimport|\b(?:import|require)\s*\(|\bimport\s+type)\s*\Z")
_REACH = 40
"""Characters before a text in which the word stands that makes it a module."""
_LONGEST_PARSED = 200_000
"""Characters of Python that are parsed: of a longer text the tree may take a thousand times as much room."""
_MOST_DOTS = 200
"""Dots on a line with an import: Python's parser copies such a name once for each of its parts."""
_PER_LOOK, _PER_SCRIPT = 20, 100
"""Steps to look whether a module of Python is there, and a script."""
_FEWEST_PARTS = 2
"""A module of fewer parts is looked for only beside or above the file that imports it."""


class Import(NamedTuple):
    """A new file that a text imports, and the line, from 1, on which it says so."""

    path: str
    line: int


class NewFiles:
    """New files, indexed by what an import may call them; paths are normalised."""

    def __init__(self, paths: Collection[str], aliases: Aliases | None = None) -> None:
        """`aliases` are those of the scripts that are looked at, if any."""
        self._paths = frozenset(paths)
        self._aliases = aliases or Aliases({})
        # By their last parts, since from which folder an import counts, no text says: backwards,
        # modules that end alike stand beside one another.
        modules = filter(None, map(_module, self._paths))
        self._backwards = sorted(_backwards(module) for module in modules)

    def imported(self, path: str, text: str) -> Sequence[Import] | None:
        """Those that the text of this path imports, each once, in the order of the lines; never itself.

        None for a text that can't be parsed, and for one of a language that is not known here.

        Raises:
            TooMuch: the text is too long, or with all before it has more to look up than there is time for.
        """
        if len(path) > LONGEST_PATH:
            raise TooMuch
        if path.endswith(PYTHON):
            found = self._by_python(path, text)
        elif path.endswith(SCRIPTS):
            found = self._by_script(path, text)
        else:
            return None
        if found is None:
            return None
        lines: dict[str, int] = {}
        for new, line in found:
            if new != path:
                lines[new] = min(line, lines.get(new, line))
        ordered = sorted(lines.items(), key=lambda item: (item[1], item[0]))
        return [Import(new, line) for new, line in ordered]

    def _by_python(self, path: str, text: str) -> list[tuple[str, int]] | None:
        if len(text) > _LONGEST_PARSED or _has_long_name(text):
            raise TooMuch
        import ast

        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return [
            (new, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom, ast.Call))
            for names in _modules(node)
            if (new := self._first(path, names)) is not None
        ]

    def _first(self, path: str, names: Sequence[tuple[str, int]]) -> str | None:
        """The file that the first of these modules is of which there is a new one."""
        for name, level in names:
            found = self._relative(path, name, level) if level else self._absolute(path, name)
            if found is not None:
                return found
        return None

    def _relative(self, path: str, name: str, level: int) -> str | None:
        folders = path.split("/")[:-1]
        if level - 1 > len(folders):
            return None
        above = folders[: len(folders) - (level - 1)]
        module = "/".join([*above, *filter(None, name.split("."))])
        return self._exactly(module)

    def _exactly(self, module: str) -> str | None:
        self._aliases.spend(_PER_LOOK, len(module))
        for ending in (".py", ".pyi", "/__init__.py", "/__init__.pyi"):
            if module + ending in self._paths:
                return module + ending
        return None

    def _absolute(self, path: str, name: str) -> str | None:
        module = name.replace(".", "/")
        ending = _backwards(module)
        first = bisect_left(self._backwards, ending)
        alike = [it for it in self._backwards[first : first + 2] if it.startswith(ending)]
        if not alike:
            return None
        # Beside the file or above it, or in a "src" there: the nearest one is meant.
        folders = path.split("/")[:-1]
        for depth in range(len(folders), -1, -1):
            for source in ([], ["src"], ["lib"]):
                found = self._exactly("/".join([*folders[:depth], *source, module]))
                if found is not None:
                    return found
        is_clear = len(alike) == 1 and module.count("/") + 1 >= _FEWEST_PARTS
        return self._exactly(alike[0][-2::-1]) if is_clear else None

    def _by_script(self, path: str, text: str) -> list[tuple[str, int]]:
        folder = path.split("/")[:-1]
        return [
            (new, line)
            for name, line in _specifiers(text)
            if (new := self._of_script(folder, name)) is not None
        ]

    def _of_script(self, folder: Sequence[str], name: str) -> str | None:
        bare = name.partition("?")[0]
        if bare.startswith("."):
            meant = joined(folder, bare)
            return None if meant is None else self._script_at(meant)
        return next(filter(None, map(self._script_at, self._aliases.meant(folder, bare))), None)

    def _script_at(self, path: str) -> str | None:
        """The new file that a script means by this path."""
        self._aliases.spend(_PER_SCRIPT, len(path))
        stem, dot, ending = path.rpartition(".")
        compiled = [f"{stem}{other}" for other in _COMPILED.get(dot + ending, ())]
        beside = [f"{path}{ending}" for ending in _ENDINGS]
        index = [f"{path}/index{ending}".lstrip("/") for ending in _ENDINGS]
        return next((it for it in (path, *compiled, *beside, *index) if it in self._paths), None)


def _has_long_name(text: str) -> bool:
    return text.count(".") > _MOST_DOTS and any(
        line.count(".") > _MOST_DOTS and ("import" in line or "from" in line)
        for line in re.sub(r"\\\r?\n", "", text).splitlines()
    )


def _module(path: str) -> str:
    """A path of Python as its module with "/", an `__init__` as its package; "" for others."""
    for ending in PYTHON:
        if path.endswith(ending):
            return path.removesuffix(ending).removesuffix("/__init__")
    return ""


def _backwards(module: str) -> str:
    """A module from its end, "b/a/" of "a/b": one that another ends with, this begins with."""
    return f"/{module}"[::-1]


def _modules(node: ast.AST) -> Iterator[list[tuple[str, int]]]:
    """For each name that a statement imports, the modules that it may be, the likeliest first, with their level."""
    import ast

    if isinstance(node, ast.Import):
        for alias in node.names:
            yield [(alias.name, 0)]
    elif isinstance(node, ast.ImportFrom):
        start = node.module or ""
        for alias in node.names:
            below = f"{start}.{alias.name}" if start else alias.name
            yield [(below, node.level), (start, node.level)]
    elif isinstance(node, ast.Call) and _called(node.func) == "import_module":
        name = node.args[0] if node.args else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield [(name.value, 0)]


def _called(function: ast.expr) -> str:
    """The last name of what is called."""
    name: str = getattr(function, "attr", getattr(function, "id", ""))
    return name


def _specifiers(text: str) -> Iterator[tuple[str, int]]:
    """The modules that a script imports, with their lines."""
    code = counted = 0
    line = 1
    before = ""
    for match in re.finditer(_SCRIPT_TOKEN, text):
        before = (before + text[code : match.start()])[-_REACH:]
        code = match.end()
        if match["comment"] is not None:
            continue
        name = match["text"][1:-1]
        if name and "\n" not in name and _INTRODUCED.search(before):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield name, line
        before = "''"
