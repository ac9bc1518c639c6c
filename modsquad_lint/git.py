"""One git repository: where it is, and how git is asked about it; knows no rule and no tasks file.

git is asked through GitPython, and of that only through `Git.execute`: design section 9 says why.
Nothing is written, no lock is taken, nothing is fetched, and no program that the repository names is
run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import islice

from .light import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from git.cmd import Git

SECONDS = 120.0
"""The most that one question to git may take."""

_NO_GIT = "git was not found, or could not be run"
_OPTIONS = (
    "--no-pager",
    "--no-optional-locks",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    *("-c", "log.showRoot=true"),
)
_SHARED = {"shallow"}
"""The notes that git keeps for all work trees at once."""
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone would fetch what it misses. Older versions of git know only the second line.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # How a pathspec is read is said where one is given; git fails where the two differ.
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
}


class GitFailedError(Exception):
    """git could not answer; the text is the first line that it wrote about that, shown as it is."""


def decode(name: bytes) -> str:
    """A name as git stores it; bytes that are no UTF-8 become lone surrogates, as in `os.fsdecode`."""
    return name.decode(errors="surrogateescape")


def names(answer: bytes) -> list[str]:
    """The names of an answer that ends each with NUL."""
    return decode(answer).split("\0")[:-1]


def encode(names: Iterable[str]) -> bytes:
    """Names for git's standard input, each ended with NUL."""
    return b"".join(name.encode(errors="surrogateescape") + b"\0" for name in names)


def _text(path: str) -> str:
    """What a file holds, nothing when it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read()
    except OSError:
        return ""


class Repository:
    """A repository that git can be asked about, from its top."""

    def __init__(self, root: str) -> None:
        self.root = root

    @cached_property
    def folder(self) -> str:
        """Where git keeps what belongs to this work tree alone: HEAD, MERGE_HEAD, the index."""
        if os.environ.get("GIT_DIR"):
            return os.path.abspath(os.environ["GIT_DIR"])
        path = f"{self.root}/.git"
        if os.path.isdir(path):
            return path
        return os.path.join(self.root, _text(path).removeprefix("gitdir:").strip())

    @cached_property
    def common_folder(self) -> str:
        """Where git keeps what all work trees share."""
        shared = os.environ.get("GIT_COMMON_DIR") or _text(f"{self.folder}/commondir").strip()
        return os.path.join(self.folder, shared)

    def note(self, name: str) -> list[str]:
        """The lines of a small file that git keeps; none without it."""
        folder = self.common_folder if name in _SHARED else self.folder
        return _text(f"{folder}/{name}").splitlines()

    def spare_index(self, folder: str) -> dict[str, str]:
        """Variables that make git use a copy of the index, which is put into this folder.

        To compare with the work tree, git brings what the index knows of file times up to date, and
        writes it, whatever it is told about locks.
        """
        from shutil import copy2

        index = os.path.join(self.root, os.environ.get("GIT_INDEX_FILE") or f"{self.folder}/index")
        spare = os.path.join(folder, "index")
        if os.path.exists(index):
            # Its time stays, by which git knows what may have changed in the same instant.
            copy2(index, spare)
        return {"GIT_INDEX_FILE": spare}

    @cached_property
    def _git(self) -> Git:
        git = _load()
        if git is None:
            raise GitFailedError(_NO_GIT)
        return git(self.root)

    @cached_property
    def _variables(self) -> dict[str, str]:
        # These are meant relative to the current directory, and git is run at the top.
        places = {
            name: os.path.abspath(os.environ[name])
            for name in ("GIT_DIR", "GIT_WORK_TREE")
            if os.environ.get(name)
        }
        return {**_ENVIRONMENT, **places}

    def ask(
        self,
        *arguments: str,
        given: bytes | None = None,
        settings: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (0,),
        seconds: float | None = None,
    ) -> bytes:
        """What git answers, to the byte.

        Args:
            arguments: the command and its arguments.
            given: its standard input.
            settings: of git, for this one question.
            variables: of the environment, likewise.
            accept: the exit codes that are an answer.
            seconds: the most that it may take; `SECONDS` unless given.

        Raises:
            GitFailedError: there is no git, it fails, or takes too long.
        """
        git = self._git
        executable = str(git.GIT_PYTHON_GIT_EXECUTABLE or "git")
        configuration, values = _configuration(settings or {})
        command = [executable, *_OPTIONS, *configuration, *arguments]
        seconds = SECONDS if seconds is None else seconds
        variables = {**self._variables, **values, **(variables or {})}
        status, answer, error = _execute(git, command, variables, given, seconds)
        if error.startswith("Timeout:"):
            raise GitFailedError(f"git did not answer within {seconds:g} seconds")
        if status not in accept:
            raise GitFailedError(_first_line(error) or f"git ended with exit code {status}")
        return answer


@cache
def _load() -> type[Git] | None:
    """What GitPython runs git with; None without a git that works.

    Cached, because GitPython can be imported after it has failed to be, and then runs what is no git.
    """
    import gc

    # Without this GitPython raises when there is no git, before anyone can say so in words.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    # All that this import makes stays. To look through it for garbage, now and at the end of the
    # program, would take as long as several questions to git.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        from git.cmd import Git
    except ImportError:
        # It asks for git's version while it is imported. A stub in place of git has none.
        return None
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
    return Git


def _configuration(settings: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The options that make git take these settings, and the variables that those name."""
    options: list[str] = []
    variables: dict[str, str] = {}
    for name, value in settings.items():
        if "=" in name:
            # After "-c" such a name would end at its first "=", and another setting be meant.
            variable = f"MODSQUAD_SETTING_{len(variables)}"
            variables[variable] = value
            options.append(f"--config-env={name}={variable}")
        else:
            options += ["-c", f"{name}={value}"]
    return options, variables


