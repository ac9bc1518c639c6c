"""Plans as text, JSON and Markdown, to the letter."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import works
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.engine.report import Report, Terminal
from modsquad_lint.planning.plan import Plan
from modsquad_lint.planning.pricing.schedule import Analysis, analyse
from modsquad_lint.planning.pricing.simulator import Simulator
from modsquad_lint.planning.pricing.suggest import Suggestions, suggest
from modsquad_lint.planning.pricing.why import explain
from modsquad_lint.reporters.columns import columns
from modsquad_lint.reporters.plans import json as plan_json
from modsquad_lint.reporters.plans import markdown as plan_markdown
from modsquad_lint.reporters.plans import text as plan_text
from modsquad_lint.reporters.plans.planned import Planned
from modsquad_lint.text.source import Place, Source

SAMPLES = Path(__file__).parent.parent / "sample_tasks"


def task(ident: str, *files: str, after: str = "", squad: str | None = None) -> dict[str, Any]:
    entry = {"id": ident, "file_modifications": [*files], "dependencies": after.split()}
    return entry if squad is None else {**entry, "squad": squad}


def planned(value: object) -> tuple[Plan, Analysis]:
    work, plan = works.planned(value)
    return plan, analyse(work, plan)


def shown(
    plan: Plan,
    analysis: Analysis | None = None,
    *,
    verbose: bool = False,
    color: bool = False,
    width: int = 80,
) -> Planned:
    report = Report(Source("tasks.json", b""), (), plan)
    return Planned(plan, report, analysis, verbose, Terminal(color, width=width))


def example(number: int) -> Any:  # noqa: ANN401 - whatever the file holds
    return json.loads((SAMPLES / f"example_{number}" / "tasks.json").read_bytes())


@pytest.mark.parametrize("number", range(1, 7))
def test_json_is_the_documents_shape(number: int) -> None:
    expected = (SAMPLES / f"example_{number}" / "batch_results.json").read_text(encoding="utf-8")
    plan, _ = planned(example(number))
    text = plan_json.render(shown(plan))
    assert text.endswith("}\n")
    # equal with the order of the keys, and with numbers as they are written
    assert json.dumps(json.loads(text)) == json.dumps(json.loads(expected))


def test_json_with_an_analysis_has_it_last() -> None:
    plan, analysis = planned(example(5))
    value = json.loads(plan_json.render(shown(plan, analysis)))
    assert list(value) == ["batches", "metrics", "analysis"]
    assert value.pop("analysis") == analysis.as_json()
    assert value == json.loads(plan_json.render(shown(plan)))


def test_json_keeps_text_and_escapes_what_would_be_obeyed_hidden_or_refused() -> None:
    ident = "änder 😀 \udc80 \x7f\x9b \u202e \U000e0041 ##[x]"
    plan, _ = planned([task(ident, "é\ud800.py")])
    text = plan_json.render(shown(plan))
    assert '        "änder 😀 \\\\x80 \\u007f\\u009b \\u202e \\udb40\\udc41 ##\\u005bx]"\n' in text
    text.encode()
    assert json.loads(text)["batches"][0]["tasks"] == [ident.replace("\udc80", "\\x80")]


EXAMPLE_5 = """\
batch 1  tradier-streaming-service* | alpaca-webhooks-service
         Independent services, requirements.txt merge handled
batch 2  tradier-streaming-router* → alpaca-webhooks-router*
         File intersection: backend/app/main.py
batch 3  live-dashboard-component*
         Depends on: tradier-streaming-router, alpaca-webhooks-router

5 tasks in 3 batches, 40.0 % parallel, speedup 1.67x
4 turns, effective speedup 1.25x; proven minimal: backend/app/main.py is
  modified by 2 tasks, and 1 step must come before them and 1 step after
* on the critical path
"""

DETAILS_5 = """\

critical path
  tradier-streaming-service
  tradier-streaming-router depends on tradier-streaming-service
  alpaca-webhooks-router modifies backend/app/main.py, and so does
    tradier-streaming-router
  live-dashboard-component depends on alpaca-webhooks-router

file intersections
  backend/app/main.py is modified by 2 tasks: tradier-streaming-router,
    alpaca-webhooks-router. Sequential execution required

mergeable files
  backend/requirements.txt is modified by 2 tasks: tradier-streaming-service,
    alpaca-webhooks-service. Merge handled
