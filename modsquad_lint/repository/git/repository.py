"""One git repository: where it is, and how git is asked about it; knows no rule and no tasks file.

git is asked through GitPython, and of that only through `Git.execute`: design section 9 says why.
Nothing is written, no lock is taken, nothing is fetched, and no program that the repository names is
run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from ...text.typed import TYPE_CHECKING
from .folder import GitFolder

if TYPE_CHECKING:
    from types import ModuleType

_EXECUTABLE = "GIT_PYTHON_GIT_EXECUTABLE"
"""GitPython's own variable for where git is."""

SECONDS = 120.0
"""The most that one question to git may take."""

_MOST_ANSWERED = 1 << 29
"""A list of millions of files; to read more would take more memory than it is worth."""

_NO_GIT = "git was not found, or could not be run"
_OPTIONS = (
    "--no-pager",
    "--no-optional-locks",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    *("-c", "log.showRoot=true"),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # Answers in large pieces: else it writes each commit at once, and is read as often.
    "GIT_FLUSH": "0",
    # A partial clone would fetch what it misses. Older versions of git know only the second line.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # History is what its commits say, not what somebody put in their place.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
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


def lines(answer: bytes) -> list[str]:
    """The lines of an answer; names may hold what else ends a line for Python."""
    return decode(answer).split("\n")[:-1]


def encode(names: Iterable[str]) -> bytes:
    """Names for git's standard input, each ended with NUL."""
    return b"".join(name.encode(errors="surrogateescape") + b"\0" for name in names)


class Repository(GitFolder):
    """A repository that git can be asked about, from its top."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._silence = ""

    def spare_index(self, folder: str) -> dict[str, str]:
        """Variables that make git use a copy of the index, which is put into this folder.

        To compare with the work tree, git brings what the index knows of file times up to date, and
        writes it, whatever it is told about locks.
        """
        from shutil import copy2

        index = os.path.join(self.root, os.environ.get("GIT_INDEX_FILE") or f"{self.folder}/index")
        spare = os.path.join(folder, "index")
        try:
            if os.path.isfile(index):
                # Its time stays, by which git knows what may have changed in the same instant.
                copy2(index, spare)
            elif os.path.lexists(index):
                raise GitFailedError(f"the index {index} is not a file")
        except OSError as error:
            raise GitFailedError(f"the index cannot be copied: {error.strerror}") from error
        return {"GIT_INDEX_FILE": spare}

    @cached_property
    def _variables(self) -> dict[str, str]:
        # These are meant relative to the current directory, and git is run at the top.
        places = {
            name: os.path.abspath(os.environ[name])
            for name in ("GIT_DIR", "GIT_WORK_TREE")
            if os.environ.get(name)
        }
        if "GIT_DIR" not in places and os.path.lexists(f"{self.root}/.git"):
            # The top that was found, whatever the repository's configuration says (core.worktree).
            places.setdefault("GIT_WORK_TREE", self.root)
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
            GitFailedError: there is no git, it fails, says too much, or takes too long. Where it took
                the longest time that there is, it is not asked again.
        """
        if self._silence:
            raise GitFailedError(self._silence)
        options, values = _configuration(settings or {})
        command = [os.environ.get(_EXECUTABLE) or "git", *_OPTIONS, *options, *arguments]
        most = SECONDS if seconds is None else seconds
        variables = {**self._variables, **values, **(variables or {})}
        try:
            status, answer, error = _execute(self.root, command, variables, given, most)
        except TimeoutError as timeout:
            silence = f"git did not answer within {most:g} seconds"
            self._silence = silence if seconds is None else ""
            raise GitFailedError(silence) from timeout
        if status not in accept:
            said = _first_line(error.decode(errors="replace"))
            raise GitFailedError(said or f"git ended with exit code {status}")
        return answer


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
    root: str,
    command: list[str],
    variables: Mapping[str, str],
    given: bytes | None,
    seconds: float,
) -> tuple[int, bytes, bytes]:
    """The exit code of a command of git, and what it wrote; raises what `ask` says, and TimeoutError."""
    from .bounded import TooMuchError, file_of, read_all

    _require_git(command[0])
    git = _git_python(command[0])
    # In a session of its own it can be ended with all that it has started.
    session = {} if sys.platform == "win32" else {"start_new_session": True}
    try:
        with file_of(given) as stream:
            started = git.Git(root).execute(
                command, istream=stream, as_process=True, env=dict(variables), **session
            )
            if started.proc is None:  # only once it is thrown away
                raise GitFailedError(_NO_GIT)
            return read_all(started.proc, seconds, _MOST_ANSWERED)
    except TooMuchError as failure:
        text = f"git's answer is larger than {_MOST_ANSWERED >> 20} MiB"
        raise GitFailedError(text) from failure
    except git.exc.GitError as failure:
        raise GitFailedError(_NO_GIT) from failure
    except TimeoutError:
        raise
    except (OSError, ValueError) as failure:
        # No disk for what git is given, or a name with a NUL in it.
        raise GitFailedError(f"git cannot be asked: {failure}") from failure


@cache
def _git_python(executable: str) -> ModuleType:
    """GitPython, which asks git for its version twice when it is imported: it finds none to ask."""
    told = {
        _EXECUTABLE: os.path.join(os.path.dirname(__file__), "none"),
        "GIT_PYTHON_REFRESH": "quiet",
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        # The package and not a part of it, which stays imported where the package could not be.
        import git
    except ImportError as failure:
        raise GitFailedError(_NO_GIT) from failure
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
    if not git.GIT_OK:
        # Who uses GitPython in the same process finds the one that was just asked.
        git.Git.GIT_PYTHON_GIT_EXECUTABLE = executable
    return git


@cache
def _require_git(executable: str) -> None:
    """Make sure, within bounds, that this is git: GitPython asks it for its version without any."""
    from subprocess import DEVNULL, PIPE, Popen

    from .bounded import read_all

    try:
        process = Popen(  # noqa: S603 - the program that is about to be asked all else
            [executable, "version"],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=sys.platform != "win32",
        )
    except (OSError, ValueError) as failure:
        raise GitFailedError(_NO_GIT) from failure
    status, answer, _ = read_all(process, SECONDS, _MOST_ANSWERED)
    if status or not answer.startswith(b"git version "):
        # What takes every question for answered would look like a pass.
        raise GitFailedError(_NO_GIT)


def _first_line(error: str) -> str:
    """The line that says what is wrong: what git calls fatal, else its first."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    fatal = [at for at, line in enumerate(lines) if line.startswith(("fatal:", "error:"))]
    first = fatal[0] if fatal else 0
    # What it says it about may stand on the next line.
    said = (
        lines[first : first + 2]
        if lines and lines[first].endswith(":")
        else lines[first : first + 1]
    )
    return " ".join(said).removeprefix("fatal: ").removeprefix("error: ")
