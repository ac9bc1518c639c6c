"""The source document's first command: `python -m modsquad_lint.batch_runner --tasks FILE`."""

from __future__ import annotations

import sys
from argparse import Namespace

from .. import reporters
from ..reporters.plans.planned import Planned
from ..repository.project import Project
from . import output
from .common import doubt, explain
from .main import guarded
from .output import Destination
from .parser import Parser


def main() -> int:
    """Predict the batches of a tasks file, as JSON in the source document's shape."""
    return guarded(lambda: _run(_arguments()))


def _arguments() -> Namespace:
    parser = Parser(
        "python -m modsquad_lint.batch_runner",
        "Predict the batches of a tasks file, as JSON.",
    )
    parser.add_argument(
        "--tasks", required=True, metavar="FILE", help="a tasks file; - is standard input"
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write to this file instead of standard output"
    )
    parser.add_argument("--dry-run", action="store_true", help="write no file, print instead")
    parser.add_argument(
        "--verbose", action="store_true", help="say on standard error which files intersect"
    )
    return parser.parse_args()


def _run(arguments: Namespace) -> int:
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
