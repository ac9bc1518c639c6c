"""Of very many findings the first are shown, all are counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import finding, run, source

from modsquad_lint import reporters
from modsquad_lint.cli.main import main
from modsquad_lint.engine.limits import MOST, MOST_RELATED, limited
from modsquad_lint.engine.report import Fix, Report, Run
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.source import Span

FILE = source('["a"]')
FIX = Fix("", safe=True, edits=(Edit(Span(0, 1), ""),))
INFO, WARNING, ERROR = (
    finding(FILE, '"a"', severity=severity, fix=FIX if severity is Severity.ERROR else None)
    for severity in Severity
)
OTHER = ERROR._replace(code="MSQ204")


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (None, [[INFO, ERROR, WARNING, ERROR], [ERROR, OTHER]]),
        (4, [[ERROR, WARNING, ERROR], [ERROR, OTHER]]),
        (3, [[ERROR, ERROR], [ERROR, OTHER]]),
        (2, [[ERROR, ERROR], [OTHER]]),
        (1, [[ERROR], [OTHER]]),
    ],
)
def test_the_worst_and_then_the_first_of_each_rule_and_run_stay(
    most: int | None, kept: list[list[object]]
) -> None:
    built = Run(
        [Report(FILE, [INFO, ERROR, WARNING, ERROR], None), Report(FILE, [ERROR, OTHER], None)]
    )
    cut = limited(built, most)
    assert [report.findings for report in cut.reports] == kept
    assert cut.counts() == built.counts()
    number = sum(map(len, kept))
    assert cut.left_out() == ({} if number == 6 else {"MSQ201": 6 - number})


def test_related_places_are_cut_whatever_the_limit() -> None:
    item = finding(FILE, '"a"', related=[('"a"', 1, str(number)) for number in range(30)])
    (cut,) = limited(run(FILE, [item]), None).findings()
    assert (cut.related, cut.more_related) == (item.related[:MOST_RELATED], 10)


BAD = {"id": "a", "file_modifications": ["./a.py"], "dependencies": [], "description": "x"}


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file with 1,100 errors of one rule that --fix mends, and 1 of another."""
    monkeypatch.chdir(tmp_path)
    tasks = [{**BAD, "id": f"t{at}", "file_modifications": [f"./{at}.py"]} for at in range(1_100)]
    Path("tasks.json").write_text(json.dumps([*tasks, {**BAD, "id": "b", "dependencies": ["c"]}]))
    return "tasks.json"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [([], MOST), (["--max-findings", "7"], 7), (["--max-findings=0"], 1_101)],
)
def test_counts_and_exit_codes_see_all(
    arguments: list[str], shown: int, many: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--no-git", "--select", "MSQ2,MSQ3", many, *arguments]
    assert main([*command, "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    codes = [found["code"] for found in document["findings"]]
    left = 1_101 - shown
    assert (codes.count("MSQ204"), codes.count("MSQ301")) == (shown, 1)
    assert document["summary"]["error"] == 1_102
    assert document["summary"]["fixable"] == 1_101
    assert document["summary"]["left_out"] == ({"MSQ204": left} if left else {})
    assert main([*command, "--format", "concise"]) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    if left:
        said = f"left out {left:,} more findings, {left:,} of MSQ204: --max-findings 0 shows all"
        assert (len(lines), last) == (shown + 1, said)
    assert main([*command, "--format", "text"]) == 1
    end = capsys.readouterr().out.rstrip().splitlines()
    assert "found 1,102 errors in 1 file; --fix mends 1,101" in end[-2:]
    assert end[-1].startswith("left out" if left else "found")


def test_fix_mends_what_would_not_be_shown(many: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--no-git", "--select", "MSQ2", "--fix", "--max-findings", "1", many])
    assert "mended 1,101 findings" in capsys.readouterr().out
    assert "./" not in Path(many).read_text()


@pytest.mark.parametrize("value", ["-1", "x", "1.5", ""])
def test_a_limit_is_a_number(value: str, many: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", many, f"--max-findings={value}"]) == 2
    assert capsys.readouterr().err.startswith("modsquad-lint: ")


@pytest.mark.parametrize("name", [row.name for row in reporters.FORMATS.values() if row.streams])
def test_what_is_streamed_is_never_one_text(name: str) -> None:
    number = 3_000
    item = finding(FILE, '"a"', related=[('"a"', 1, "here")] * 3, fix=FIX, help="mend it")
    sizes = [*map(len, reporters.pieces(name, run(FILE, [item] * number)))]
    few = sum(map(len, reporters.pieces(name, run(FILE, [item]))))
    assert max(sizes) < sum(sizes) / 5 + few


SHAPES: dict[str, Callable[[int], str]] = {
    "wrong-types.json": lambda number: json.dumps(
        [{"id": "a", "file_modifications": [1] * number}]
    ),
    "self-dependencies.json": lambda number: json.dumps(
        [{"id": "a", "file_modifications": ["a.py"], "dependencies": ["a"] * number}]
    ),
    "aliases.yaml": lambda number: (
        "- &a {id: a, file_modifications: [" + "a\\b.py," * 20 + "]}\n" + "- *a\n" * (number // 20)
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_output_grows_with_findings_beyond_the_limit(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    formats = [f"--format={name}={name}.out" for name in reporters.FORMATS]
    sizes: list[dict[str, int]] = []
    for number in (800, 2_400):
        Path(shape).write_text(SHAPES[shape](number))
        assert main(["check", "--no-git", "--max-findings", "10", *formats, shape]) == 1
        sizes.append({name: Path(f"{name}.out").stat().st_size for name in reporters.FORMATS})
    few, many = sizes
    assert [name for name in many if many[name] > 1.3 * few[name] + 200] == []