def _execute(
    git: Git,
    command: list[str],
    variables: Mapping[str, str],
    given: bytes | None,
    seconds: float,
) -> tuple[int, bytes, str]:
    import sys
    from contextlib import ExitStack

    from git.exc import GitError

    with ExitStack() as stack:
        stream = None
        if given is not None:
            from tempfile import TemporaryFile

            stream = stack.enter_context(TemporaryFile())
            stream.write(given)
            stream.seek(0)
        try:
            status, answer, error = git.execute(
                command,
                istream=stream,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                kill_after_timeout=None if sys.platform == "win32" else seconds,
                env=variables,
            )
        except (GitError, OSError) as failure:
            raise GitFailedError(_NO_GIT) from failure
    return status, answer, error


def _first_line(error: str) -> str:
    """The line that says what is wrong: what git calls fatal, else its first."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines or [""])[0].removeprefix("fatal: ").removeprefix("error: ")


class RawChange(NamedTuple):
    """One line of git's raw format; in a merge, against all parents at once.

    Attributes:
        status: one letter: A, C, D, M, R, T, U.
        path: where it stands now; for a deletion, where it stood.
        old_path: for a rename or a copy, where it came from.
        modes: before (of the first parent) and after, as git writes them; "000000" for none.
        objects: the ids of the content, likewise; all zeros for none, and for what git has not stored.
    """

    status: str
    path: str
    old_path: str | None
    modes: tuple[str, str]
    objects: tuple[str, str]


def raw_changes(answer: bytes) -> list[RawChange]:
    """The changes of `git diff --raw -z --no-abbrev` and its relatives."""
    tokens = iter(decode(answer).split("\0"))
    return [_raw_change(token, tokens) for token in tokens if token]


def raw_log(answer: bytes, fields: int) -> Iterator[tuple[list[str], list[RawChange]]]:
    """The commits of `git log --raw -z --no-abbrev`, each with the fields of its format.

    The format must put "%x00" between its fields, and start with the commit's id.
    """
    tokens = iter(decode(answer).split("\0"))
    head: list[str] = []
    changes: list[RawChange] = []
    for token in tokens:
        text = token.lstrip("\n")
        if text.startswith(":"):
            changes.append(_raw_change(text, tokens))
        elif text:
            if head:
                yield head, changes
            head, changes = [text, *islice(tokens, fields - 1)], []
    if head:
        yield head, changes


def _raw_change(header: str, tokens: Iterator[str]) -> RawChange:
    # One colon, mode and id for each parent, then those of the result.
    parents = len(header) - len(header.lstrip(":"))
    *numbers, status = header[parents:].split(" ")
    path = next(tokens)
    old_path = None
    if parents == 1 and status[0] in "RC":
        old_path, path = path, next(tokens)
    return RawChange(
        status[0],
        path,
        old_path,
        (numbers[0], numbers[parents]),
        (numbers[parents + 1], numbers[-1]),
    )
