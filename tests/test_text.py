from __future__ import annotations

from pathlib import Path

import pytest
from growth import grows_evenly
from runs import HOSTILE, finding, plan, run, source

from modsquad_lint.cli.main import main
from modsquad_lint.engine.report import Finding, Fix, Report, Run
from modsquad_lint.reporters import render
from modsquad_lint.reporters.columns import columns, wrapped
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.addresses import page_of
from modsquad_lint.text.source import Source, Span

FILE = source(
    '{"tasks": [\n'
    '  {"id": "orders",\n'
    '   "file_modifications": ["backend/app/main.py"]},\n'
    '  {"id": "portfolio",\n'
    '   "file_modifications": ["backend/app/main.py"]}\n'
    "]}\n",
    "sub/tasks.json",
    "tasks.json",
)
SHARED = finding(
    FILE,
    '"backend/app/main.py"',
    'two tasks declare "backend/app/main.py"',
    code="MSQ402",
    name="file-intersection",
    severity=Severity.WARNING,
    label='"orders"',
    related=[('"backend/app/main.py"', 2, '"portfolio"')],
    help="combine the tasks",
)
BLOCK = """\
tasks.json:3:27: warning MSQ402 two tasks declare "backend/app/main.py"
  |
3 |    "file_modifications": ["backend/app/main.py"]},
  |                           ^^^^^^^^^^^^^^^^^^^^^ "orders"
5 |    "file_modifications": ["backend/app/main.py"]}
  |                           --------------------- "portfolio"
  = help: combine the tasks
"""


def said(file: Source, *findings: Finding, width: int | None = None, plain: bool = False) -> str:
    """What is said of findings, without the count of all."""
    built = run(file, findings, plain=plain)
    terminal = built.terminal._replace(width=width)
    return render("text", built._replace(terminal=terminal)).rpartition("\nfound ")[0]


def marked(text: str, value: str, *, plain: bool = False) -> list[str]:
    """The line shown for the first finding of a file, and its underline, without the gutter."""
    file = source(text)
    item = finding(file, value)
    line, underline = said(file, item, plain=plain).splitlines()[2:4]
    return [line.partition("| ")[2], underline.partition("| ")[2]]


def test_a_finding_with_a_related_place() -> None:
    assert said(FILE, SHARED) == BLOCK


def test_the_plan_and_the_count_follow() -> None:
    made = plan({"orders": ["backend/app/main.py"], "portfolio": ["backend/app/main.py"]})
    assert render("text", run(FILE, [SHARED], made)) == (
        f"{BLOCK}\n"
        "tasks.json: 2 tasks in 2 batches, 0.0 % parallel, speedup 1.0x\n"
        "\n"
        "found 1 warning in 1 file\n"
    )


FOUND = Source(FILE.path, b"", named=False)
SAFE = Fix("", safe=True, edits=(Edit(Span(0, 1), ""),))
UNSAFE = SAFE._replace(safe=False)
INFO = finding(FILE, '"orders"', severity=Severity.INFO)
ERROR = finding(FILE, '"orders"')


@pytest.mark.parametrize(
    ("built", "last_lines"),
    [
        pytest.param(run(FILE), ["no findings in 1 file"], id="clean"),
        pytest.param(
            run(FILE, [INFO]),
            ["no findings in 1 file"],
            id="only infos",
        ),
        pytest.param(
            run(FILE, [INFO, ERROR, ERROR, SHARED], least=Severity.INFO),
            ["found 2 errors, 1 warning and 1 info in 1 file"],
            id="all severities",
        ),
        pytest.param(
            run(FILE, [ERROR._replace(fix=SAFE), ERROR._replace(fix=UNSAFE)]),
            ["found 2 errors in 1 file; --fix mends 1; --fix --unsafe-fixes mends another 1"],
            id="fixable",
        ),
        pytest.param(
            run(FILE, not_checked=("no base\nhere",)),
            ["no findings in 1 file, but NOT checked against git", r"NOT checked: no base\nhere"],
            id="not checked",
        ),
        pytest.param(
            Run([Report(FILE, (), None), Report(FILE, (), None, "a\nb")]),
            ["no findings in 1 file", r"tasks.json NOT checked: it looks like a\nb"],
            id="another tool's file",
        ),
        pytest.param(
            Run([Report(FILE, (), None), Report(FOUND, (), None, "a")]),
            ["no findings in 1 file"],
            id="another tool's file that nobody named",
        ),
        pytest.param(
            Run([Report(FOUND, (), None, "a")], verbose=-1),
            ["sub/tasks.json NOT checked: it looks like a"],
            id="nothing but other tools' files",
        ),
        pytest.param(
            Run([Report(FILE, (), None), Report(Source("a.json", b""), (), None)]),
            ["no findings in 2 files"],
            id="two files",
        ),
        pytest.param(
            Run([Report(FILE, (), None), Report(FILE, (), None)]),
            ["no findings in 1 file"],
            id="one file, compared for two ranges",
        ),
    ],
)
def test_the_count(built: Run, last_lines: list[str]) -> None:
    assert render("text", built).splitlines()[-len(last_lines) :] == last_lines


