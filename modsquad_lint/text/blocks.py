"""Puts a block of lines at the end of a text, and takes it out again to the byte; knows no format."""

from __future__ import annotations


def newline_of(text: str) -> str:
    """How lines end here: as the first one does."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def appended(text: str, block: str) -> str:
    """The text with a block after an empty line; whether it ends with a line end stays as it is.

    Lines of the block end with LF, its last one with nothing.
    """
    end = _end(text)
    return text[:end] + _set_apart(block, newline_of(text)) + text[end:]


def without(text: str, block: str) -> str | None:
    """The text before the block was `appended`; None where it does not stand there as it was."""
    for newline in ("\n", "\r\n"):
        written = _set_apart(block, newline)
        at = text.find(written)
        while at >= 0:
            rest = text[at + len(written) :]
            # The last line is no longer one, as it was.
            if not rest or rest.startswith(("\n", "\r\n")):
                return text[:at] + rest
            at = text.find(written, at + 1)
    return None


def _set_apart(block: str, newline: str) -> str:
    return newline * 2 + block.replace("\n", newline)


def _end(text: str) -> int:
    """Where the last line ends, without its line end."""
    return len(text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text)
