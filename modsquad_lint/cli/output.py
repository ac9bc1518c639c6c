"""Where text goes: standard output or a file, in colour or not, whatever the terminal can show."""

from __future__ import annotations

import os
import sys
import time
from codecs import getincrementalencoder
from collections.abc import Callable, Iterable, Iterator
from errno import EAGAIN
from itertools import chain

from ..engine.report import NO_TERMINAL, Terminal
from ..reporters.escape import ascii_only, painted, terminal
from ..repository import files
from ..text.errors import Exit, UserError
from ..text.typed import BinaryIO, NamedTuple, TextIO

_ORNAMENTS = "→│…•"


class Destination(NamedTuple):
    """One output: the name of a format, and a file for it (None: standard output)."""

    format: str
    path: str | None = None
    append: bool = False


def keep_apart(destinations: Iterable[Destination], inputs: Iterable[str]) -> None:
    """Let no output take the place of a file that is read, or of another output.

    Raises:
        UserError: one would.
    """
    taken = {os.path.realpath(path): "a tasks file that is read" for path in inputs}
    for path in (to.path for to in destinations if to.path is not None and not to.append):
        real = os.path.realpath(path)
        if real in taken and (os.path.isfile(real) or not os.path.exists(real)):
            raise UserError(f"{path} is {taken[real]}; give this output a file of its own")
        taken[real] = "where another format goes"


def has_colour(choice: str, stream: TextIO | None = None) -> bool:
    """Whether a stream (standard output) gets colour; `choice` is auto, always or never."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] != "0"
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def terminal_of(
    destination: Destination, color: str = "auto", stream: TextIO | None = None
) -> Terminal:
    """What the stream (standard output) of a destination shows; a file shows the least."""
    if destination.path is not None:
        return NO_TERMINAL
    stream = stream or sys.stdout
    has_links = color != "never" and _has_links(stream)
    return Terminal(has_colour(color, stream), is_plain(stream), width_of(stream), has_links)


_LINKING = ("KITTY_WINDOW_ID", "KONSOLE_VERSION", "VTE_VERSION", "WEZTERM_EXECUTABLE", "WT_SESSION")
"""Variables that terminals set which can show links; none can be asked."""

_LINKING_PROGRAMS = {"ghostty", "iTerm.app", "vscode"}
"""Others, as they call themselves in TERM_PROGRAM."""


def _has_links(stream: TextIO) -> bool:
    """Whether a terminal is known to let words lead to an address."""
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return False
    program = os.environ.get("TERM_PROGRAM")
    return program in _LINKING_PROGRAMS or any(os.environ.get(name) for name in _LINKING)


def width_of(stream: TextIO) -> int | None:
    """How many columns a terminal has; None for what is no terminal. COLUMNS holds over both."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def is_plain(stream: TextIO) -> bool:
    """Whether a stream can't show the arrows and ellipses that people would see."""
    try:
        _ORNAMENTS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def write(
    text: str | Iterator[str],
    destination: Destination,
    stream: TextIO | None = None,
    *,
    for_machines: bool = False,
) -> None:
    """Write a text, or its pieces, to the file of its destination, or to a stream (standard output).

    Machines get UTF-8 wherever they read; people what their terminal can show. A file is written whole
    or not at all; of a stream's pieces those stay that were written before one could not be made.

    Raises:
        UserError: it can't be written. A reader that went away is no error.
    """
    pieces = [text] if isinstance(text, str) else text
    if destination.path is not None:
        is_added = destination.append and os.path.isfile(destination.path)
        before = [files.read(destination.path)] if is_added else []
        encoded = (piece.encode("utf-8", "backslashreplace") for piece in pieces)
        files.write(destination.path, chain(before, encoded))
        return
    stream = stream or sys.stdout
    # Remembers what it has begun: some encodings begin with a mark of their own.
    encoder = getincrementalencoder("utf-8" if for_machines else stream.encoding or "utf-8")
    encode = encoder("backslashreplace").encode
    for piece in pieces:
        data = encode(piece)
        data = data if for_machines else data.replace(b"\n", os.linesep.encode())
        if not write_bytes(data, stream):
            break


