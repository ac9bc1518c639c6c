"""What a reporter of plans is given: the plan, the file that it is of, and what is known of both."""

from __future__ import annotations

from ...engine.report import NO_TERMINAL, Report, Terminal
from ...planning.plan import Plan
from ...text.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # most runs know no analysis
    from ...planning.pricing.schedule import Analysis


class Planned(NamedTuple):
    """A plan to show, and the report that it is from.

    Attributes:
        analysis: None where it is not known, or not wanted.
        verbose: whether people see all of it.
        terminal: what shows it to people.
        trust: how far plans of this repository could be trusted, in a sentence; empty where nobody measured it.
    """

    plan: Plan
    report: Report
    analysis: Analysis | None = None
    verbose: bool = False
    terminal: Terminal = NO_TERMINAL
    trust: str = ""

    @property
    def rating(self) -> str:
        """What people are told about how good the plan is; empty where it can't be better."""
        return self.report._replace(plan=self.plan).rating(self.analysis, verbose=self.verbose)

    @property
    def critical(self) -> list[str]:
        """The ids on the critical path, in order; none where it is not known."""
        return [step.task.id for step in self.analysis.critical_path] if self.analysis else []