def test_quiet_and_clean_says_nothing() -> None:
    assert render("text", run(FILE, [INFO], plan({"a": ["a.py"]}), verbose=-1)) == ""


def test_a_selected_info_is_shown() -> None:
    built = run(FILE, [INFO], verbose=-1)._replace(asked=frozenset({"MSQ201"}))
    assert render("text", built).startswith("tasks.json:2:10: info MSQ201 wrong\n")


def test_statistics() -> None:
    findings = [ERROR, SHARED._replace(fix=SAFE), SHARED]
    assert render("text", run(FILE, findings, verbose=-1, statistics=True)).endswith(
        "\n     2  MSQ402 file-intersection (1 fixable)\n     1  MSQ201 path-backslash\n"
    )


MARKED = [
    pytest.param('{"a": "b"}', '"b"', '{"a": "b"}', "      ^^^", id="plain"),
    pytest.param('\t\t"b"', '"b"', '        "b"', "        ^^^", id="tabs before"),
    pytest.param('"b\tb"', '"b\tb"', '"b    b"', "^^^^^^^^", id="a tab inside"),
    pytest.param('"計画", "b"', '"b"', '"計画", "b"', "        ^^^", id="wide before"),
    pytest.param('"計画"', '"計画"', '"計画"', "^^^^^^", id="wide inside"),
    pytest.param('"e\u0301", "b"', '"b"', '"e\u0301", "b"', "     ^^^", id="combining before"),
    pytest.param('"\x1b[1m" "b"', '"b"', '"\\x1b[1m" "b"', "          ^^^", id="escape before"),
    pytest.param('"\x00"', '"\x00"', '"\\x00"', "^^^^^^", id="escape inside"),
    pytest.param("##[x]", "[x]", "##\\x5bx]", "  ^^^^^^", id="a command over a seam"),
    pytest.param('"a\r\n"b"', '"a', '"a', "^^", id="crlf"),
    pytest.param('"a\n"b"', '"a\n"b', '"a', "^^", id="several lines"),
    pytest.param("x" * 96, "x" * 96, "x" * 96, "^" * 96, id="just not too long"),
    pytest.param(
        "a" * 200 + '"b"' + "c" * 200,
        '"b"',
        "…" + "a" * 45 + '"b"' + "c" * 46 + "…",
        " " * 46 + "^^^",
        id="in the middle of a long line",
    ),
    pytest.param(
        "a" * 5 + '"b"' + "c" * 200,
        '"b"',
        "a" * 5 + '"b"' + "c" * 87 + "…",
        " " * 5 + "^^^",
        id="at the start of a long line",
    ),
    pytest.param(
        "a" * 200 + '"b"',
        '"b"',
        "…" + "a" * 92 + '"b"',
        " " * 93 + "^^^",
        id="at the end of a long line",
    ),
    pytest.param(
        '"' + "b" * 500 + '"',
        '"' + "b" * 500 + '"',
        '"' + "b" * 94 + "…",
        "^" * 96,
        id="a long place",
    ),
]


@pytest.mark.parametrize(("text", "value", "line", "underline"), MARKED)
def test_underlines_fit(text: str, value: str, line: str, underline: str) -> None:
    assert marked(text, value) == [line, underline]


def test_underlines_fit_in_ascii_too() -> None:
    assert marked('é→"b"' + "c" * 200, '"b"', plain=True) == [
        '\\xe9->"b"' + "c" * 84 + "...",
        "      ^^^",
    ]


