from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator
from pictures import npm_package
from runs import HOSTILE, finding, run, source

from modsquad_lint.engine.report import Fix, Run
from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import terminal
from modsquad_lint.rules import RULES
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.addresses import DOCUMENTATION, PROJECT, page_of
from modsquad_lint.text.source import Span

FILE = source('[\n  "\U0001f389a\\\\b", "c"\n]', "a dir/tasks.json")


@cache
def validator() -> Draft4Validator:
    path = Path(__file__).with_name("data") / "sarif-schema-2.1.0.json"
    return Draft4Validator(
        json.loads(path.read_text(encoding="utf-8")),
        format_checker=Draft4Validator.FORMAT_CHECKER,
    )


def read(built: Run) -> Any:  # noqa: ANN401 - a document of JSON
    """The one run of a valid log."""
    log = json.loads(render("sarif", built))
    validator().validate(log)
    (only,) = log["runs"]
    return only


def test_a_result_as_a_whole() -> None:
    item = finding(
        FILE,
        '"\U0001f389a\\\\b"',
        "wrong",
        help="mend it",
        related=[('"c"', 1, "here")],
        fix=Fix("use /", safe=True, edits=(Edit(Span(4, 11), '"a/b"'),)),
        fingerprint="f" * 32,
    )
    artifact = {"uri": "a%20dir/tasks.json", "uriBaseId": "%SRCROOT%"}
    # the party popper is two units of UTF-16
    region = {"startLine": 2, "startColumn": 3, "endColumn": 11}
    assert read(run(FILE, [item]))["results"] == [
        {
            "ruleId": "MSQ201",
            "ruleIndex": sorted(RULES).index("MSQ201"),
            "level": "error",
            "message": {"text": "wrong (mend it)"},
            "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
            "partialFingerprints": {"modsquadLint/v1": "f" * 32 + ":1"},
            "relatedLocations": [
                {
                    "physicalLocation": {
                        "artifactLocation": artifact,
                        "region": {
                            "startLine": 2,
                            "startColumn": 13,
                            "endColumn": 16,
                        },
                    },
                    "message": {"text": "here"},
                },
            ],
            "fixes": [
                {
                    "description": {"text": "use /"},
                    "artifactChanges": [
                        {
                            "artifactLocation": artifact,
                            "replacements": [
                                {"deletedRegion": region, "insertedContent": {"text": '"a/b"'}}
                            ],
                        }
                    ],
                }
            ],
        }
    ]


def test_drift_stands_at_the_changed_file_and_says_where_the_tasks_are() -> None:
    item = finding(FILE, '"c"', related=[("\n]", 1, "here")], changed_path="src/ä.py")
    (result,) = read(run(FILE, [item]))["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "src/%C3%A4.py", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1},
            }
        }
    ]
    assert [
        (place["message"]["text"], place["physicalLocation"]["region"])
        for place in result["relatedLocations"]
    ] == [
        ("the tasks file", {"startLine": 2, "startColumn": 13, "endColumn": 16}),
        ("here", {"startLine": 2, "startColumn": 16, "endLine": 3, "endColumn": 2}),
    ]


def test_a_place_of_several_lines() -> None:
    (result,) = read(run(FILE, [finding(FILE, '"c"\n]')]))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 13,
        "endLine": 3,
        "endColumn": 2,
    }


def test_microsofts_checker_finds_nothing(tmp_path: Path) -> None:
    """No error and no warning. What it merely notes needs the network, or an excerpt in the log."""
    findings = [finding(FILE, '"c"', severity=severity) for severity in Severity]
    log = tmp_path / "log.sarif"
    log.write_text(render("sarif", run(FILE, findings, not_checked=("why",))), encoding="utf-8")
    checker = npm_package("@microsoft/sarif-multitool-linux") / "Sarif.Multitool"
    if not os.access(checker, os.X_OK):
        pytest.skip(f"{checker} can't be run")
    done = subprocess.run(
        [checker, "validate", log],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Analysis completed successfully." in done.stdout
    assert re.findall(r": (?:error|warning|note) \w+:.*", done.stdout) == []


def test_every_rule_has_its_page() -> None:
    driver = read(run(FILE))["tool"]["driver"]
    assert driver["informationUri"] == PROJECT
    assert [
        (rule["id"], rule["helpUri"], rule["help"]["markdown"]) for rule in driver["rules"]
    ] == [(rule.code, page_of(rule.code), rule.doc) for rule in RULES.values()]
    # GitHub takes 1,024 characters of each description, and wants both.
    for described in (*driver["rules"], *driver["notifications"]):
        for kind in ("shortDescription", "fullDescription"):
            assert 0 < len(described[kind]["text"]) <= 1024
        assert described["help"]["text"]
        assert described["helpUri"].startswith(DOCUMENTATION)
        assert re.fullmatch(r"(?:[A-Z][a-z0-9]*)+", described["name"])


@pytest.mark.parametrize(
    ("severity", "level"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note")],
)
def test_levels(severity: Severity, level: str) -> None:
    (result,) = read(run(FILE, [finding(FILE, '"c"', severity=severity)]))["results"]
    assert result["level"] == level


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    results = read(run(FILE, [finding(FILE, '"c"', fingerprint="f")] * 2))["results"]
    prints = [result["partialFingerprints"]["modsquadLint/v1"] for result in results]
    assert prints == ["f:1", "f:2"]


def test_fingerprints_of_a_file_do_not_depend_on_the_others() -> None:
    reports = [
        report
        for path in ("a/tasks.json", "b/tasks.json")
        for file in [source('["a"]', path)]
        for report in run(file, [finding(file, '"a"', fingerprint="f")]).reports
    ]
    prints = [
        result["partialFingerprints"]["modsquadLint/v1"] for result in read(Run(reports))["results"]
    ]
    assert prints == ["f:1", "f:1"]


@pytest.mark.parametrize(
    ("reasons", "invocation"),
    [
        ((), {"executionSuccessful": True}),
        (
            ("no base",),
            {
                "executionSuccessful": False,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "descriptor": {"id": "not-checked"},
                        "message": {"text": "NOT checked: no base"},
                    }
                ],
            },
        ),
    ],
    ids=["checked", "not checked"],
)
def test_the_invocation_says_what_was_not_checked(
    reasons: tuple[str, ...], invocation: object
) -> None:
    assert read(run(FILE, not_checked=reasons))["invocations"] == [invocation]


@pytest.mark.parametrize("text", [*HOSTILE, "[x](https://example.org)"], ids=ascii)
def test_hostile_text_is_text(text: str) -> None:
    file = source('["a"]', text)
    (result,) = read(run(file, [finding(file, '"a"', text, help=text)]))["results"]
    message = result["message"]["text"]
    assert message.replace("\\](", "](") == terminal(f"{text} ({text})")
    assert not re.search(r"(?<!\\)\]\(", message)
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    expected = (
        text.encode(errors="surrogateescape") if "\ud800" not in text else terminal(text).encode()
    )
    assert unquote_to_bytes(uri) == expected
    assert re.fullmatch(r"[\w.~/%-]+", uri, re.ASCII)
