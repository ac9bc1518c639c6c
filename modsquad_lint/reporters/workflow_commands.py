"""One annotation as a workflow command of GitHub Actions, in which nothing forges another; knows no finding."""

from __future__ import annotations

from collections.abc import Mapping

from ..text.typed import NamedTuple
from .escape import shortened, terminal

MOST_CHARACTERS = 4000
"""Of a message: GitHub takes 4,096 characters, and an escaped one can grow."""


class Annotation(NamedTuple):
    """One annotation: `error`, `warning` or `notice`, where it stands, and what it says."""

    command: str
    properties: Mapping[str, object]
    message: str


def file_name(path: str) -> str:
    """A path as the runner keeps it, which drops "=" at the start of a value, and as a log can show it."""
    path = terminal(path)
    return f"./{path}" if path.startswith("=") else path


def words(text: str) -> str:
    """A message as a log can show it, and as GitHub takes it."""
    return shortened(terminal(text), MOST_CHARACTERS)


def line(annotation: Annotation) -> str:
    """The command that makes it."""
    properties = ",".join(
        f"{name}={_property(str(value))}" for name, value in annotation.properties.items()
    )
    return f"::{annotation.command} {properties}::{_data(annotation.message)}"


def _data(text: str) -> str:
    # "%" first: the other replacements write it.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
