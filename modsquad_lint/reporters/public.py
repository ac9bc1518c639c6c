"""Reports and predictions as text in any format: the public function; knows no format itself."""

from __future__ import annotations

from collections.abc import Mapping

from ..engine.prediction import Prediction
from ..engine.report import Report, run_of
from ..text.errors import UserError
from ..text.vocabulary import did_you_mean
from . import FORMATS, PLAN_AND_FINDINGS, PLAN_FORMATS, render_plan, render_without_plan
from . import render as render_run
from .plans.planned import Planned


def render(
    of: Report | list[Report] | Prediction,
    format: str = "text",  # noqa: A002 - what everybody calls it
    *,
    verbose: bool = False,
) -> str:
    """Findings in a format of `check`, or a prediction in one of `plan`.

    Args:
        of: the report of one tasks file, those of several, or a prediction.
        format: the format's name.
        verbose: whether people see all of it, infos included; machines always do.

    Raises:
        UserError: there is no such format, or the prediction has no plan.
    """
    if isinstance(of, Prediction):
        _require(format, PLAN_FORMATS)
        return _render_prediction(of, format, verbose=verbose)
    _require(format, FORMATS)
    return render_run(format, run_of(of if isinstance(of, list) else [of], int(verbose)))


def _render_prediction(predicted: Prediction, form: str, *, verbose: bool) -> str:
    report, plan = predicted.report, predicted.plan
    if plan is not None:
        # In JSON the honest figures are an addition to the source document's shape.
        analysis = None if form == "json" and not verbose else predicted.analysis()
        return render_plan(form, Planned(plan, report, analysis, verbose))
    if PLAN_FORMATS[form].shows == PLAN_AND_FINDINGS:
        return render_without_plan(form, report)
    codes = ", ".join(dict.fromkeys(finding.code for finding in report.findings))
    raise UserError(
        f"{report.source.display} has no plan: {codes}", "render its report, which says why"
    )


def _require(form: str, formats: Mapping[str, object]) -> None:
    if form not in formats:
        raise UserError(
            f'there is no format "{form}"{did_you_mean(form, formats)}',
            f"choose from {', '.join(formats)}",
        )