@pytest.mark.parametrize("width", [20, 30, 41, 80, 200])
@pytest.mark.parametrize("text", ["plain " * 30, "計画 é🎉 " * 30, "\t\x1b\u202e" * 30, "x"])
@pytest.mark.parametrize("label", ["", "short", "a label that has many words " * 5])
def test_no_line_of_an_excerpt_is_wider_than_the_terminal(
    width: int, text: str, label: str
) -> None:
    file = source(f'{text}"b"{text}"{text}"')
    items = [
        finding(file, value, label=label, related=[('"b"', 1, f"{label} related")])
        for value in ('"b"', f'"{text}"')
    ]
    for item in items:
        _, *lines = said(file, item, width=width).splitlines()
        assert max(map(columns, lines)) <= max(width, 24)
        assert any("^" in line for line in lines)


def test_a_label_without_room_behind_the_place_stands_below_it() -> None:
    file = source('{"id": "a-task-with-a-name", "b": 1}')
    item = finding(file, '"a-task-with-a-name"', label="what it declares")
    assert said(file, item, width=40).splitlines()[1:] == [
        "  |",
        '1 | {"id": "a-task-with-a-name", "b": 1}',
        "  |        ^^^^^^^^^^^^^^^^^^^^",
        "  |        what it declares",
    ]


def test_what_fix_mends_is_marked() -> None:
    findings = [ERROR._replace(fix=SAFE), ERROR._replace(fix=UNSAFE), ERROR]
    assert render("text", run(FILE, findings, verbose=-1)) == (
        "tasks.json:2:10: error MSQ201 [*] wrong\n"
        "tasks.json:2:10: error MSQ201 wrong\n"
        "tasks.json:2:10: error MSQ201 wrong\n"
    )


def test_an_empty_place_at_the_end_is_underlined() -> None:
    file = source("[\n")
    end = file.position(2)
    output = said(file, finding(file, "[")._replace(start=end, end=end))
    assert output == "tasks.json:2:1: error MSQ201 wrong\n  |\n2 |\n  | ^\n"


def test_places_in_one_line_share_it() -> None:
    file = source('["a", "b"]')
    output = said(file, finding(file, '"a"', related=[('"b"', 1, "and here")]))
    assert output.splitlines()[2:] == [
        '1 | ["a", "b"]',
        "  |  ^^^",
        "  |       --- and here",
    ]


def test_many_related_places_are_counted() -> None:
    file = source("".join(f'"{at}"\n' for at in range(30)))
    item = finding(file, '"0"', related=[(f'"{at}"', 1, "x") for at in range(1, 21)])
    lines = said(file, item).splitlines()
    assert lines[-1] == "  = and 16 more"
    assert len(lines) == 1 + 1 + 2 * 5 + 1
    lines = said(file, item._replace(more_related=7)).splitlines()
    assert lines[-1] == "  = and 23 more"
    text = render("text", run(file, [item._replace(more_related=7)], verbose=1))
    assert "  = and 7 more\n" in text


def test_colour() -> None:
    file = source('["a"]')
    assert render("text", run(file, [finding(file, '"a"')], color=True)).startswith(
        "\x1b[1mtasks.json:1:2:\x1b[0m \x1b[1;31merror\x1b[0m \x1b[1mMSQ201\x1b[0m wrong\n"
        "\x1b[2m  |\x1b[0m\n"
        '\x1b[2m1 |\x1b[0m ["a"]\n'
        "\x1b[2m  |\x1b[0m  \x1b[31m^^^\x1b[0m\n"
    )


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("name", ["text", "concise"])
def test_nothing_forges_a_line(name: str, text: str) -> None:
    file = source(f'["{text}"]', text)
    harmless = source('["x"]', "x")
    lines, expected = (
        render(
            name,
            run(
                each, [finding(each, '["', words, label=words, help=words)], plan({words: [words]})
            ),
        ).splitlines()
        for each, words in ((file, text), (harmless, "x"))
    )
    assert len(lines) == len(expected)
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
    assert "".join(lines).isprintable()


def test_a_line_that_is_long_is_not_read_for_each_finding() -> None:
    def rendered(number: int) -> None:
        file = source("[" + '"a", ' * 20 * number + "]")
        render("text", run(file, [finding(file, '"a"')] * number, verbose=-1))

    assert grows_evenly(rendered, 500, 4000)


