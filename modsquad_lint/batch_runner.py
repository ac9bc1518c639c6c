"""The source document's first command: `python -m modsquad_lint.batch_runner --tasks FILE`."""

from __future__ import annotations

import sys
from argparse import Namespace

from . import reporters
from .cli import output
from .cli.common import explain, predict
from .cli.main import guarded
from .cli.output import Destination
from .cli.parser import Parser
from .cli.plan import analysis
from .reporters.plans.planned import Planned
from .repository.workspace import Workspace
from .text.errors import Exit


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
    workspace = Workspace(settings={})
    entry = workspace.entry(arguments.tasks)
    path = None if arguments.dry_run else arguments.output
    output.keep_apart([Destination("json", path)], [entry.path])
    predicted = predict(entry, workspace)
    report, plan = predicted.report, predicted.report.plan
    if plan is None:
        return explain(report)
    text = reporters.render_plan("json", Planned(plan, report))
    output.write(text, Destination("json", path), for_machines=True)
    if arguments.verbose:
        to = Destination("text")
        figures = analysis(predicted.subject, plan)
        terminal = output.terminal_of(to, "never", sys.stderr)
        planned = Planned(plan, report, figures, verbose=True, terminal=terminal)
        output.write(reporters.render_plan("text", planned), to, sys.stderr)
    return Exit.OK


if __name__ == "__main__":
    sys.exit(main())
