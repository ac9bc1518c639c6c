"""Lint and plan a text that belongs to no repository: the public functions; reads nothing."""

from __future__ import annotations

from collections.abc import Mapping

from ..rules.facts import Facts
from ..rules.wanted import EVERYTHING, Wanted
from ..text.source import Source
from ..text.typed import Any
from .config import DEFAULT, configure
from .linting import lint as lint_source
from .linting import look
from .prediction import Prediction, predict
from .report import Report


def lint(
    text: str | bytes,
    name: str = "tasks.json",
    settings: Mapping[str, Any] | None = None,
    *,
    wanted: Wanted = EVERYTHING,
) -> Report:
    """The findings of a text, and its plan, without any repository.

    Args:
        text: what a tasks file holds.
        name: what it is called; the ending says how it is read.
        settings: by the names of a configuration file.
        wanted: which findings, where not all.

    Raises:
        UserError: a setting is unknown, or its value is none that it takes.
    """
    config = configure(DEFAULT, settings or {}, "settings")
    return lint_source(Source.of(text, name), Facts(), config, wanted)


def plan(
    text: str | bytes, name: str = "tasks.json", settings: Mapping[str, Any] | None = None
) -> Prediction:
    """The predicted batches of a text, or what keeps it from having any; as `lint`."""
    config = configure(DEFAULT, settings or {}, "settings")
    return predict(look(Source.of(text, name), Facts(), config), config)
