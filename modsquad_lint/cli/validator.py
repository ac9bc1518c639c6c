"""The source document's second command: `python -m modsquad_lint.validator --check-deps FILE`."""

from __future__ import annotations

from argparse import Namespace

from .. import reporters
from ..engine.report import Run
from ..reporters.escape import terminal_path
from ..repository.project import Project
from ..rules.finding import Severity
from ..text.errors import Exit
from . import output
from .main import guarded
from .output import Destination
from .parser import Parser


def main() -> int:
    """Say whether the dependencies of a tasks file are sound."""
    return guarded(lambda: _run(_arguments()))


def _arguments() -> Namespace:
    parser = Parser(
        "python -m modsquad_lint.validator",
        "Check that every dependency names a task, and that none wait for each other.",
    )
    parser.add_argument(
        "--check-deps", required=True, metavar="FILE", help="a tasks file; - is standard input"
    )
    return parser.parse_args()


def _run(arguments: Namespace) -> int:
    project = Project(use_git=False)
    entry = project.file(arguments.check_deps)
    # All that keeps a plan away, whatever is ignored: without a plan no dependency is sound.
    report = project.plan(entry).report
    if report.findings:
        terminal = output.terminal_of(Destination("text"))
        run = Run([report], show_least=Severity.INFO, terminal=terminal)
        text = reporters.render("text", run)
    else:
        text = f"{terminal_path(entry.display)}: the dependencies are sound\n"
    output.write(text, Destination("text"))
    failed = any(finding.severity is Severity.ERROR for finding in report.findings)
    return Exit.FINDINGS if failed else Exit.OK
