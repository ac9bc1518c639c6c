"""A program of somebody else's: it knows the public names alone, and is checked as strictly as theirs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from modsquad_lint import (
    RULES,
    Finding,
    NotCheckedError,
    Prediction,
    Project,
    Report,
    Severity,
    UserError,
    Wanted,
    __version__,
    lint,
    plan,
    render,
)


def errors(report: Report) -> Iterator[Finding]:
    """The errors of a report, each of a rule that says so."""
    for finding in report.findings:
        if finding.severity is Severity.ERROR and RULES[finding.code].most is Severity.ERROR:
            yield finding


def batches(predicted: Prediction) -> list[list[str]]:
    """The ids of each batch; none where there is no plan."""
    if predicted.plan is None:
        return []
    return [[task.id for task in batch.tasks] for batch in predicted.plan.batches]


def main(root: str) -> int:
    """Lint, plan, mend and compare all tasks files of a repository."""
    text = b'[{"id": "a", "file_modifications": ["a\\\\b.py"], "dependencies": []}]'
    alone: Report = lint(text, "plan.tasks.json", wanted=Wanted(least=Severity.WARNING))
    to_utf16 = alone.ranges("utf-16")
    for finding in errors(alone):
        start, end = to_utf16(finding)
        edits = finding.fix.edits if finding.fix is not None else ()
        print(finding.code, start.line, start.column, end.column, [edit.text for edit in edits])
    print(batches(plan(text.decode())))
    project = Project(root, {"ignore": ["MSQ504"]}, use_git=True)
    try:
        for file in project.files():
            report = project.lint(file)
            mended = project.fix(file, unsafe=True)
            print(file.name, len(report.findings), len(mended.mended), batches(project.plan(file)))
            print(render([report], "concise"), end="")
        print([report.failed() for report in project.compare("staged")])
        project.refresh()
        project.compare("gone")
    except NotCheckedError as error:
        print(type(error).__name__, bool(error.reason))
    except UserError as error:
        print(error.message, error.advice)
    return len(__version__.split("."))


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