"""


def test_text() -> None:
    plan, analysis = planned(example(5))
    assert plan_text.render(shown(plan, analysis)) == EXAMPLE_5
    rated = EXAMPLE_5.replace("\n4 turns", "\nrating: Fair (Review file intersections)\n4 turns")
    assert plan_text.render(shown(plan, analysis, verbose=True)) == rated + DETAILS_5


def test_text_without_an_analysis() -> None:
    plan, _ = planned([task("only", "x")])
    assert plan_text.render(shown(plan, verbose=True)) == (
        "batch 1  only\n"
        "         Single task\n"
        "\n"
        "1 task in 1 batch, 0.0 % parallel, speedup 1.0x\n"
        "rating: Critical (Major restructuring needed)\n"
    )


def test_colours_are_of_squads_and_only_when_asked_for() -> None:
    plan, analysis = planned(
        [task("a", "x", squad="A"), task("b", "y", squad="B"), task("c", "z"), task("d", squad="A")]
    )
    coloured = plan_text.render(shown(plan, analysis, color=True))
    assert coloured.splitlines()[0] == (
        "batch 1  \x1b[1;36ma*\x1b[0m | \x1b[33mb\x1b[0m | c | \x1b[36md\x1b[0m"
    )
    assert coloured.splitlines()[-1] == "squads: \x1b[36mA\x1b[0m  \x1b[33mB\x1b[0m"
    plain = plan_text.render(shown(plan, analysis))
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain + "squads: A  B\n"


HONEST = {
    "reachable": (
        [
            task("a", "x.py"),
            task("b", "x.py"),
            task("c", "c.py", after="a"),
            task("d", "d.py", after="b"),
            task("e", "e.py", after="c"),
        ],
        '4 turns, effective speedup 1.25x; 3 can be reached, proven minimal: 3 tasks depend on one another in a chain, from "a" to "e"',
    ),
    "a gap": (
        [task("a", "x.c", "y.c"), task("b", "y.c", "z.c"), task("c", "z.c", "x.c")],
        "3 turns, effective speedup 1.0x; at least 2: x.c is modified by 2 tasks; 3 can be reached, 1 apart",
    ),
}


@pytest.mark.parametrize(("entries", "line"), HONEST.values(), ids=HONEST)
def test_honest_figures(entries: list[dict[str, Any]], line: str) -> None:
    plan, analysis = planned(entries)
    assert line in plan_text.render(shown(plan, analysis, width=200)).splitlines()


def test_long_plans_are_folded() -> None:
    plan, _ = planned([task(f"task-{n}", f"f{n % 60}") for n in range(6_000)])
    lines = plan_text.render(shown(plan)).splitlines()
    assert lines[:8] == [
        "batch   1  task-0 | task-1 | task-2 | task-3 | task-4 | task-5 | task-6 |",
        "           task-7 | task-8 | task-9 | task-10 | task-11 | task-12 | task-13 |",
        "           task-14 | task-15 | task-16 | task-17 | task-18 | task-19 | task-20 |",
        "           task-21 | task-22 | task-23 | task-24 | task-25 | task-26 | task-27 |",
        "           task-28 | task-29 | task-30 | task-31 | task-32 | task-33 | task-34 |",
        "           … and 25 more tasks",
        "           File intersection with subsequent tasks",
        "batch   2  task-60 | task-61 | task-62 | task-63 | task-64 | task-65 | task-66 |",
    ]
    assert "… batches 21 to 80, 3,600 tasks: shown with --verbose" in lines
    assert len([line for line in lines if line.startswith("batch ")]) == 40
    everything = plan_text.render(shown(plan, verbose=True))
    assert all(f"task-{n}" in everything for n in range(6_000))
    assert "…" not in everything


def test_folding_names_what_it_hides_of_the_critical_path() -> None:
    entries = [task(f"task-{n}", f"f{n}") for n in range(60)]
    plan, analysis = planned([*entries, task("end", after="task-50")])
    lines = plan_text.render(shown(plan, analysis)).splitlines()
    assert "         … and 24 more tasks, task-50* among them" in lines
    chain = [task(f"t{n}", after=f"t{n - 1}" if n else "") for n in range(50)]
    lines = plan_text.render(shown(*planned(chain))).splitlines()
    assert "… batches 21 to 30, 10 tasks, t20*, t21*, t22*, t23* and 6 more among them:" in lines


def test_an_id_is_not_taken_for_marks() -> None:
    plan, _ = planned([task("d → e*"), task("a b | c"), task('"q"'), task("plain one")])
    (line, *_) = plan_text.render(shown(plan)).splitlines()
    assert line == r'batch 1  "d → e*" | "a b | c" | "\"q\"" | plain one'


def test_no_two_squads_have_one_colour() -> None:
    plan, _ = planned([task(f"t{n}", squad=f"S{n:02}") for n in range(20)])
    legend = plan_text.render(shown(plan, color=True)).splitlines()[-1]
    codes = dict(re.findall("\x1b\\[([0-9;]+)m(S[0-9]+)", legend))
    assert list(codes)[5:8] == ["31", "4;36", "4;33"]
    assert list(codes.values()) == [f"S{n:02}" for n in range(18)]
    assert legend.endswith("S18  S19  (only 18 have a colour)")


def test_wide_characters_take_two_columns() -> None:
    plan, _ = planned([task("画面" * 8 + str(n), f"f{n}") for n in range(4)])
    lines = plan_text.render(shown(plan)).splitlines()
    assert [columns(line) for line in lines[:2]] == [9 + 33 + 3 + 33 + 2, 9 + 33 + 3 + 33]


SUGGESTED = """\
- split x so that each of "a" and "b" has a part of its own
  3 → 2 batches, 3 → 2 turns, 0.0 % → 66.7 % parallel, Critical → Fair
  cost: x becomes 2 files
