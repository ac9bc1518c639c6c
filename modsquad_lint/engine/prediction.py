"""The plan of one tasks file with all that is worked out from it, or why the file has none; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..planning.plan import Plan
from ..rules.draft import Severity
from ..rules.registry import COMPARISON, ENTERED, Rule, Subject
from ..rules.wanted import Wanted
from ..text.typed import TYPE_CHECKING, NamedTuple
from .config import DEFAULT, Config
from .limits import MOST, MOST_RELATED
from .linting import Progress, report_on, tell_nobody
from .report import Report

if TYPE_CHECKING:
    from ..planning.pricing.schedule import Analysis
    from ..planning.pricing.suggest import Suggestions
    from ..planning.pricing.why import Why


class Prediction(NamedTuple):
    """What is predicted for a tasks file.

    Attributes:
        subject: the file as the rules see it.
        report: its findings as far as they were asked for, and its plan. Where there is no plan, the
            findings say why.
    """

    subject: Subject
    report: Report

    @property
    def plan(self) -> Plan | None:
        """The batches; None when the file has no plan."""
        return self.report.plan

    def doubts(self) -> Mapping[str, int]:
        """How many findings of each rule make the plan doubtful, by code."""
        counts = self.report.counts()
        found = Counter[str]()
        for kind in sorted(counts, key=lambda kind: (kind.code, kind.severity)):
            if self.report.fails(kind) and ENTERED[kind.code].is_about_plans:
                found[kind.code] += counts[kind]
        return found

    def analysis(self) -> Analysis:
        """The honest figures of the plan, which there must be."""
        from ..planning.pricing.schedule import analyse

        subject = self.subject
        return analyse(subject.work, subject.plan, subject.options.extra_keys)

    def suggestions(self, progress: Progress = tell_nobody) -> Suggestions:
        """What would make the plan faster, the best first; there must be a plan."""
        from ..planning.pricing.simulator import Simulator
        from ..planning.pricing.suggest import suggest

        subject = self.subject
        return suggest(Simulator(subject.work, subject.plan, subject.options), progress)

    def why(self, ident: str) -> Why:
        """Why a task, which the file must have, is in its batch; there must be a plan."""
        from ..planning.pricing.why import explain

        return explain(self.subject.work, self.subject.plan, ident, self.subject.options)


def predict(subject: Subject, config: Config, *, has_findings: bool = False) -> Prediction:
    """The plan of a tasks file, with what makes it doubtful, or why the file has none.

    Findings that don't make a run fail are left out, unless they are wanted.
    """
    if subject.predicted is None:
        return Prediction(subject, why_no_plan(subject))
    if has_findings:
        wanted = Wanted(most=MOST, most_related=MOST_RELATED)
        return Prediction(subject, report_on(subject, config, wanted))
    others = [code for code, rule in _of_one_file().items() if not rule.is_about_plans]
    config = config.changed("ignore", (*config.values["ignore"], *others))
    # Nobody sees them here: they are counted.
    wanted = Wanted(config.fail_on or Severity.ERROR, most=0)
    return Prediction(subject, report_on(subject, config, wanted))


def why_no_plan(subject: Subject) -> Report:
    """What keeps a file from having a plan, whatever it or the configuration ignores."""
    reasons = tuple(code for code, rule in _of_one_file().items() if rule.prevents_plan)
    config = DEFAULT.changed("select", reasons)
    wanted = Wanted(suppressed=True, most=MOST, most_related=MOST_RELATED)
    return report_on(subject, config, wanted)


def _of_one_file() -> Mapping[str, Rule]:
    """The rules that need no comparison, by code."""
    from ..rules.catalogue import LATE, rules_for

    return rules_for(need for need in LATE if need != COMPARISON)
