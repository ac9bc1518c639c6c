"""Settings as they count in a comparison: those where the range begins, so that it cannot forgive itself.

Settings that say how a plan is read come from the end where the beginning has none; settings that forgive
never do. Of what is staged the index's count, and of plans that are new as a whole those of the end.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from ...engine.config import DEFAULT, Config, configure
from ...engine.defaults import SECTION
from ...rules.registry import COMPARISON
from ...text.errors import UserError
from ...text.typed import TYPE_CHECKING, Any
from ...text.words import listed, quoted
from .. import files
from ..search import Search
from .ends import Ends

if TYPE_CHECKING:
    from ..git.together import Steps

_READING = frozenset(
    {"keys", "files", "include", "branch-pattern", "task-trailer", "commit-pattern", "extra-keys"}
)
"""Settings that say how a plan is read."""

_SHOWN = 3
_THEN = "where the range begins"
_Found = tuple[str, Mapping[str, Any]]


class SettingsThen:
    """The configuration files of one repository at both ends; each is read once."""

    def __init__(self, ends: Ends, search: Search) -> None:
        """`search` knows which file was asked for, and what the command line holds over all files."""
        self._ends = ends
        self._search = search
        self._only = search.only(ends.repository.root)
        self._contents: tuple[dict[str, bytes | None], dict[str, bytes | None]] = {}, {}
        self._notes: dict[str, bool] = {}
        """Each with whether it is true where the settings of the end count, too."""
        self._configs: dict[tuple[str, bool], Config] = {}
        self.is_anew = False
        """Whether no plan was there where the range begins: then the settings of the end count."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know, each one line."""
        return tuple(note for note, always in self._notes.items() if always or not self.is_anew)

    def learn(self, folders: Iterable[str]) -> Steps[None]:
        """Read what configures tasks files in these folders, relative to the repository root.

        Raises:
            GitFailedError: git cannot say.
            UserError: the one that was named can't be read.
        """
        wanted = set(chain.from_iterable(map(self._candidates, folders)))
        wanted -= self._contents[0].keys()
        inside = {path for path in wanted if not (path.startswith("../") or os.path.isabs(path))}
        was = filter(None, map(self._ends.was, inside))
        before, after = yield from self._ends.read(was, inside)
        for path in wanted:
            self._contents[0][path] = before.get(self._ends.was(path))
            self._contents[1][path] = after.get(path)
            if path == self._only and self._contents[0][path] is self._contents[1][path] is None:
                # One that git does not have is whoever's who names it.
                named = self._search.named_config()
                self._contents[0][path] = self._contents[1][path] = files.read(named)
                self._notes[f"{named} counts as it is on disk: git does not have it"] = True

    def config_of(self, folder: str) -> Config:
        """The settings that count for tasks files in a folder.

        Raises:
            UserError: the configuration where the range ends can't be read.
        """
        key = folder, self.is_anew
        if key not in self._configs:
            self._configs[key] = self._config(folder)
        return self._configs[key]

    def include(self, folder: str) -> tuple[str, ...]:
        """The globs of tasks files in a folder at either end: a change can neither hide a plan nor add one unseen.

        Raises:
            UserError: the configuration where the range ends can't be read.
        """
        counting = self.config_of(folder)
        now = self._find(folder, 1)
        end = DEFAULT if now is None else configure(DEFAULT, now[1], now[0])
        return tuple(dict.fromkeys((*counting.include, *self._search.over(end).include)))

    def _config(self, folder: str) -> Config:
        now = self._find(folder, 1)
        end = DEFAULT if now is None else configure(DEFAULT, now[1], now[0])
        try:
            then = self._find(folder, 0)
            start = DEFAULT if then is None else configure(DEFAULT, then[1], f"{then[0]}, {_THEN}")
        except UserError as error:
            then, start = None, DEFAULT
            self._notes[f"the configuration {_THEN} counts for nothing: {error.message}"] = False
        if self.is_anew:
            return self._search.over(end)
        forgiving = [
            name
            for name in start.values
            if name not in _READING and start.values[name] != end.values[name]
        ]
        if self._ends.is_staged:
            self._say(forgiving, "differently, and that counts at once")
            return self._search.over(end)
        set_then = frozenset(then[1] if then else ())
        # What says where plans are counts at both ends.
        reading = (_READING - {"include"}) & set_then
        changed = sorted(name for name in reading if start.values[name] != end.values[name])
        self._say([*forgiving, *changed], f"differently; what counts is how it was {_THEN}")
        taken = {
            name: value
            for name, value in (now[1] if now else {}).items()
            if name in _READING and name not in set_then
        }
        if taken:
            names = quoted(taken)
            self._notes[
                f"{names} counts as it is set where the range ends: {_THEN} it was not set"
            ] = False
        return self._search.over(configure(start, taken, now[0] if now else ""))

    def say_what_is_forgiven(self, forgiven: Collection[tuple[str, str]]) -> None:
        """Say what is suppressed only since the changes: ids of tasks, each with a code."""
        if not forgiven:
            return
        from ...rules import RULES  # all of them: who only compares needs a few

        codes: dict[str, list[str]] = {}
        for ident, code in sorted(forgiven):
            if COMPARISON in RULES[code].needs:
                codes.setdefault(ident, []).append(code)
        for ident, some in codes.items():
            what = f'the change suppresses {listed(some, _SHOWN)} in "{ident}", and that counts at once'
            self._notes[what] = False

    def _say(self, names: Iterable[str], how: str) -> None:
        told = [f'"{name}"' for name in names]
        if told:
            self._notes[f"the change sets {listed(told)} {how}"] = False

    def _candidates(self, folder: str) -> list[str]:
        """The paths of configuration files for a folder, in the order in which they count."""
        if self._search.is_isolated:
            return []
        if self._only is not None:
            return [self._only]
        found = []
        while True:
            prefix = f"{folder}/" if folder else ""
            found += [f"{prefix}{SECTION}.toml", f"{prefix}pyproject.toml"]
            if not folder:
                return found
            folder = os.path.dirname(folder)

    def _find(self, folder: str, end: int) -> _Found | None:
        for path in self._candidates(folder):
            data = self._contents[end].get(path)
            if data is not None and (settings := files.parse_config(path, data)) is not None:
                return path, settings
        return None