def write_answer(text: str, destination: Destination) -> None:
    """Write a text in the format of its destination: people get what their terminal can show."""
    for_people = destination.format == "text"
    if for_people and destination.path is None and is_plain(sys.stdout):
        text = ascii_only(text)
    write(text, destination, for_machines=not for_people)


def write_bytes(data: bytes, stream: TextIO | None = None) -> bool:
    """Write bytes as they are to a stream, which is standard output; whether anyone still reads it.

    Raises:
        UserError: they can't be written. A reader that went away is no error.
    """
    stream = stream or sys.stdout
    try:
        stream.flush()
        _write_all(stream.buffer, data)
        stream.buffer.flush()
    except OSError as error:
        # Python would complain once more when it closes the stream at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UserError(f"cannot write the output: {error.strerror}") from error
        return False
    return True


def _write_all(buffer: BinaryIO, data: bytes) -> None:
    """Write all, which an unbuffered stream may do in pieces, or not at all."""
    rest = memoryview(data)
    while rest:
        written = buffer.write(rest)
        if not written:  # of a pipe that does not block, and is full
            raise BlockingIOError(EAGAIN, os.strerror(EAGAIN))
        rest = rest[written:]


def replace_closed_streams() -> None:
    """Write to nowhere what whoever started the program closed; Python has None for such a stream."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good


def print_text(text: str) -> int:
    """Show people a text on standard output; returns the exit code."""
    write_answer(text, Destination("text"))
    return Exit.OK


_PATCH_COLOURS = {"+": "32", "-": "31", "@": "36"}
"""Of lines of a patch, by what they begin with."""


def print_patch(text: str, color: str = "auto") -> None:
    """Show a patch on standard output: to the letter, but for a terminal, which might obey some of it."""
    if sys.stdout.isatty():
        lines = map(terminal, text.split("\n"))
        text = "\n".join(map(_painted, lines) if has_colour(color) else lines)
    elif text and os.environ.get("GITHUB_ACTIONS") == "true":
        text = _without_commands(text)
    write(text, Destination("diff"), for_machines=not sys.stdout.isatty())


def _painted(line: str) -> str:
    """A line of a patch in its colour."""
    code = _PATCH_COLOURS.get(line[:1])
    return painted(line, code) if code else line


def _without_commands(text: str) -> str:
    """A text that is no place for escapes, between two commands that let the runner obey none in it."""
    from secrets import token_hex

    # Whoever wrote the text must not know the word that ends it.
    word = token_hex(16)
    return f"::stop-commands::{word}\n{text}::{word}::\n"


class Progress:
    """A bar on standard error for work of more than a second; on a terminal, and only there.

    `with Progress(...) as show` gives what draws how far the work is.
    """

    _WIDTH = 30

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False
        self._since = time.monotonic()

    def _show(self, done: int, of: int) -> None:
        """Draw how far the work is."""
        if time.monotonic() - self._since < 1 or not sys.stderr.isatty():
            return
        self._shown = True
        filled = self._WIDTH * done // max(of, 1)
        bar = "#" * filled + "." * (self._WIDTH - filled)
        sys.stderr.write(f"\r{self._what} [{bar}] {done}/{of}")
        sys.stderr.flush()

    def __enter__(self) -> Callable[[int, int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        """Leave no trace of it."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def complain(message: str, advice: str = "") -> None:
    """Say on standard error what is wrong, and what to do; whatever they quote, in a line for each."""
    from contextlib import suppress

    lines = [f"modsquad-lint: {terminal(message)}", *([terminal(advice)] if advice else [])]
    with suppress(UserError):  # there is nowhere left to say it
        write("".join(f"{line}\n" for line in lines), Destination("text"), sys.stderr)
