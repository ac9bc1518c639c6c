"""Mending: fixes one by one and all together, whatever a file looks like; and files that survive it."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from table_facts import TableFacts

from modsquad_lint.config import DEFAULT, configure
from modsquad_lint.engine import lint
from modsquad_lint.facts import Facts, NoFacts
from modsquad_lint.finding import Finding, Severity
from modsquad_lint.fixer import apply, difference, mend
from modsquad_lint.report import Report, Run
from modsquad_lint.reporters import json as json_reporter
from modsquad_lint.rules import RULES
from modsquad_lint.source import Place, Source
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import Document, SyntaxProblem

FACTS = TableFacts(
    {
        "root": "/srv/shop",
        "tracked": [
            "README.md",
            "app/main.py",
            "app/models.py",
            "app/routers/market.py",
            "app/routers/orders.py",
            "docs/guide.md",
        ],
        "ignored": {"dist/a.js": [".gitignore", 1, "dist/"]},
        "moved": {"app/stocks.py": ["app/routers/market.py", "0123456789abcdef"]},
    }
)
FIXABLE = {code: rule.fix for code, rule in RULES.items() if rule.fix}


def linter(facts: Facts = FACTS, **setting: object) -> Callable[[Source], Report]:
    config = configure(DEFAULT, setting, "the test")
    return lambda source: lint(source, facts, config)


def fingerprints(report: Report) -> Counter[str]:
    return Counter(finding.fingerprint for finding in report.findings)


def document(source: Source) -> Document:
    parsed = parse(source)
    assert not isinstance(parsed, SyntaxProblem), (parsed, source.text)
    return parsed


# ---------------------------------------------------------------- random files

PATHS = st.sampled_from(
    [
        "app/main.py",
        "app\\main.py",
        "./app/main.py",
        ".\\app//models.py",
        "app/x/../models.py",
        "/srv/shop/app/main.py",
        "file:///srv/shop/a%20b.py",
        "/srv/shop/dist/a.js",
        "/srv/shop/../x.py",
        "/etc/hosts",
        "C:\\x.py",
        " app/main.py",
        "app/models.py\n",
        "\t./app\\main.py ",
        "app/routers/orders",
        "app/router/orders.py",
        "app/stocks.py",
        "app/Main.py",
        "../outside.py",
        "",
        "app/*.py",
        "app/",
        "app/[id]/page.tsx",
        "new/é.py",
        "new/\U0001f600.ts",
        "new/it's # not {a, b}.ts",
        "null",
        "requirements.txt",
    ]
)
IDS = ["add-model", "add-router", "add-tests", "größe", "add docs: all"]
NEEDED = st.sampled_from([*IDS, "add-modle", "add-routers", "nothing"])
IGNORES = st.sampled_from(["MSQ402", "MSQ201", "MSQ2", "path-blank", "MSQ999", "MSQ109"])


@st.composite
def tasks(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {
        draw(st.sampled_from(["file_modifications", "files"])): draw(st.lists(PATHS, max_size=5))
    }
    if draw(st.booleans()):
        entry["dependencies"] = draw(st.lists(NEEDED, max_size=4))
    if draw(st.integers(0, 3)) == 0:
        entry["lint_ignore"] = draw(st.lists(IGNORES, max_size=4))
    if draw(st.booleans()):
        entry["description"] = draw(st.sampled_from(["Größe # ändern", "x: y", "\\", "a\nb"]))
    if draw(st.integers(0, 4)) == 0:
        entry["extra"] = {"files": ["./x"], "dependencies": [None, 1.5, True]}
    return dict(draw(st.permutations(list(entry.items()))))


@st.composite
def values(draw: st.DrawFn) -> object:
    entries = draw(st.lists(tasks(), min_size=1, max_size=4))
    first = draw(st.booleans())
    named = [
        {"id": ident, **entry} if first else {**entry, "id": ident}
        for ident, entry in zip(IDS, entries, strict=False)
    ]
    return draw(st.sampled_from([{"tasks": named}, named, named[0]]))


class Layout(NamedTuple):
    """How a value is written; `seed` decides what may differ from line to line."""

    is_yaml: bool
    indent: int | str | None
    tight: bool
    ascii_only: bool
    line_end: str
    last: str
    bom: bool
    seed: int


LAYOUTS = st.builds(
    Layout,
    st.booleans(),
    st.sampled_from([None, 0, 2, 4, "\t"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
    st.booleans(),
    st.integers(0, 1 << 30),
)


def written(value: object, layout: Layout) -> Source:
    if layout.is_yaml:
        text = "\n".join(_block(value, random.Random(layout.seed)))
    else:
        separators = (",", ":") if layout.tight else None
        text = json.dumps(
            value, indent=layout.indent, separators=separators, ensure_ascii=layout.ascii_only
        )
    data = (text + layout.last).replace("\n", layout.line_end).encode()
    name = "tasks.yaml" if layout.is_yaml else "tasks.json"
    source = Source(name, (b"\xef\xbb\xbf" if layout.bom else b"") + data)
    assert document(source).value == value
    return source


def _block(value: object, dice: random.Random) -> list[str]:
    """YAML, mostly in block style, with comments."""
    lines: list[str] = []
    members = (
        [(f"{_scalar(key, dice)}:", item) for key, item in value.items()]
        if isinstance(value, dict)
        else [("-", item) for item in value]
        if isinstance(value, list)
        else []
    )
    if not members or dice.random() < 0.15:
        return [_flow(value, dice)]
    for head, item in members:
        if dice.random() < 0.1:
            lines.append(f"# about {len(lines)}")
        below = _block(item, dice)
        is_nested = isinstance(item, dict | list) and below[0][0] not in "[{"
        note = " # a note" if dice.random() < 0.15 else ""
        if not is_nested:
            lines.append(f"{head} {below[0]}{note}")
        elif head == "-" and not below[0].startswith("#"):
            lines += [f"- {below[0]}", *(f"  {line}" for line in below[1:])]
        else:
            pad = "  " if head == "-" or isinstance(item, dict) or dice.random() < 0.5 else ""
            lines += [head + note, *(f"{pad}{line}" for line in below)]
    return lines


def _flow(value: object, dice: random.Random) -> str:
    if isinstance(value, dict):
        inner = (f"{_scalar(key, dice)}: {_flow(item, dice)}" for key, item in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, dice) for item in value)}]"
    return _scalar(value, dice)


def _scalar(value: object, dice: random.Random) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    styles = [json.dumps(value, ensure_ascii=False)]
    if value.isprintable():
        styles.append("'" + value.replace("'", "''") + "'")
    if re.fullmatch(r"(?!null)[\w./][\w./\\-]*", value):
        styles.append(value)
    return dice.choice(styles)


def below(value: object, steps: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The steps to every value."""
    found = [steps]
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += below(value[key], (*steps, key))
    return found