- let "b" depend on "a"
  3 → 2 batches, 3 → 2 turns, 0.0 % → 66.7 % parallel, Critical → Fair
  cost: "b" has to wait for "a"
- combine "a" and "b" into one task, "a"
  3 → 2 batches, 3 → 2 turns, 0.0 % → 0.0 % parallel, Critical → Critical
  cost: one worker does the work of 2 tasks, in 1 file
"""

WHY = """\
c is in batch 3: Depends on: a
  1. a (0.id)
  2. b modifies x, and so does a (1.file_modifications.0,
     0.file_modifications.0)
  3. c waits for the batch of b to end (2.id, 1.id)
to start earlier, turn 3 → 2: let "b" depend on "a" ("b" has to wait for "a")
  the plan then: 3 → 2 batches, 3 → 2 turns, 0.0 % → 66.7 % parallel, Critical
    → Fair
"""

BARRIER = [task("a", "x"), task("b", "x"), task("c", "c", after="a")]


def where(place: Place) -> str:
    return ".".join(map(str, place.steps))


def test_suggestions() -> None:
    work, plan = works.planned(BARRIER)
    found = suggest(Simulator(work, plan))
    assert plan_text.render_suggestions(found, analyse(work, plan)) == SUGGESTED


def test_no_suggestions() -> None:
    _, analysis = planned([task("a", "a.py"), task("b", "b.py", after="a")])
    as_they_are = (
        "the tasks as they are take 2 turns, effective speedup 1.0x; proven minimal: "
        '2 tasks depend on one another in a chain, from "a" to "b"\n'
    )

    def said(tried: int, possible: int) -> str:
        return plan_text.render_suggestions(Suggestions((), tried, possible), analysis, width=200)

    assert said(0, 0) == (
        "no two tasks of a level share a file, so there is nothing to combine or to split\n"
        + as_they_are
    )
    assert said(4, 4) == "none of 4 changes that were tried makes this plan faster\n" + as_they_are
    assert said(40, 1204) == (
        "tried 40 of 1,204 changes, the critical path's first:"
        " none of them makes this plan faster\n" + as_they_are
    )


def why(ident: str, entries: list[dict[str, Any]]) -> str:
    return plan_text.render_why(explain(*works.planned(entries), ident), where)


def test_why() -> None:
    assert why("c", BARRIER) == WHY


def test_why_without_a_remedy() -> None:
    assert why("c", [task("a"), task("b"), task("c", after="a b")]) == (
        "c is in batch 2: Depends on: a, b\n"
        "  1. a (0.id)\n"
        "  2. c depends on a (2.dependencies.0, 0.id)\n"
        "no single change that was tried lets it start earlier and makes the plan better\n"
    )


MARKDOWN = """\
| Batch | Tasks | Parallel | Reason |
| --- | --- | --- | --- |
| 1 | a, c | yes | File intersection with subsequent tasks |
| 2 | b | no | File intersection with previous tasks |

