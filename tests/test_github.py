from __future__ import annotations

from typing import NamedTuple

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from runs import HOSTILE, finding, places, plan, run, source

from modsquad_lint.engine.report import Finding
from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import terminal
from modsquad_lint.rules.draft import Severity
from modsquad_lint.text.source import Source

FILE = source('{"tasks": [\n  {"id": "a",\n   "x": ["b"]},\n  {"id": "c"}\n]}', "dir/tasks.json")


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def _unescaped(text: str, table: dict[str, str]) -> str:
    for replacement, character in table.items():
        text = text.replace(replacement, character)
    return text


_DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
_REGISTERED = {"error", "warning", "notice", "add-mask", "stop-commands", "debug", "group"}


def commands(output: str) -> list[Command]:
    """What a runner reads from standard output, line by line, by its own rules."""
    found = []
    for line in output.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        text = line.lstrip()
        end = text.find("::", 2)
        if not text.startswith("::") or end < 0:
            # The older form is found anywhere in a line.
            assert "##[" not in line
            assert not text
            continue
        name, _, rest = text[2:end].partition(" ")
        assert name in _REGISTERED
        properties = {}
        for part in filter(None, rest.strip().split(",")):
            key, _, value = part.partition("=")
            # .NET's Split with RemoveEmptyEntries drops separators at the start of the value.
            if value.lstrip("="):
                properties[key] = _unescaped(value.lstrip("="), _PROPERTY)
        found.append(Command(name, properties, _unescaped(text[end + 2 :], _DATA)))
    return found


def shown(findings: list[Finding], file: Source = FILE) -> list[Command]:
    return commands(render("github", run(file, findings)))


def test_a_finding_on_one_line() -> None:
    item = finding(FILE, '"b"', 'wrong "b"', help="mend it")
    assert render("github", run(FILE, [item])) == (
        "::error file=dir/tasks.json,line=3,endLine=3,col=10,endColumn=12,"
        'title=MSQ201 path-backslash::dir/tasks.json:3:10: wrong "b" (mend it)\n'
    )


def test_columns_are_left_out_where_lines_are_spanned() -> None:
    item = finding(FILE, '{"id": "a",\n   "x": ["b"]}')
    assert shown([item])[0].properties == {
        "file": "dir/tasks.json",
        "line": "2",
        "endLine": "3",
        "title": "MSQ201 path-backslash",
    }


def test_an_empty_place_has_a_column() -> None:
    start, _ = places(FILE, '"b"')
    properties = shown([finding(FILE, '"b"')._replace(end=start)])[0].properties
    assert (properties["col"], properties["endColumn"]) == ("10", "10")


def test_an_intersection_is_shown_at_every_declaring_place() -> None:
    item = finding(
        FILE, '"a"', "shared", code="MSQ402", severity=Severity.WARNING, related=[('"c"', 1, "too")]
    )
    assert [(each.name, each.properties["line"], each.data) for each in shown([item])] == [
        ("warning", "2", "dir/tasks.json:2:10: shared"),
        ("warning", "4", "dir/tasks.json:4:10: shared"),
    ]


def test_a_batch_is_shown_once() -> None:
    item = finding(FILE, '"a"', code="MSQ401", severity=Severity.INFO, related=[('"c"', 1, "also")])
    assert [(each.name, each.properties["line"]) for each in shown([item])] == [("notice", "2")]


def test_drift_is_shown_at_the_changed_file() -> None:
    item = finding(FILE, '"a"', "changed", code="MSQ601", changed_path="src/main.py")
    (command,) = shown([item])
    assert command.properties["file"] == "src/main.py"
    assert command.properties["line"] == "1"
    assert command.data == "dir/tasks.json:2:10: changed"


def _more(number: int) -> str:
    return (
        f"GitHub shows ten annotations of a kind in each step, and not the other {number}:"
        " the summary of the job, where one is written, has the errors and warnings;"
        " `--format text -v` or `--format json=PATH` lists all"
    )


def test_ten_of_a_type_errors_first_batches_before_other_notices() -> None:
    infos = [finding(FILE, '"a"', f"i{n}", code="MSQ306", severity=Severity.INFO) for n in range(9)]
    batches = [
        finding(FILE, '"a"', f"batch {n}", code="MSQ401", severity=Severity.INFO) for n in range(3)
    ]
    errors = [finding(FILE, '"a"', f"e{n}") for n in range(11)]
    read = shown([*infos, *batches, *errors])
    words = [each.data.removeprefix("dir/tasks.json:2:10: ") for each in read]
    assert [each.name for each in read] == ["error"] * 10 + ["notice"] * 10
    assert words[:9] == [f"e{n}" for n in range(9)]
    assert words[9] == f"e9\n{_more(1)}"
    assert words[10:14] == ["batch 0", "batch 1", "batch 2", "i0"]
    assert words[19] == f"i6\n{_more(2)}"


def test_exactly_ten_say_nothing_of_more() -> None:
    read = shown([finding(FILE, '"a"', f"e{n}") for n in range(10)])
    assert [each.data for each in read] == [f"dir/tasks.json:2:10: e{n}" for n in range(10)]


@pytest.mark.parametrize("number", [1, 11])
def test_messages_are_short(number: int) -> None:
    read = shown([finding(FILE, '"a"', "%" * 10_000)] * number)
    assert max(len(each.data) for each in read) <= 4096
    assert "GitHub shows ten" in read[-1].data or number == 1


def test_not_checked_comes_first() -> None:
    item = finding(FILE, '"a"')
    output = render("github", run(FILE, [item] * 20, not_checked=("no\nbase",)))
    assert commands(output)[0] == Command(
        "error", {"title": "NOT checked"}, r"NOT checked: no\nbase"
    )


def _hostile(text: str, path: str) -> None:
    file = source('["a"]', path)
    item = finding(file, '"a"', text, help=text)
    # In a change only the file's name is hostile.
    drift = finding(file, '"a"', text, changed_path=path)
    first, second = shown([item, drift], file)
    kept = terminal(path)
    expected = f"./{kept}" if kept.startswith("=") else kept
    assert first == Command(
        "error",
        {
            "file": expected,
            "line": "1",
            "endLine": "1",
            "col": "2",
            "endColumn": "4",
            "title": "MSQ201 path-backslash",
        },
        terminal(f"{path}:1:2: {text} ({text})"),
    )
    assert second.properties == {"file": expected, "line": "1", "title": "MSQ201 path-backslash"}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_runner_reads_hostile_text_as_text(text: str) -> None:
    _hostile(text, text)


@examples(100)
@given(st.text(min_size=1), st.text(min_size=1))
def test_a_runner_reads_any_text_as_text(text: str, path: str) -> None:
    _hostile(text, path)


def test_a_clean_run_says_nothing() -> None:
    assert render("github", run(FILE, (), plan({"a": ["a.py"]}))) == ""


def test_batches_are_noticed_only_where_the_plan_may_have_changed() -> None:
    batch = finding(FILE, '"a"', "batch 1", code="MSQ401", severity=Severity.INFO)
    other = finding(FILE, '"a"', "no description", code="MSQ504", severity=Severity.INFO)
    built = run(FILE, [batch, other])
    (report,) = built.reports
    known = built._replace(reports=[report._replace(unchanged=True)])
    shown, hidden = (render("github", each).count("\n") for each in (built, known))
    assert (shown, hidden) == (2, 1)
    assert "batch 1" not in render("github", known)