def reached(value: Any, steps: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - any value of JSON
    for step in steps:
        value = value[step]
    return value


def expected_value(source: Source, finding: Finding) -> object:
    """What a fix says it does, done to the value; in the order of its keys."""
    assert finding.fix is not None
    read, title = document(source), finding.fix.title
    value, is_key = copy.deepcopy(read.value), title.startswith("rename ")
    (steps,) = (
        steps
        for steps in below(value)
        if steps
        and (is_key or isinstance(reached(value, steps), str))
        and read.span(Place(steps, is_key)) == (finding.start.offset, finding.end.offset)
    )
    owner = reached(value, steps[:-1])
    if is_key:
        items = [("file_modifications" if key == "files" else key, it) for key, it in owner.items()]
        owner.clear()
        owner.update(items)
    elif title == 'remove "lint_ignore"':
        del reached(value, steps[:-2])["lint_ignore"]
    elif title.startswith("remove "):
        del owner[steps[-1]]
    elif title.startswith("add "):
        owner["dependencies"] = []
    else:
        owner[steps[-1]] = title.removeprefix('write "').removesuffix('"')
    return value


def own_lines(source: Source) -> list[str]:
    """Comments that stand on lines of their own."""
    return re.findall(r"^ *(# about \d+)\r?$", source.text, re.MULTILINE)


def errors(report: Report) -> Counter[tuple[str, str | None]]:
    return Counter(
        (finding.code, finding.task)
        for finding in report.findings
        if finding.severity is Severity.ERROR and not finding.code.startswith("MSQ4")
    )


# ---------------------------------------------------------------- one fix


@settings(deadline=None, max_examples=250)
@given(values(), LAYOUTS)
def test_one_fix_does_what_it_says_and_nothing_else(value: object, layout: Layout) -> None:
    found_in = linter()
    report = found_in(written(value, layout))
    for finding in report.findings:
        assert finding.fix is None or finding.code in FIXABLE
        if finding.fix is None:
            continue
        # one that is listed twice is still redundant when it is listed once
        assume(finding.code != "MSQ305" or not any(it.code == "MSQ304" for it in report.findings))
        after = report.source.with_text(apply(report.source.text, finding.fix.edits))
        assert json.dumps(document(after).value) == json.dumps(
            expected_value(report.source, finding)
        )
        assert own_lines(after) == own_lines(report.source)
        left = fingerprints(found_in(after))[finding.fingerprint]
        assert left < fingerprints(report)[finding.fingerprint]


@settings(deadline=None, max_examples=100)
@given(values(), LAYOUTS)
def test_the_edits_in_json_are_those_of_the_fix(value: object, layout: Layout) -> None:
    report = linter()(written(value, layout))
    text = report.source.text
    for said, finding in zip(
        json.loads(json_reporter.render(Run([report])))["findings"], report.findings, strict=True
    ):
        if said["fix"] is None:
            assert finding.fix is None
            continue
        result = text
        for edit in reversed(said["fix"]["edits"]):
            assert result[edit["start"] : edit["end"]] == edit["old"]
            result = result[: edit["start"]] + edit["new"] + result[edit["end"] :]

        def only_this(source: Source, wanted: Finding = finding) -> Report:
            found = linter()(source)
            is_first = source.text == text
            return found._replace(
                findings=[
                    it if is_first and it == wanted else it._replace(fix=None)
                    for it in found.findings
                ]
            )

        mended = mend(only_this(report.source), only_this, unsafe=True)
        assert mended.source.text in {result, text}
        assert (mended.source.text == text) == bool(mended.notes and "left out" in mended.notes[0])


# ---------------------------------------------------------------- all together


@settings(deadline=None, max_examples=400)
@given(values(), LAYOUTS, st.booleans(), st.sampled_from([None, *FIXABLE]))
def test_mending_converges_and_harms_nothing(
    value: object, layout: Layout, unsafe: bool, only: str | None
) -> None:
    found_in = linter(**({} if only is None else {"select": [only, "MSQ3"]}))
    report = found_in(written(value, layout))
    mended = mend(report, found_in, unsafe=unsafe)
    wanted = {"safe", "unsafe"} if unsafe else {"safe"}
    fixable = [it for it in mended.findings if it.fix and FIXABLE[it.code] in wanted]
    assert fixable == []
    again = mend(found_in(mended.source), found_in, unsafe=unsafe)
    assert (again.mended, again.source.encoded()) == ((), mended.source.encoded())
    read = document(mended.source)
    assert errors(mended) <= errors(report)
    assert own_lines(mended.source) == own_lines(report.source)
    assert _unmended(read.value) == _unmended(value)
    was, now = report.source.encoded(), mended.source.encoded()
    assert was.startswith(b"\xef\xbb\xbf") == now.startswith(b"\xef\xbb\xbf")
    assert _line_end(was) == _line_end(now)
    changed = mended.mended and _shape(report) != _shape(mended)
    assert any("changed the plan" in note for note in mended.notes) == bool(changed)
    if not mended.mended:
        assert (mended.before, mended.source.encoded()) == (None, was)


def _unmended(value: Any) -> object:  # noqa: ANN401 - any value of JSON
    """What no fix changes."""
    entries = value["tasks"] if isinstance(value, dict) and "tasks" in value else value
    known = {"files", "file_modifications", "dependencies", "lint_ignore"}
    return [
        [(key, item) for key, item in entry.items() if key not in known]
        for entry in (entries if isinstance(entries, list) else [entries])
    ]


def _line_end(data: bytes) -> bytes:
    return data[len(data.rstrip(b"\r\n")) :]


def _shape(report: Report) -> object:
    plan = report.plan
    return plan and ([[task.id for task in batch.tasks] for batch in plan.batches], plan.metrics)