def test_a_message_of_a_megabyte_is_cut() -> None:
    assert len(said(FILE, finding(FILE, '"orders"', "x" * 1_000_000))) < 2000


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", None, ["one two three"]),
        ("one two three", 12, ["one two", "  three"]),
        ("one two three", 7, ["one", "  two", "  three"]),
        ("one  two", 20, ["one  two"]),
        ("計画 計画", 12, ["計画", "  計画"]),
        ("one a-word-that-fits-nowhere two", 12, ["one a-word-that-fits-nowhere", "  two"]),
        ("one two ::error::", 12, ["one two ::error::"]),
        ("", 5, [""]),
    ],
)
def test_wrapped(text: str, width: int | None, lines: list[str]) -> None:
    assert [*wrapped(text, width, used=4, indent="  ")] == lines


def test_a_finding_in_a_narrow_terminal() -> None:
    assert said(FILE, SHARED, width=44) == (
        "tasks.json:3:27: warning MSQ402 two tasks\n"
        '    declare "backend/app/main.py"\n'
        "  |\n"
        '3 | …difications": ["backend/app/main.py"]},\n'
        "  |                 ^^^^^^^^^^^^^^^^^^^^^\n"
        '  |                 "orders"\n'
        '5 | …odifications": ["backend/app/main.py"]}\n'
        "  |                  ---------------------\n"
        '  |                  "portfolio"\n'
        "  = help: combine the tasks\n"
    )


def test_a_code_leads_to_its_page_where_the_terminal_can() -> None:
    built = run(FILE, [ERROR], verbose=-1)
    shown = render("text", built._replace(terminal=built.terminal._replace(links=True)))
    page = page_of("MSQ201")
    assert shown == f"tasks.json:2:10: error \x1b]8;;{page}\x1b\\MSQ201\x1b]8;;\x1b\\ wrong\n"


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("計画", 4), ("e\u0301", 1), ("🎉", 2), ("ｱ", 1)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_what_stands_first_is_alone_on_its_line_where_nothing_fits_behind_it() -> None:
    item = finding(FILE, '"orders"', '"backend/app/routers/market.py" is long', code="MSQ203")
    head = "tasks.json:2:10: error MSQ203"
    assert said(FILE, item, width=44).splitlines()[:2] == [
        head,
        '    "backend/app/routers/market.py" is long',
    ]
    # Where it fits nowhere, it is not moved.
    assert said(FILE, item, width=30).splitlines()[0] == f'{head} "backend/app/routers/market.py"'


@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_line_that_has_room_is_wider_than_the_terminal(width: int) -> None:
    built = run(FILE, [SHARED], plain=False)
    reports = [
        report._replace(
            read_as="read as spec-kit: 11 tasks, 11 paths in 10 of them, and so on",
            notes=["x " * 70],
        )
        for report in built.reports
    ]
    shown = built._replace(
        reports=reports,
        remarks=("y " * 70,),
        not_checked=("z " * 70,),
        terminal=built.terminal._replace(width=width),
    )
    text = render("text", shown)
    assert max(map(len, text.splitlines())) <= width
    # Each line is broken at spaces alone.
    assert [len(text.split(letter)) - 1 for letter in ("x ", "y ", "z ")] != [0, 0, 0]


def test_fix_only_says_what_was_mended_or_how_much_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    task = '{{"id": "{}", "file_modifications": ["{}"], "dependencies": []}}'
    path = tmp_path / "tasks.json"
    path.write_text(f'{{"tasks": [{task.format("a", "./x.py")}, {task.format("b", "x.py")}]}}')
    assert main(["check", "--fix-only", "tasks.json"]) == 0
    assert capsys.readouterr().out == (
        'tasks.json: mended 1 finding\n  MSQ204 "./x.py" is not in its normal form: write "x.py"\n'
    )
    assert main(["check", "--fix-only", "tasks.json"]) == 0
    assert (
        capsys.readouterr().out
        == "nothing to mend in 1 file; check says what is left: 2 findings\n"
    )
    assert main(["check", "-q", "--fix-only", "tasks.json"]) == 0
    assert capsys.readouterr().out == ""
    path.write_text(f'{{"tasks": [{task.format("a", "x.py")}]}}')
    assert main(["check", "--fix-only", "tasks.json"]) == 0
    assert capsys.readouterr().out == "nothing to mend in 1 file\n"
    path.write_text("{")
    assert main(["check", "--fix-only", "tasks.json"]) == 0
    assert (
        capsys.readouterr().out == "nothing to mend in 1 file; check says what is left: 1 finding\n"
    )
    for wrong in (["--diff"], ["--format", "json"]):
        assert main(["check", "--fix-only", *wrong, "tasks.json"]) == 2
