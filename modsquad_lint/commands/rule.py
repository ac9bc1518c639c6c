"""`modsquad-lint rule`: what a rule means."""

from __future__ import annotations

from .. import output
from ..errors import UserError
from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("rule", nargs="?", metavar="CODE", help="the code or the name of a rule")
    which.add_argument("--all", action="store_true", help="every rule")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: Namespace) -> int:
    """Print the pages; returns the exit code."""
    from ..config import select
    from ..rules import RULES

    codes = sorted(RULES) if arguments.all else sorted(select(arguments.rule.strip()))
    if not codes:
        from ..vocabulary import did_you_mean

        names = [*RULES, *(rule.name for rule in RULES.values())]
        raise UserError(f'there is no rule "{arguments.rule}"{did_you_mean(arguments.rule, names)}')
    pages = [RULES[code] for code in codes]
    if arguments.format == "json":
        import json

        described = [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": str(rule.severity),
                "fix": rule.fix,
                "page": rule.doc,
            }
            for rule in pages
        ]
        return output.print_text(
            json.dumps(described if arguments.all else described[0], indent=2) + "\n"
        )
    return output.print_text(
        "\n\n".join(
            f"# {rule.code} {rule.name} ({rule.severity})\n\n{rule.doc}\n" for rule in pages
        )
    )
