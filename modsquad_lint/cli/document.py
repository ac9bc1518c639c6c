"""The two commands of the source document: `python -m modsquad_lint.batch_runner`, and `.validator`."""

from __future__ import annotations

import sys

from .. import reporters
from ..engine.report import Run
from ..reporters.escape import terminal_path
from ..reporters.plans.planned import Planned
from ..repository.project import Project
from ..rules.draft import Severity
from ..text.errors import Exit
from . import output
from .common import doubt, explain
from .main import guarded
from .output import Destination
from .parser import Parser

_FILE = "a tasks file; - is standard input"


def batch_runner() -> int:
    """Predict the batches of a tasks file, as JSON in the source document's shape."""
    return guarded(_predict)


def validator() -> int:
    """Say whether the dependencies of a tasks file are sound."""
    return guarded(_check)


def _predict() -> int:
    parser = Parser(
        "python -m modsquad_lint.batch_runner",
        "Predict the batches of a tasks file, as JSON.",
    )
    parser.add_argument("--tasks", required=True, metavar="FILE", help=_FILE)
    parser.add_argument(
        "--output", metavar="FILE", help="write to this file instead of standard output"
    )
    parser.add_argument("--dry-run", action="store_true", help="write no file, print instead")
    parser.add_argument(
        "--verbose", action="store_true", help="say on standard error which files intersect"
    )
    arguments = parser.parse_args()
    project = Project()
    entry = project.file(arguments.tasks)
    path = None if arguments.dry_run else arguments.output
    output.keep_apart([Destination("json", path)], [entry.path])
    predicted = project.plan(entry)
    report, plan = predicted.report, predicted.plan
    if plan is None:
        return explain(predicted)
    text = reporters.render_plan("json", Planned(plan, report))
    output.write(text, Destination("json", path), for_machines=True)
    if arguments.verbose:
        to = Destination("text")
        figures = predicted.analysis()
        terminal = output.terminal_of(to, "never", sys.stderr)
        planned = Planned(plan, report, figures, verbose=True, terminal=terminal)
        output.write(reporters.render_plan("text", planned), to, sys.stderr)
    return doubt(predicted)


def _check() -> int:
    parser = Parser(
        "python -m modsquad_lint.validator",
        "Check that every dependency names a task, and that none wait for each other.",
    )
    parser.add_argument("--check-deps", required=True, metavar="FILE", help=_FILE)
    arguments = parser.parse_args()
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
