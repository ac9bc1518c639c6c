"""`modsquad-lint rule`: what a rule means."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from textwrap import wrap

from ..engine.selectors import select
from ..rules import RULES
from ..rules.registry import Rule
from ..text.errors import UserError
from ..text.vocabulary import did_you_mean
from . import output

_WIDTH = 80
_AS_IT_IS = "#*-|"
"""How a line begins that is no part of a paragraph."""
_FIXES = {None: "", "safe": ", with a fix", "unsafe": ", with an unsafe fix"}


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "rule", nargs="?", metavar="CODE", help="the code or the name of a rule, or a prefix: MSQ2"
    )
    which.add_argument("--all", action="store_true", help="every rule")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: Namespace) -> int:
    """Print the pages; returns the exit code."""
    given = "MSQ" if arguments.all else arguments.rule.strip()
    codes = sorted(select(given) or select(given.upper()))
    if not codes:
        names = [*RULES, *(rule.name for rule in RULES.values())]
        raise UserError(f'there is no rule "{given}"{did_you_mean(given, names)}')
    rules = [RULES[code] for code in codes]
    if arguments.format == "json":
        is_one = codes[0] == given.upper() or rules[0].name == given
        return output.print_text(_as_json(rules, is_one=is_one))
    return output.print_text("\n".join("\n".join(_filled(page(rule))) for rule in rules))


def page(rule: Rule) -> str:
    """The page of a rule, in Markdown: its title, its severity, and its docstring."""
    severity = str(rule.severity)
    if rule.most != rule.severity:
        severity += f" or {rule.most}"
    return f"# {rule.code} {rule.name}\n\n*{severity}{_FIXES[rule.fix]}*\n\n{rule.doc.rstrip()}\n"


def _as_json(rules: Sequence[Rule], *, is_one: bool) -> str:
    """An object for one rule that was asked for by itself, else an array."""
    described = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": str(rule.severity),
            "fix": rule.fix,
            "page": rule.doc,
        }
        for rule in rules
    ]
    return json.dumps(described[0] if is_one else described, indent=2) + "\n"


def _filled(text: str) -> Iterator[str]:
    """The lines of a page, its paragraphs broken anew for a terminal; what stands in a block stays."""
    in_block = False
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        is_fence = line.startswith("```")
        in_block ^= is_fence
        if line and not in_block and not is_fence and line[0] not in _AS_IT_IS:
            paragraph.append(line)
            continue
        yield from wrap(" ".join(paragraph), _WIDTH, break_long_words=False, break_on_hyphens=False)
        paragraph = []
        yield line
