"""`modsquad-lint rule` prints the page that docs/rules has, broken for a terminal."""

from __future__ import annotations

import json

import pytest

from modsquad_lint.cli.main import main
from modsquad_lint.cli.rule import page
from modsquad_lint.rules import RULES

MSQ302 = """\
# MSQ302 self-dependency

*error, with an unsafe fix*

A task depends on itself.
"""


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["rule", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("code", RULES)
def test_the_page_is_that_of_the_documents(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = _printed(capsys, code)
    assert printed.split() == page(RULES[code]).split()
    blocks = printed.split("```")
    assert blocks[1::2] == page(RULES[code]).split("```")[1::2]
    assert [line for part in blocks[::2] for line in part.splitlines() if len(line) > 80] == []


def test_a_rule_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert _printed(capsys, "self-dependency").startswith(MSQ302)


@pytest.mark.parametrize("selector", ["MSQ302", "msq302", "self-dependency"])
def test_one_rule_as_json_is_an_object(selector: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(_printed(capsys, selector, "--format", "json")) == {
        "code": "MSQ302",
        "name": "self-dependency",
        "severity": "error",
        "fix": "unsafe",
        "page": RULES["MSQ302"].doc,
    }


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--all"], list(RULES)),
        (["MSQ3"], [code for code in RULES if code.startswith("MSQ3")]),
    ],
    ids=["all", "a prefix"],
)
def test_several_rules_as_json_are_an_array(
    arguments: list[str], codes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    described = json.loads(_printed(capsys, *arguments, "--format", "json"))
    assert [rule["code"] for rule in described] == codes
