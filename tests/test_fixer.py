"""Mending: fixes one by one and all together, whatever a file looks like; and files that survive it."""

from __future__ import annotations

import copy
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from examples import examples
from growth import grows_evenly
from hypothesis import example, given
from hypothesis import strategies as st
from table_facts import TableFacts

from modsquad_lint.engine import fixer
from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.difference import difference
from modsquad_lint.engine.fixer import mend
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Finding, Report, Run
from modsquad_lint.reporters import render
from modsquad_lint.rules import RULES
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.changes import apply
from modsquad_lint.syntax.nodes import Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source

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


def linter(setting: Mapping[str, object] | None = None) -> Callable[[Source], Report]:
    config = configure(DEFAULT, setting or {}, "the test")
    return lambda source: lint(source, FACTS, config)


def fingerprints(report: Report) -> Counter[str]:
    return Counter(finding.fingerprint for finding in report.findings)


def document(source: Source) -> Document:
    parsed = parse(source)
    assert not isinstance(parsed, SyntaxProblem), parsed
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
        " app/Main.py",
        "/srv/shop/app/Main.py",
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
IGNORED = ["MSQ402", "MSQ201", "MSQ2", "path-blank", "MSQ999", "MSQ109"]
IGNORES = st.sampled_from(IGNORED)


