"""One git repository: where it is, and how git is asked about it; knows no rule and no tasks file.

git is asked through GitPython, and of that only through `Git.execute`: design section 9 says why.
Nothing is written, no lock is taken, nothing is fetched, and no program that the repository names is
run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, cached_property
from itertools import islice

from ..text.typed import TYPE_CHECKING, NamedTuple
from .reading import note

if TYPE_CHECKING:
    from subprocess import Popen

    from git.cmd import Git

SECONDS = 120.0
"""The most that one question to git may take."""

_MOST_ANSWERED = 1 << 29
"""A list of millions of files; to read more would take more memory than it is worth."""

_NO_GIT = "git was not found, or could not be run"
_NOT_UNDERSTOOD = "git gave an answer that cannot be understood"
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
    """What a small file holds, nothing when it cannot be read."""
    return decode(note(path) or b"")


class Repository:
    """A repository that git can be asked about, from its top."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._silence = ""

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
        # Names may hold what else ends a line for Python.
        lines = _text(f"{folder}/{name}").replace("\r", "").split("\n")
        return [line for line in lines if line]

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
    def _git(self) -> Git:
        return _opened(self.root, _executable())

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
            GitFailedError: there is no git, it fails, says too much, or takes too long. Where it took
                the longest time that there is, it is not asked again.
        """
        if self._silence:
            raise GitFailedError(self._silence)
        configuration, values = _configuration(settings or {})
        command = [_executable(), *_OPTIONS, *configuration, *arguments]
        most = SECONDS if seconds is None else seconds
        variables = {**self._variables, **values, **(variables or {})}
        try:
            status, answer, error = _execute(self._git, command, variables, given, most)
        except TimeoutError as timeout:
            silence = f"git did not answer within {most:g} seconds"
            self._silence = silence if seconds is None else ""
            raise GitFailedError(silence) from timeout
        if status not in accept:
            raise GitFailedError(_first_line(error) or f"git ended with exit code {status}")
        return answer


_NAMED = "GIT_PYTHON_GIT_EXECUTABLE"
"""GitPython's own variable for where git is."""


def _executable() -> str:
    return os.environ.get(_NAMED) or "git"


@cache
def _load() -> type[Git]:
    """What GitPython runs git with."""
    import gc

    # It asks git for its version twice while it is imported, and waits for ever: it gets nothing to ask,
    # and is told to say nothing of that.
    # All that this import makes stays. To look through it for garbage, now and at the end of the
    # program, would take as long as several questions to git.
    was_enabled = gc.isenabled()
    ours = {
        _NAMED: os.path.join(os.path.dirname(__file__), "none", "git"),
        "GIT_PYTHON_REFRESH": "quiet",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    gc.disable()
    try:
        from git.cmd import Git
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        gc.freeze()
        if was_enabled:
            gc.enable()
    return Git


@cache
def _opened(root: str, executable: str) -> Git:
    """What runs git in a repository, once it has said that it is git: several ask in one run."""
    git = _load()(root)
    # A stub in the place of git may take every question for answered, which would look like a pass.
    status, answer, _ = _execute(git, [executable, "version"], {}, None, SECONDS)
    if status or not answer.startswith(b"git version "):
        raise GitFailedError(_NO_GIT)
    return git


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
    from subprocess import TimeoutExpired
    from time import monotonic

    from git.exc import GitError

    with ExitStack() as stack:
        try:
            stream = None
            if given is not None:
                from tempfile import TemporaryFile

                stream = stack.enter_context(TemporaryFile())
                stream.write(given)
                stream.seek(0)
            # In a session of its own it can be ended with all that it has started.
            session = {} if sys.platform == "win32" else {"start_new_session": True}
            started = git.execute(
                command, istream=stream, as_process=True, env=dict(variables), **session
            )
        except GitError as failure:
            raise GitFailedError(_NO_GIT) from failure
        except (OSError, ValueError) as failure:
            # No disk for what git is given, or a name with a NUL in it.
            raise GitFailedError(f"git cannot be asked: {failure}") from failure
        process = started.proc
        if process is None:  # only once it is thrown away
            raise GitFailedError(_NO_GIT)
        stack.enter_context(process)  # which closes its streams, and waits for it
        try:
            last = monotonic() + seconds
            answer, error = _collected(process, seconds)
            # It may have closed what it writes to, and go on.
            status = process.wait(max(0, last - monotonic()))
            return status, answer, error.decode(errors="replace")
        except TimeoutExpired as timeout:
            _end(process)
            raise TimeoutError from timeout
        except BaseException:
            _end(process)
            raise


def _collected(process: Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
    """What a process writes to its two outputs.

    Raises:
        TimeoutError, TimeoutExpired: it has not ended them in time.
        GitFailedError: it writes more than `_MOST_ANSWERED` bytes.
    """
    if sys.platform == "win32":
        return process.communicate(timeout=seconds)
    from selectors import EVENT_READ, DefaultSelector
    from time import monotonic

    last, size = monotonic() + seconds, 0
    written: dict[int, list[bytes]] = {}
    with DefaultSelector() as selector:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                written[stream.fileno()] = []
                selector.register(stream.fileno(), EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0, last - monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                piece = os.read(key.fd, 1 << 18)
                written[key.fd].append(piece)
                size += len(piece)
                if not piece:
                    selector.unregister(key.fd)
            if size > _MOST_ANSWERED:
                raise GitFailedError(f"git's answer is larger than {_MOST_ANSWERED >> 20} MiB")
    answer, error = map(b"".join, written.values())
    return answer, error


def _end(process: Popen[bytes]) -> None:
    """End a process, and whatever it has started in its session."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            from signal import SIGKILL

            os.killpg(process.pid, SIGKILL)


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


@contextmanager
def understood() -> Iterator[None]:
    """Read an answer of git; one that is of another form raises GitFailedError."""
    try:
        yield
    except (IndexError, KeyError, StopIteration, ValueError) as error:
        raise GitFailedError(_NOT_UNDERSTOOD) from error


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
    text = decode(answer)
    tokens = iter(text.removesuffix("\0").split("\0") if text else ())
    with understood():
        return [_raw_change(token, tokens) for token in tokens]


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
            with understood():
                changes.append(_raw_change(text, tokens))
        elif text:
            if head:
                yield head, changes
            head, changes = [text, *islice(tokens, fields - 1)], []
            if len(head) < fields:
                raise GitFailedError(_NOT_UNDERSTOOD)
    if head:
        yield head, changes


def _raw_change(header: str, tokens: Iterator[str]) -> RawChange:
    """One change; raises what `understood` takes for an answer of another form."""
    # One colon, mode and id for each parent, then those of the result.
    parents = len(header) - len(header.lstrip(":"))
    *numbers, status = header[parents:].split(" ")
    path = next(tokens)
    old_path = None
    if parents == 1 and status[0] in "RC":
        old_path, path = path, next(tokens)
    if not path:
        raise ValueError("a change without a path")
    return RawChange(
        status[0],
        path,
        old_path,
        (numbers[0], numbers[parents]),
        (numbers[parents + 1], numbers[-1]),
    )
