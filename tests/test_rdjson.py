from __future__ import annotations

from typing import Any

import pytest
from runs import HOSTILE, finding, run, source, valid

from modsquad_lint.engine.report import Fix
from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import encodable, terminal
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.addresses import page_of
from modsquad_lint.text.source import Span

FILE = source('[\n"é🎉a", "c"\n]', "dir/tasks.json")


def read(text: str) -> Any:  # noqa: ANN401 - a document of JSON
    return valid(text, "rdjson")


def test_a_diagnostic_as_a_whole() -> None:
    item = finding(
        FILE,
        '"c"',
        "wrong",
        severity=Severity.WARNING,
        help="mend it",
        related=[('"é🎉a"', 1, "here")],
        fix=Fix("", safe=True, edits=(Edit(Span(9, 12), '"d"'),)),
    )
    place = {"start": {"line": 2, "column": 12}, "end": {"line": 2, "column": 15}}
    assert read(render("rdjson", run(FILE, [item]))) == {
        "source": {"name": "modsquad-lint"},
        "diagnostics": [
            {
                "message": "wrong\nmend it",
                "location": {"path": "dir/tasks.json", "range": place},
                "severity": "WARNING",
                "code": {"value": "MSQ201", "url": page_of("MSQ201")},
                "relatedLocations": [
                    {
                        "message": "here",
                        "location": {
                            "path": "dir/tasks.json",
                            "range": {
                                "start": {"line": 2, "column": 1},
                                "end": {"line": 2, "column": 10},
                            },
                        },
                    }
                ],
                "suggestions": [{"range": place, "text": '"d"'}],
            }
        ],
    }


def test_drift_stands_at_the_changed_file_without_a_suggestion_for_another() -> None:
    fix = Fix("", safe=True, edits=(Edit(Span(9, 12), '"d"'),))
    item = finding(FILE, '"c"', "wrong", fix=fix, changed_path="src/x.py")
    place = {"start": {"line": 2, "column": 12}, "end": {"line": 2, "column": 15}}
    (diagnostic,) = read(render("rdjson", run(FILE, [item])))["diagnostics"]
    assert diagnostic == {
        "message": "wrong",
        "location": {"path": "src/x.py", "range": {"start": {"line": 1}}},
        "severity": "ERROR",
        "code": {"value": "MSQ201", "url": page_of("MSQ201")},
        "relatedLocations": [
            {
                "message": "the tasks file",
                "location": {"path": "dir/tasks.json", "range": place},
            }
        ],
    }


def test_a_fix_of_several_edits_is_no_suggestion() -> None:
    edits = (Edit(Span(0, 1), ""), Edit(Span(2, 3), ""))
    item = finding(FILE, '"c"', fix=Fix("", safe=True, edits=edits))
    (diagnostic,) = read(render("rdjson", run(FILE, [item])))["diagnostics"]
    assert "suggestions" not in diagnostic


def test_what_was_not_checked_is_an_error() -> None:
    (diagnostic,) = read(render("rdjson", run(FILE, not_checked=("no base",))))["diagnostics"]
    assert diagnostic == {
        "message": "NOT checked: no base",
        "location": {"path": "dir/tasks.json"},
        "severity": "ERROR",
        "code": {"value": "not-checked"},
    }


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_read_back(text: str) -> None:
    file = source('["a"]', text)
    output = render("rdjson", run(file, [finding(file, '"a"', text, help=text)]))
    (diagnostic,) = read(output)["diagnostics"]
    assert diagnostic["message"] == f"{terminal(text)}\n{terminal(text)}"
    assert diagnostic["location"]["path"] == encodable(text)
