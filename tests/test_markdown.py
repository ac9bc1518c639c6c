from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from runs import HOSTILE, finding, plan, run, source

from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import terminal, uri
from modsquad_lint.reporters.plans import markdown as plan_markdown
from modsquad_lint.reporters.plans.planned import Planned
from modsquad_lint.rules.draft import Severity

LINKS = "https://example.org/OWNER/repo/blob/0123"
FILE = source('["a"]', "a dir/tasks.json")
MARKUP = [
    *HOSTILE,
    "**b** _i_ `c` ~~s~~ <b>x</b> <!-- -->",
    "[x](https://example.org) ![y](z) <https://example.org>",
    "https://example.org www.example.org",
    "# h\n- i\n1. j\n> q\n```\nx",
    "&lt;&#60;\\",
]


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def cells(text: str) -> list[list[Token]]:
    """The contents of every cell of the first table, row by row, without its head."""
    found = tokens(text)
    start = next(at for at, token in enumerate(found) if token.type == "tbody_open")
    end = next(at for at, token in enumerate(found) if token.type == "tbody_close")
    return [token.children or [] for token in found[start:end] if token.type == "inline"]


def words(children: list[Token]) -> str:
    return "".join(token.content for token in children if token.type != "html_inline")


def test_findings_and_plan() -> None:
    item = finding(FILE, '"a"', "wrong", help="mend it")
    text = render("markdown", run(FILE, [item], plan({"a": ["a.py"]})))
    assert text.startswith(
        "## modsquad-lint\n"
        "\n"
        "| Place | | Rule | Finding |\n"
        "| --- | --- | --- | --- |\n"
        "| a dir/tasks.json:1:2 | error |"
        " MSQ201 path-backslash | wrong<br>mend it |\n"
        "\n"
        "### a dir/tasks.json\n"
        "\n"
        "```mermaid\n"
        "flowchart LR\n"
    )
    assert "\n| Tasks | 1 |\n" in text


def test_a_place_is_a_link_where_the_address_of_the_files_is_known() -> None:
    built = run(FILE, [finding(FILE, '"a"')], verbose=-1)._replace(links=LINKS)
    place = "[a dir/tasks.json:1:2](" + LINKS + "/a%20dir/tasks.json#L1)"
    assert f"\n| {place} | error |" in render("markdown", built)


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (run(FILE), "## modsquad-lint\n\nNo findings.\n"),
        (
            run(FILE, [finding(FILE, '"a"', severity=Severity.INFO)]),
            "## modsquad-lint\n\nNo findings.\n",
        ),
        (
            run(FILE, not_checked=("no *base*",)),
            "## modsquad-lint\n\n**NOT checked:** no &#42;base&#42;\n\nNo findings.\n",
        ),
    ],
    ids=["clean", "only infos", "not checked"],
)
def test_nothing_found(built: object, expected: str) -> None:
    assert render("markdown", built) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("text", MARKUP, ids=ascii)
def test_hostile_text_is_text(text: str) -> None:
    file = source('["a"]', text)
    built = run(file, [finding(file, '"a"', text)], verbose=-1)._replace(links=LINKS)
    output = render("markdown", built)
    place, severity, rule, message = cells(output)
    assert [token.type for token in place if token.type != "text"] == ["link_open", "link_close"]
    assert {token.type for token in (*severity, *rule, *message)} <= {"text", "text_special"}
    plain = terminal(text)
    assert words(message).replace("\u200b", "") == plain
    assert words(place).replace("\u200b", "") == terminal(f"{text}:1:2")
    assert place[0].attrGet("href") == f"{LINKS}/{uri(text)}#L1"
    # GitHub looks for mentions and references in the rendered text.
    assert not re.search(r"[@#]\w|(?i:\bgh-\d)", words(message))


@pytest.mark.parametrize("number", [1, 5_000], ids=["one", "many"])
def test_it_fits_into_a_comment(number: int) -> None:
    long = "\U000e0041|" * 3_000
    items = [finding(FILE, '"a"', long, help=long)] * number
    made = plan({f"{at}{long[:900]}": [long] for at in range(60)})
    output = render("markdown", run(FILE, items, made, not_checked=(long,) * 20))
    assert len(output) < 65_536
    if number > 1:
        assert re.search(r"\n… [\d,]+ more findings: see the log\n", output)


def test_a_plan_with_long_names_fits_into_a_comment() -> None:
    long = "é|" * 490
    made = plan({f"{at}{long}": [f"{at % 100}{long}"] for at in range(1_000)})
    built = run(FILE, [], made)
    tables = plan_markdown.render(Planned(made, built.reports[0]))
    assert len(tables) < 65_536
    assert re.search(r"\n… and [\d,]+ more rows\n", tables)
    output = render("markdown", built)
    assert len(output) < 65_536
    assert "```mermaid" in output