| Figure | Value |
| --- | --- |
| Tasks | 3 |
| Batches | 2 |
| Parallelization | 66.7 % |
| Speedup | 1.5x |
| Not known | what "c" changes, since it declares no file |
| Turns | 2 |
| Effective speedup | 1.5x |
| Fewest turns possible | 2: x.py is modified by 2 tasks |

| Intersection | Tasks | Resolution |
| --- | --- | --- |
| x.py | a, b | Sequential execution required |
"""


def test_markdown() -> None:
    plan, analysis = planned([task("a", "x.py"), task("b", "x.py"), task("c")])
    assert plan_markdown.tables(shown(plan, analysis)) == MARKDOWN


def test_markdown_has_a_picture_with_the_critical_path() -> None:
    plan, analysis = planned([task("a", "x"), task("b", after="a"), task("c")])
    text = plan_markdown.render(shown(plan, analysis))
    tables, drawn = text.split("\n```mermaid\n")
    assert tables == plan_markdown.tables(shown(plan, analysis))
    assert "  class t1,t3 critical\n" in drawn
    assert "critical" not in plan_markdown.render(shown(plan)).split("```mermaid")[1]


def test_markdown_leaves_out_a_picture_that_a_comment_has_no_room_for() -> None:
    entries = [task(f"{n:060}", f"f{n % 100}", squad="s" * 30) for n in range(340)]
    plan, analysis = planned(entries)
    text = plan_markdown.render(shown(plan, analysis))
    assert text == plan_markdown.tables(shown(plan, analysis))
    assert len(text) + len(plan_markdown.picture(shown(plan, analysis))) > plan_markdown.MOST


def test_markdown_of_long_plans_is_cut() -> None:
    plan, _ = planned([task(f"t{n}", f"f{n % 60}") for n in range(60 * 201)])
    text = plan_markdown.render(shown(plan))
    assert re.findall(r"… and (\d+) more rows\n", text) == ["156", "14"]
    assert " and 10 more |" in text


HOSTILE = "x\n2 tasks\x1b[2J\r::error::|`<b>\u202e"


@pytest.mark.parametrize(
    "render",
    [
        pytest.param(
            lambda plan, analysis: plan_text.render(
                shown(plan, analysis, verbose=True, width=9999)
            ),
            id="text",
        ),
        pytest.param(
            lambda plan, analysis: plan_markdown.render(shown(plan, analysis)), id="markdown"
        ),
        pytest.param(lambda plan, analysis: plan_json.render(shown(plan, analysis)), id="json"),
    ],
)
def test_no_name_forges_a_line(render: Callable[[Plan, Analysis], str]) -> None:
    def lines(name: str) -> list[str]:
        entries = [
            task(f"{name}1", f"{name}/f", squad=f"{name}A"),
            task(f"{name}2", f"{name}/f", squad=f"{name}B"),
        ]
        text = render(*planned(entries))
        assert not set(text) & set("\x1b\r")
        return text.split("\n")

    hostile, harmless = lines(HOSTILE), lines("x")
    assert len(hostile) == len(harmless)
    assert [line.count(" | ") for line in hostile] == [line.count(" | ") for line in harmless]


def test_no_name_becomes_a_workflow_command() -> None:
    long, command = "x" * 70, "::error::"
    entries = [task(long, "f"), task(command, "g"), task("c", after=f"{long} {command}")]
    plan, analysis = planned(entries)
    assert plan_text.render(shown(plan, analysis)).splitlines()[:5] == [
        f"batch 1  {long}* |",
        r"         \x3a:error::",
        "         No file intersections detected",
        "batch 2  c*",
        "         Depends on:",
    ]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, unique=True
    ),
    st.booleans(),
)
@examples(200)
def test_every_plan_can_be_shown(names: list[str], shares: bool) -> None:
    file = [task(name, "shared" if shares else name, squad=name) for name in names]
    plan, analysis = planned([{**entry, "dependencies": []} for entry in file])
    for line in plan_text.render(shown(plan, analysis, verbose=True)).splitlines():
        assert not {unicodedata.category(character) for character in line} & {"Cc", "Cf", "Cs"}
        assert not line.lstrip().startswith("::")
    json.loads(plan_json.render(shown(plan, analysis)))
    assert plan_markdown.render(shown(plan, analysis)).startswith("| Batch |")
