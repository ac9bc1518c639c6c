"""`modsquad-lint plan`: the predicted batches of a tasks file, what is faster, and why."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence

from .. import reporters
from ..engine.prediction import Prediction
from ..planning.plan import Plan
from ..planning.readers import MARKDOWN
from ..reporters.escape import encodable, terminal
from ..reporters.plans import json as plan_json
from ..reporters.plans import text as plan_text
from ..reporters.plans.planned import Planned
from ..repository.project import Project, require_tasks
from ..repository.reading import note
from ..repository.search import STANDARD_INPUT, Entry, phase_of
from ..text.errors import UserError
from ..text.source import Place, Position
from . import common, output
from .output import Destination

_ANSWERS = ("text", "json")
_LONGEST = 500
"""Characters of a sentence that a repository has on record."""


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a tasks file, several as one plan; - is standard input; without it, the one that git"
        " tracks here",
    )
    common.add_several(parser, "--done", "a task that is done: it is not planned")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--suggest",
        action="store_true",
        help="what would make the plan faster, each with its price",
    )
    instead.add_argument("--why", metavar="ID", help="why this task is in its batch")
    common.add_rules(parser)
    common.add_output(parser, reporters.PLAN_FORMATS)
    common.add_reading(parser)


def run(arguments: Namespace) -> int:
    """Show the plan, or why there is none; returns the exit code."""
    wanted = common.destinations(arguments, reporters.PLAN_FORMATS) or [Destination("text")]
    if arguments.suggest or arguments.why is not None:
        _check_answers(wanted)
    project = common.open_project(arguments, common.settings(arguments))
    entries = _entries(project, arguments)
    output.keep_apart(wanted, [entry.path for entry in entries])
    if any(to.format == "workflow" for to in wanted):
        _check_name(entries, arguments.stdin_filename)
    has_findings = any(map(_shows_findings, wanted))
    predicted = (
        project.plan(entries[0], done=arguments.done, has_findings=has_findings)
        if len(entries) == 1
        else project.plan_together(entries, done=arguments.done, has_findings=has_findings)
    )
    plan = predicted.plan
    if plan is None:
        for to in wanted:
            if _shows_findings(to):
                page = reporters.render_without_plan(to.format, predicted.report)
                output.write(page, to, for_machines=True)
        return common.explain(predicted, arguments)
    if arguments.why is not None:
        _write(_why(predicted, arguments.why), wanted)
    elif arguments.suggest:
        _write(_suggestions(predicted), wanted)
    else:
        _show(predicted, plan, wanted, arguments, entries[0].root)
    return common.doubt(predicted, arguments)


def _entries(project: Project, arguments: Namespace) -> Sequence[Entry]:
    """The tasks files that are one plan, in their order: of a folder of specs all of them."""
    if len(arguments.files) > 1:
        found = project.files(*arguments.files, stdin_filename=arguments.stdin_filename)
        is_phase = len({phase_of(each.name) or each.name for each in found}) == 1
        return found[:1] if is_phase else found
    if arguments.files and os.path.isdir(arguments.files[0]):
        found = project.files(*arguments.files)
        if all(each.name.endswith(MARKDOWN) and not each.siblings for each in found):
            return found
    return [project.file(*arguments.files, stdin_filename=arguments.stdin_filename)]


def _shows_findings(to: Destination) -> bool:
    return reporters.PLAN_FORMATS[to.format].shows == reporters.PLAN_AND_FINDINGS


def _check_answers(wanted: Iterable[Destination]) -> None:
    """What is faster, and why, is no picture.

    Raises:
        UserError: a format that says neither.
    """
    for to in wanted:
        if to.format not in _ANSWERS:
            raise UserError(
                f"--suggest and --why have no format {to.format}",
                f"give --format {' or '.join(_ANSWERS)}, or ask for the plan alone",
            )


def _write(render: Callable[[str], str], wanted: Iterable[Destination]) -> None:
    for to in wanted:
        output.write_answer(render(to.format), to)


def _check_name(entries: Sequence[Entry], stdin_filename: str | None) -> None:
    """A workflow reads the tasks file by its name.

    Raises:
        UserError: it has none, or none that a workflow can hold; or there are several.
    """
    if len(entries) > 1 or (entries[0].siblings and not phase_of(entries[0].name)):
        raise UserError("a workflow reads one tasks file", "give one, or ask for a matrix")
    (entry,) = entries
    if entry.path == STANDARD_INPUT and stdin_filename is None:
        raise UserError(
            "a workflow reads the tasks file by its name, and standard input has none",
            "give --stdin-filename NAME, the file's path in the repository",
        )
    if entry.name != encodable(entry.name):
        raise UserError(f"no workflow can hold the name {entry.name}, which is not UTF-8")


def _show(
    predicted: Prediction,
    plan: Plan,
    wanted: Sequence[Destination],
    arguments: Namespace,
    root: str | None,
) -> None:
    figures = None
    for destination in wanted:
        # In JSON the honest figures are an addition to the source document's shape.
        is_bare = destination.format == "json" and not arguments.verbose
        figures = figures or (None if is_bare else predicted.analysis())
        planned = Planned(
            plan,
            predicted.report,
            None if is_bare else figures,
            arguments.verbose,
            output.terminal_of(destination, arguments.color),
            _trust(root) if arguments.verbose or destination.format == "html" else "",
        )
        output.write_answer(reporters.render_plan(destination.format, planned), destination)


def _trust(root: str | None) -> str:
    """What a repository's own record says of its plans, with its date; empty where there is none."""
    from ..planning.decisions.accuracy import RECORD

    data = note(f"{root}/{RECORD}", follow=False) if root is not None else None
    if not data:
        return ""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    said, until = (
        (record.get(key) for key in ("sentence", "to")) if isinstance(record, dict) else ("", "")
    )
    if not isinstance(said, str) or not isinstance(until, str):
        return ""
    return f"{said[:_LONGEST]} (until {until[:10]})"


def _suggestions(predicted: Prediction) -> Callable[[str], str]:
    with output.Progress("simulating") as show:
        found = predicted.suggestions(show)
    figures = predicted.analysis()
    modules = {"text": plan_text, "json": plan_json}
    return lambda name: modules[name].render_suggestions(found, figures)


def _why(predicted: Prediction, ident: str) -> Callable[[str], str]:
    file, source = predicted.subject.file, predicted.subject.source
    require_tasks(file.by_id, [ident])
    if ident not in predicted.subject.work.file.by_id:
        raise UserError(f'"{ident}" is done, so that it is in no batch')

    def position(place: Place) -> Position:
        return source.position(file.document.span(place).start)

    def where(place: Place) -> str:
        offset = file.document.span(place).start
        line, column, _ = source.position(offset)
        part, _ = source.part_at(offset)
        return f"{terminal(part.display)}:{line}:{column}"

    why = predicted.why(ident)

    def render(name: str) -> str:
        if name == "json":
            return plan_json.render_why(why, source.path, position)
        return plan_text.render_why(why, where)

    return render