@st.composite
def tasks(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {
        draw(st.sampled_from(["file_modifications", "files"])): draw(st.lists(PATHS, max_size=5))
    }
    if draw(st.booleans()):
        entry["dependencies"] = draw(st.lists(NEEDED, max_size=3)) * draw(st.integers(1, 2))
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
        text = "\n".join(_block(value, random.Random(layout.seed)))  # noqa: S311 - no secret
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
        if dice.random() < 0.2:
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


def comments(source: Source) -> list[str]:
    """Those that `_block` writes."""
    return re.findall(r"# about \d+|# a note", source.text)


def _equal(one: str, other: str) -> int:
    """How many characters they have in common from the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def assert_nothing_else_changed(before: str, finding: Finding, after: str) -> None:
    """The texts differ in one stretch, which holds what the finding is about and what separates it."""
    assert finding.fix is not None
    start = _equal(before, after)
    rest = min(len(before), len(after)) - start
    end = min(rest, _equal(before[::-1], after[::-1]))
    gone, new = before[start : len(before) - end], after[start : len(after) - end]
    value = before[finding.start.offset : finding.end.offset]
    what = finding.fix.title.split()[0]
    if what in {"write", "rename"}:
        assert finding.start.offset <= start
        assert len(before) - end <= finding.end.offset
    elif what == "add":
        assert (gone, re.sub(r"[\s,'\"]", "", new)) == ("", "dependencies:[]")
    else:
        if finding.fix.title == 'remove "lint_ignore"':
            value = "".join(re.findall("|".join(["lint_ignore", *IGNORED]), gone))
        # Brackets are the list's own where it goes, or the ones that say that it is empty.
        assert set(new) <= set(" []")
        assert set((Counter(gone) - Counter(value)).elements()) <= set(" \t\r\n,-:[]\"'")


def errors(report: Report) -> Counter[tuple[str, str | None]]:
    return Counter(
        (finding.code, finding.task)
        for finding in report.findings
        if finding.severity is Severity.ERROR and not finding.code.startswith("MSQ4")
    )


# ---------------------------------------------------------------- one fix


@examples(120)
@given(values(), LAYOUTS)
def test_one_fix_does_what_it_says_and_nothing_else(value: object, layout: Layout) -> None:
    found_in = linter()
    report = found_in(written(value, layout))
    for finding in report.findings:
        assert finding.fix is None or finding.code in FIXABLE
        # one that is listed twice is still redundant when it is listed once
        if finding.fix is None or (
            finding.code == "MSQ305" and any(it.code == "MSQ304" for it in report.findings)
        ):
            continue
        after = report.source.with_text(apply(report.source.text, finding.fix.edits))
        assert json.dumps(document(after).value) == json.dumps(
            expected_value(report.source, finding)
        )
        assert comments(after) == comments(report.source)
        assert_nothing_else_changed(report.source.text, finding, after.text)
        left = fingerprints(found_in(after))[finding.fingerprint]
        assert left < fingerprints(report)[finding.fingerprint]


@examples(60)
@given(values(), LAYOUTS)
def test_the_edits_in_json_are_those_of_the_fix(value: object, layout: Layout) -> None:
    report = linter()(written(value, layout))
    text = report.source.text
    for said, finding in zip(
        json.loads(render("json", Run([report])))["findings"], report.findings, strict=True
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


@examples(150)
@given(values(), LAYOUTS, st.booleans(), st.sampled_from([None, *FIXABLE]))
@example(  # the line that the mark stands before goes
    {"lint_ignore": ["MSQ402"], "file_modifications": [], "id": "a"},
    Layout(
        is_yaml=True,
        indent=None,
        tight=False,
        ascii_only=False,
        line_end="\n",
        last="",
        bom=True,
        seed=0,
    ),
    False,
    None,
)
def test_mending_converges_and_harms_nothing(
    value: object, layout: Layout, unsafe: bool, only: str | None
) -> None:
    found_in = linter(None if only is None else {"select": [only, "MSQ3"]})
    report = found_in(written(value, layout))
    mended = mend(report, found_in, unsafe=unsafe)
    fixable = [it for it in mended.findings if it.fix and (unsafe or it.fix.safe)]
    assert fixable == []
    again = mend(found_in(mended.source), found_in, unsafe=unsafe)
    assert (again.mended, again.source.encoded()) == ((), mended.source.encoded())
    for finding in found_in(mended.source).findings:
        if finding.fix and (unsafe or finding.fix.safe):
            # It was left out, and rightly: the errors that it adds are there to stay.
            text = apply(mended.source.text, finding.fix.edits)
            then = mend(found_in(mended.source.with_text(text)), found_in, unsafe=unsafe)
            assert not errors(then) <= errors(mended)
    read = document(mended.source)
    assert errors(mended) <= errors(report)
    assert comments(mended.source) == comments(report.source)
    assert _unmended(read.value) == _unmended(value)
    was, now = report.source.encoded(), mended.source.encoded()
    assert was.startswith(b"\xef\xbb\xbf") == now.startswith(b"\xef\xbb\xbf")
    assert _line_end(was) == _line_end(now)
    changed = mended.mended and _shape(report) != _shape(mended)
    assert any("changed the plan" in note for note in mended.notes) == bool(changed)
    if not mended.mended:
        assert (mended.before, mended.source.encoded()) == (None, was)
    assert patched(was, difference(mended).encode()) == now


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
    return plan and (
        [[task.id for task in batch.tasks] for batch in plan.batches],
        plan.metrics,
        [shared.file for shared in plan.intersections],
    )


def patched(before: bytes, diff: bytes) -> bytes:
    """What a unified diff makes of a file; an applier of our own, since git takes 5 ms for each."""
    lines, at = before.split(b"\n"), 0
    parts: list[bytes] = []
    sign = b""
    for line in diff.split(b"\n")[2:-1]:
        if line.startswith(b"@@"):
            found = re.match(rb"@@ -(\d+),(\d+) \+\d+,\d+ @@", line)
            assert found
            start = int(found[1]) - (found[2] != b"0")
            parts += (kept + b"\n" for kept in lines[at:start])
            at = start
        elif line.startswith(b"\\"):
            if sign != b"-":
                parts[-1] = parts[-1][:-1]
        else:
            sign = line[:1]
            if sign != b"+":
                assert lines[at] == line[1:]
                at += 1
            if sign != b"-":
                parts.append(line[1:] + b"\n")
    return b"".join((*parts, b"\n".join(lines[at:])))


# ---------------------------------------------------------------- what is left out, and what is said


def task(ident: str, *files: str, **more: object) -> dict[str, object]:
    return {"id": ident, "file_modifications": [*files], "dependencies": [], **more}


def mended(
    *entries: dict[str, object], unsafe: bool = False, setting: Mapping[str, object] | None = None
) -> Report:
    found_in = linter(setting)
    report = found_in(Source("tasks.json", json.dumps([*entries]).encode()))
    report = mend(report, found_in, unsafe=unsafe)
    return report._replace(notes=list(report.notes))


def left(report: Report) -> list[tuple[str, bool]]:
    return [
        (finding.code, finding.fix is not None)
        for finding in report.findings
        if finding.severity > Severity.INFO
    ]


def test_a_fix_that_would_close_a_circle_is_left_out_and_the_others_are_not() -> None:
    report = mended(
        task("add-router", "a\\b.py", dependencies=["add-model"]),
        task("add-model", ".//c.py", dependencies=["add-routers"]),
        unsafe=True,
    )
    assert json.loads(report.source.text) == [
        task("add-router", "a/b.py", dependencies=["add-model"]),
        task("add-model", "c.py", dependencies=["add-routers"]),
    ]
    assert [finding.code for finding in report.mended] == ["MSQ201", "MSQ204"]
    assert left(report) == [("MSQ301", False)]
    assert report.notes == ["left out 1 fix that would add MSQ303"]


def test_a_fix_whose_error_stands_elsewhere_is_left_out() -> None:
    # The circle is shown at its first task; the fix that would close it is in its last.
    ids = [f"step-{letter}" for letter in "pqrst"]
    chain = [task(one, f"{one}.py", dependencies=[other]) for one, other in itertools.pairwise(ids)]
    report = mended(*chain, task("step-t", ".//t.py", dependencies=["stepp"]), unsafe=True)
    assert [finding.code for finding in report.mended] == ["MSQ204"]
    assert left(report) == [("MSQ301", False)]


def test_a_knot_of_many_fixes_is_given_up_soon() -> None:
    ids = [f"step-{one}{other}" for one in "pqrst" for other in "vwxyz"]
    chain = [task(one, ".//a.py", dependencies=[it]) for one, it in itertools.pairwise(ids)]
    for entry in chain:
        entry["dependencies"] = [*entry["dependencies"], "end-of--all"]  # type: ignore[misc]
    entries = [*chain, task(ids[-1], "b.py", dependencies=["end-of-all"]), task("end-of-all")]
    entries[-1]["dependencies"] = [ids[0]]
    entries[-2]["dependencies"] = []
    looks = []
    found_in = linter({"select": ["MSQ204", "MSQ3"]})

    def counted(source: Source) -> Report:
        looks.append(source)
        return found_in(source)

    report = mend(
        found_in(Source("tasks.json", json.dumps(entries).encode())), counted, unsafe=True
    )
    assert len(looks) <= 24
    assert {finding.code for finding in report.mended} == {"MSQ204"}
    assert [it.code for it in report.findings if it.severity > Severity.INFO] == ["MSQ301"] * 24


REVEALED = "1 batch and 0 intersections before, 2 batches and 1 intersection now"


@pytest.mark.parametrize(
    ("path", "note"),
    [
        (
            "/srv/shop/app/main.py",
            f"{REVEALED}, with app/main.py shared",
        ),
        (
            " app/main.py",
            f"{REVEALED}, with app/main.py shared",
        ),
        ("./app/main.py", None),
        ("app\\main.py", None),
    ],
)
def test_an_intersection_that_was_hidden_is_told(path: str, note: str | None) -> None:
    # though it is an error here, which was there before, and hidden
    report = mended(
        task("a", path), task("b", "app/main.py"), setting={"severity": {"MSQ402": "error"}}
    )
    assert json.loads(report.source.text) == [task("a", "app/main.py"), task("b", "app/main.py")]
    assert report.notes == ([f"the fixes changed the plan: {note}"] if note else [])
    assert left(report) == [("MSQ402", False), ("MSQ501", False)]


def test_an_intersection_that_changes_no_figure_but_its_own_is_told() -> None:
    report = mended(
        task("a", "README.md", " app/main.py"),
        task("b", "README.md", "app/main.py"),
    )
    now = "2 batches and 2 intersections now, with app/main.py shared"
    assert report.notes == [
        f"the fixes changed the plan: 2 batches and 1 intersection before, {now}"
    ]


def test_a_plan_that_a_fix_makes_possible_is_told() -> None:
    report = mended(task("a", "app/main.py", dependencies=["a"]), unsafe=True)
    assert report.notes == [
        "the fixes changed the plan: no plan before, 1 batch and 0 intersections now"
    ]


def test_a_suppression_is_judged_when_all_else_is_mended() -> None:
    report = mended(
        task("a", " app/main.py", "a.py", lint_ignore=["MSQ402", "MSQ201"]),
        task("b", "app/main.py", "b.py"),
    )
    assert json.loads(report.source.text) == [
        task("a", "app/main.py", "a.py", lint_ignore=["MSQ402"]),
        task("b", "app/main.py", "b.py"),
    ]
    assert left(report) == []


def test_a_fix_into_an_ignored_folder_is_left_out() -> None:
    report = mended(task("a", "/srv/shop/dist/a.js", "./b.py"))
    assert json.loads(report.source.text) == [task("a", "/srv/shop/dist/a.js", "b.py")]
    assert left(report) == [("MSQ202", False)]
    assert report.notes == ["left out 1 fix that would add MSQ605"]
    (finding,) = (it for it in report.findings if it.code == "MSQ202")
    assert finding.help == ('write "dist/a.js"; left to you, since the fix would add MSQ605')


@pytest.mark.parametrize(
    "path", [" app/Main.py", "/srv/shop/app/Main.py", "/srv/shop/./app\\Main.py"]
)
def test_an_error_that_a_fix_reveals_is_mended_too(path: str) -> None:
    report = mended(task("a", path), task("b", ".//b.py"))
    assert json.loads(report.source.text) == [task("a", "app/main.py"), task("b", "b.py")]
    assert (left(report), report.notes) == ([], [])


def _twice(name: str, text: str) -> str:
    """The text after a run of mending, which a second run must not change."""
    found_in = linter()
    report = mend(found_in(Source(name, text.encode())), found_in, unsafe=True)
    again = mend(found_in(report.source), found_in, unsafe=True)
    assert (again.mended, again.source.text) == ((), report.source.text)
    return report.source.text


@pytest.mark.parametrize("tasks", [1, 40])
def test_fixes_that_are_in_each_others_way_are_made_one_after_another(tasks: int) -> None:
    # Each line can go, but both of them would leave nothing where a list must stand.
    texts = [
        f"- id: {name}\n  file_modifications: [{name}.py]\n  dependencies:\n"
        f"    - {name}\n    # why\n    - {name}\n"
        for name in (f"task{at}.a" for at in range(tasks))
    ]
    expected = re.sub(r":\n    - .*\n    # why\n    - .*\n", ": []\n    # why\n", "".join(texts))
    assert _twice("tasks.yaml", "".join(texts)) == expected


def test_a_fix_that_another_one_stood_in_the_way_of_is_made() -> None:
    # The first removal is blamed with the unsafe fix beside it, which would close a circle.
    entries = [
        task("add-router", "a.py", dependencies=["add-model"]),
        task("add-model", "b.py", dependencies=["add-routers", "add-docs", "add-docs"]),
        task("add-docs", "c.py"),
    ]
    expected = [
        entries[0],
        task("add-model", "b.py", dependencies=["add-routers", "add-docs"]),
        entries[2],
    ]
    assert json.loads(_twice("tasks.json", json.dumps(entries))) == expected


@pytest.mark.parametrize("name", ["tasks.json", "tasks.yaml"])
def test_neighbours_are_all_mended(name: str) -> None:
    found_in = linter()
    paths = "".join(f"  - f{number % 3}.py\n" for number in range(3000))
    text = f"id: a\nfile_modifications:\n{paths}dependencies: []\n"
    if name == "tasks.json":
        text = json.dumps(task("a", *(f"f{number % 3}.py" for number in range(3000))), indent=1)
    report = mend(found_in(Source(name, text.encode())), found_in)
    assert (len(report.mended), left(report)) == (2997, [])
    assert document(report.source).value == task("a", "f0.py", "f1.py", "f2.py")


def test_what_takes_too_long_is_left_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixer, "_PER_LETTER", 1_000_000)
    looks = []

    def found_in(source: Source) -> Report:
        looks.append(source)
        return linter()(source)

    paths = [f"./f{at}.py" for at in range(9)]
    given = Source("tasks.json", json.dumps(task("a", *paths, *paths)).encode())
    report = mend(found_in(given), found_in)
    # One look at what the fixes make of it, whatever it costs; then no more.
    assert (len(looks), len(report.mended) > 0, left(report) != []) == (2, True, True)
    assert report.notes == ("not all fixes were tried, since that takes long: fix again",)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'["./a.py", "./b.py"]', id="no last line end"),
        pytest.param(b'["./a.py",\n"b.py",\n"b.py"]\n', id="fewer lines"),
        pytest.param(b'\xef\xbb\xbf["./a.py"]\n', id="byte order mark"),
        pytest.param(b'["./a.py",\r\n"b.py"]\r\n', id="CRLF"),
        pytest.param('["./a\u2028.py", "b"]\n'.encode(), id="U+2028"),
        pytest.param(b'\n["./a.py",\n' + b'"b.py",\n' * 30 + b'"./c.py"\n]', id="two hunks"),
    ],
)
def test_git_applies_a_difference(data: bytes, tmp_path: Path) -> None:
    start = data.index(b"[")
    data = data[:start] + b'{"id": "a", "files": ' + data[start:].replace(b"]", b"]}")
    found_in = linter({"select": ["MSQ108", "MSQ204", "MSQ207"]})
    report = mend(found_in(Source("tasks.json", data)), found_in)
    (tmp_path / "tasks.json").write_bytes(data)
    diff = difference(report).encode()
    subprocess.run(["git", "apply", "-p0"], input=diff, cwd=tmp_path, check=True)
    assert (tmp_path / "tasks.json").read_bytes() == report.source.encoded() != data
    assert patched(data, diff) == report.source.encoded()


def test_a_difference_shows_only_what_was_mended_and_takes_linear_time() -> None:
    found_in = linter({"select": ["MSQ207"]})

    def report(number: int) -> Report:
        pairs = "".join(f"  - f{at}.py\n  # c\n  - f{at}.py\n" for at in range(number))
        source = Source("tasks.yaml", f"id: a\nfile_modifications:\n{pairs}".encode())
        return mend(found_in(source), found_in)

    few, many = report(200), report(1600)
    changed = [line for line in difference(many).splitlines()[2:] if line[0] in "+-"]
    assert changed == [f"-  - f{at}.py" for at in range(1600)]
    assert grows_evenly(difference, few, many)


# ---------------------------------------------------------------- nothing is lost

FIX = [sys.executable, "-m", "modsquad_lint", "check", "--isolated", "--no-git", "--fix"]
BAD = json.dumps([task(f"t{at}", f"./app/{at}.py", "./x.py") for at in range(300)]).encode()
GOOD = BAD.replace(b"./", b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize(
    ("moment", "left"), [("kill(), rename(*paths)", BAD), ("rename(*paths), kill()", GOOD)]
)
def test_a_killed_run_leaves_the_old_or_the_new_file(
    moment: str, left: bytes, tmp_path: Path
) -> None:
    """A file is written by one call, `os.replace`; what comes before it leaves the old one whole."""
    path = tmp_path / "tasks.json"
    path.write_bytes(BAD)
    script = (
        "import os, signal; from modsquad_lint.cli.main import main; rename = os.replace\n"
        "def kill(): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"os.replace = lambda *paths: ({moment})\nmain()"
    )
    command = [sys.executable, "-c", script, *FIX[3:], str(path)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert path.read_bytes() == left


def test_two_runs_at_once(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(BAD)
    runs = [
        subprocess.Popen([*FIX, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [run.communicate()[1].decode() for run in runs]
    assert path.read_bytes() == GOOD
    assert os.listdir(tmp_path) == ["tasks.json"]
    for run, message in zip(runs, said, strict=True):
        assert (run.returncode, message) == (0, "") or "has changed in the meantime" in message


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "tasks.json"
    path.parent.mkdir()
    path.write_bytes(BAD)
    path.parent.chmod(0o555)
    done = subprocess.run([*FIX, str(path)], capture_output=True, check=False)
    path.parent.chmod(0o755)
    assert (done.returncode, path.read_bytes()) == (2, BAD)
    assert done.stderr.decode() == f"modsquad-lint: cannot write {path}: Permission denied\n"


@pytest.mark.skipif(os.name == "nt", reason="symbolic links and modes")
def test_a_linked_file_is_mended_where_it_is_and_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "tasks.json"
    real.write_bytes(BAD)
    real.chmod(0o604)
    link.symlink_to("real.json")
    subprocess.run([*FIX, str(link)], check=True, stdout=subprocess.DEVNULL)
    assert (link.is_symlink(), real.read_bytes()) == (True, GOOD)
    assert real.stat().st_mode & 0o777 == 0o604


def test_standard_input_is_mended_to_standard_output() -> None:
    done = subprocess.run([*FIX, "-"], input=BAD, capture_output=True, check=True)
    assert done.stdout == GOOD


def test_nothing_is_written_where_nothing_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(GOOD)
    before = path.stat()
    subprocess.run([*FIX, str(path)], check=True, stdout=subprocess.DEVNULL)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/tasks.json", "a/tasks.json"),
        ("my tasks.json", "my tasks.json"),
        ("p\n+++ q.json", '"p\\012+++ q.json"'),
        ('a"b\\c.json', '"a\\042b\\134c.json"'),
        ("ä.json", '"\\303\\244.json"'),
        ("\udcff.json", '"\\377.json"'),
        ("\u202e.json", '"\\342\\200\\256.json"'),
    ],
)
def test_a_difference_names_the_file_as_git_does(name: str, shown: str) -> None:
    source = Source(
        "tasks.json", b'[{"id": "a", "file_modifications": ["a\\\\b.py"]}]', display=name
    )

    def found_in(source: Source) -> Report:
        return lint(source, Facts(), DEFAULT)

    lines = difference(mend(found_in(source), found_in)).split("\n")
    assert lines[:2] == [f"--- {shown}", f"+++ {shown}"]
