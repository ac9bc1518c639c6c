"""Findings and plans as text: one table of formats, and for each row a module; pure.

A module is imported when its format is asked for. What is the same for all of them is done here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.report import Report, Run
from ..text.typed import TYPE_CHECKING, Any, NamedTuple, Protocol
from . import escape

if TYPE_CHECKING:
    from .plans.planned import Planned

FINDINGS, PLAN, PLAN_AND_FINDINGS = "findings", "plan", "plan and findings"
"""What a format shows. `check` has the formats of the first, `plan` those of the others."""

PEOPLE, MACHINES = "people", "machines"
"""Whom a format is for. What people read obeys their terminal, and leaves out what they did not ask for."""


class Format(NamedTuple):
    """One format of output.

    Attributes:
        name: as `--format` takes it.
        shows: what it renders; the last of the three also shows a report that has no plan.
        module: where it is done, below this folder: a `FindingsReporter` that `streams` or does not,
            a `PlanReporter`, or a `PageReporter`.
        reader: whom it is for.
        extension: of a file that holds it.
        use: what it is good for, in a few words of Markdown.
        streams: whether it is written in pieces: of very many findings it may be a hundred megabytes.
    """

    name: str
    shows: str
    module: str
    reader: str
    extension: str
    use: str
    streams: bool = False

    @property
    def for_people(self) -> bool:
        """Whether people read it, in a terminal or in an editor."""
        return self.reader == PEOPLE


TABLE = (
    Format(
        *("text", FINDINGS, "text", PEOPLE, "txt"),
        "people: the source line, what is wrong in it, what to do",
        streams=True,
    ),
    Format(
        *("concise", FINDINGS, "concise", PEOPLE, "txt"),
        "editors and grep: one line for each finding",
        streams=True,
    ),
    Format(
        *("json", FINDINGS, "json", MACHINES, "json"),
        "programs and agents: [everything, with exact positions](json.md)",
        streams=True,
    ),
    Format("github", FINDINGS, "github", MACHINES, "txt", "annotations in GitHub Actions"),
    Format(
        *("sarif", FINDINGS, "sarif", MACHINES, "sarif"),
        "code scanning: SARIF 2.1.0",
        streams=True,
    ),
    Format(
        *("gitlab", FINDINGS, "gitlab", MACHINES, "json"),
        "GitLab's Code Quality report",
        streams=True,
    ),
    Format("junit", FINDINGS, "junit", MACHINES, "xml", "lists of test results", streams=True),
    Format("rdjson", FINDINGS, "rdjson", MACHINES, "json", "reviewdog", streams=True),
    Format(
        *("markdown", FINDINGS, "markdown", MACHINES, "md"),
        "comments, and the summary of a job in GitHub Actions",
    ),
    Format("text", PLAN, "plans.text", PEOPLE, "txt", "people"),
    Format(
        *("json", PLAN, "plans.json", MACHINES, "json"),
        "programs: the batches and their metrics; with `-v` also the honest figures",
    ),
    Format("markdown", PLAN, "plans.markdown", MACHINES, "md", "comments"),
    Format(
        *("mermaid", PLAN, "pictures.mermaid", MACHINES, "mmd"),
        "a picture in Markdown, where GitHub and others draw it",
    ),
    Format(
        *("dot", PLAN, "pictures.dot", MACHINES, "dot"),
        "a picture by Graphviz, which takes minutes for thousands of tasks",
    ),
    Format("svg", PLAN, "pictures.svg", MACHINES, "svg", "a picture"),
    Format(
        *("html", PLAN_AND_FINDINGS, "pictures.html", MACHINES, "html"),
        "a page for a browser, in one file: picture, search, files and reasons",
    ),
    Format(
        *("matrix", PLAN, "plans.matrix", MACHINES, "json"),
        "[running the plan with GitHub Actions](run-the-plan.md): its jobs",
    ),
    Format(
        *("workflow", PLAN, "plans.workflow", MACHINES, "yml"),
        "[running the plan with GitHub Actions](run-the-plan.md): the workflow",
    ),
)
"""Every format. A new one is a module and a row here."""

FORMATS = {row.name: row for row in TABLE if row.shows == FINDINGS}
"""Formats of `check`, by name."""

PLAN_FORMATS = {row.name: row for row in TABLE if row.shows != FINDINGS}
"""Formats of `plan`, by name."""


class FindingsReporter(Protocol):
    """What the module of a format of findings has: the one function or, where it streams, the other."""

    def render(self, run: Run) -> str:
        """The whole text."""

    def pieces(self, run: Run) -> Iterator[str]:
        """Texts which together are the whole."""


class PlanReporter(Protocol):
    """What the module of a format of plans has."""

    def render(self, planned: Planned) -> str:
        """The whole text."""


class PageReporter(PlanReporter, Protocol):
    """What the module of a format of plans has, that shows findings too."""

    def render_without_plan(self, report: Report) -> str:
        """The findings of a report that has no plan."""


def pieces(name: str, run: Run) -> Iterator[str]:
    """Findings in one of `FORMATS`, piece by piece."""
    row = FORMATS[name]
    module: FindingsReporter = _module(row)
    texts = module.pieces(run) if row.streams else iter([module.render(run)])
    yield from map(escape.ascii_only, texts) if row.for_people and run.terminal.plain else texts


def render(name: str, run: Run) -> str:
    """What the `pieces` of a format come to."""
    return "".join(pieces(name, run))


def render_plan(name: str, planned: Planned) -> str:
    """A plan in one of `PLAN_FORMATS`."""
    row = PLAN_FORMATS[name]
    module: PlanReporter = _module(row)
    text = module.render(planned)
    return escape.ascii_only(text) if row.for_people and planned.terminal.plain else text


def render_without_plan(name: str, report: Report) -> str:
    """The findings of a report that has no plan, in a format that shows `PLAN_AND_FINDINGS`."""
    module: PageReporter = _module(PLAN_FORMATS[name])
    return module.render_without_plan(report)


def _module(row: Format) -> Any:
    # `importlib` would take as long to import as three modules of ours.
    return __import__(f"{__name__}.{row.module}", fromlist=["render"])
