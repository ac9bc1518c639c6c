from __future__ import annotations

import html
import re
from typing import Any

import pytest
from pictures import HOSTILE, TURNS_PATH, chain, hostile, node, planned, report, sample, task, turns

from modsquad_lint.engine.report import Report
from modsquad_lint.reporters.pictures import mermaid as plan_mermaid
from modsquad_lint.reporters.pictures.picture import visible

TURNS = """\
flowchart LR
  subgraph b1["Batch 1: 2 tasks in parallel"]
    t1["a<br>RED"]
    t2["b"]
  end
  subgraph b2["Batch 2: 2 tasks in turn (serial)"]
    t3["1: c<br>RED"]
    t4["2: d<br>BLUE"]
  end
  subgraph b3["Batch 3: one task"]
    t5["e<br>BLUE"]
  end
  t1 --> t3
  t2 --> t4
  t4 --> t5
  t1 --> t5
  t3 ==>|then| t4
  t3 -. "main.py#32;#43;1 more" .- t4
  classDef squad1 fill:#dbeafe,stroke:#1d4ed8,color:#1f2328
  class t1,t3 squad1
  classDef none fill:#f3f4f6,stroke:#6b7280,color:#1f2328
  class t2 none
  classDef squad2 fill:#fef3c7,stroke:#b45309,color:#1f2328
  class t4,t5 squad2
  classDef critical stroke:#d1246b,stroke-width:4px
  class t1,t3,t4,t5 critical
  linkStyle 5 stroke:#c2410c,stroke-width:2px
  linkStyle 0,2,4 stroke:#d1246b,stroke-width:4px
"""


def test_a_plan_with_turns_is_drawn_in_whole() -> None:
    assert plan_mermaid.render(planned(turns(), TURNS_PATH)) == TURNS


def test_batches_that_nothing_else_holds_are_kept_in_order() -> None:
    drawn = plan_mermaid.render(planned(sample(6)))
    assert [line.strip() for line in drawn.splitlines() if line.startswith("  t")] == [
        't1 -. "backend/app/routers/market.py" .- t2',
        't2 -. "backend/app/routers/market.py" .- t3',
        "t1 ~~~ t2",
        "t2 ~~~ t3",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add-market.py", "add-market.py"),
        ("a b/c_d", "a b/c_d"),
        ("1. x", "1#46;#32;x"),
        ("- x", "#45;#32;x"),
        ("_x_", "#95;x#95;"),
        ('"]', "#34;#93;"),
        ("#quot;", "#35;quot#59;"),
        ("`x`", "#96;x#96;"),
        ("<b>&", "#60;b#62;#38;"),
        ("%%", "#37;#37;"),
        ("a\nb", "a#92;#8203;nb"),
        ("fa:fa-ban", "fa#58;#8203;fa-ban"),
        ("www.x.org", "www#46;x.org"),
        ("ﬂ°34¶ß", "#64258;#176;34#182;#223;"),
    ],
)
def test_text_is_escaped(text: str, expected: str) -> None:
    assert plan_mermaid.escape(text) == expected


@pytest.mark.parametrize(
    "drawn",
    [chain(600), chain(3_000), report([task("x" * 60 + str(n)) for n in range(400)]), hostile()],
    ids=["many tasks", "very many tasks", "long ids", "hostile ids"],
)
def test_no_picture_is_larger_than_mermaid_reads(drawn: Report) -> None:
    text = plan_mermaid.render(planned(drawn))
    assert len(text) <= plan_mermaid.MOST_CHARACTERS
    lines = re.findall(r"-->|==>|-\.|~~~", text)
    assert len(lines) <= plan_mermaid.MOST_LINES


def test_a_large_plan_is_folded_to_its_batches() -> None:
    drawn = report(
        [*(task(f"a{n}") for n in range(500)), task("b", *(f"a{n}" for n in range(500)))]
    )
    assert plan_mermaid.render(planned(drawn)) == (
        "flowchart LR\n"
        '  subgraph plan["Batches alone: 501 tasks and their lines are too many to draw here"]\n'
        '    b1["Batch 1: 500 tasks in parallel"]\n'
        '    b2["Batch 2: one task"]\n'
        "  end\n"
        "  b1 ==> b2\n"
    )


def test_a_single_large_batch_has_no_line() -> None:
    drawn = plan_mermaid.render(planned(report([task(f"t{n}") for n in range(600)])))
    assert drawn.splitlines()[2:] == ['    b1["Batch 1: 600 tasks in parallel"]', "  end"]


def test_of_very_many_batches_the_middle_is_one_node() -> None:
    lines = plan_mermaid.render(planned(chain(1_000))).splitlines()
    assert lines[101:104] == [
        '    b100["Batch 100: one task"]',
        '    more["800 more batches, 800 tasks"]',
        '    b901["Batch 901: one task"]',
    ]
    assert len(lines) == 205
    assert " b100 ==> more ==> b901 " in lines[-1]


_PARSE = """
import { JSDOM } from "jsdom";
import { readFileSync } from "node:fs";
const page = new JSDOM("<!doctype html><body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });
const { db } = await mermaid.mermaidAPI.getDiagramFromText(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  boxes: [...db.getVertices().values()].map((box) => box.text),
  classes: [...db.getVertices().values()].map((box) => box.classes),
  lines: db.getEdges().map((line) => [line.start, line.end, line.stroke, line.text]),
  batches: db.getSubGraphs().map((batch) => batch.nodes),
}));
"""


def _parsed(text: str) -> dict[str, Any]:
    value: dict[str, Any] = node(_PARSE, text, "mermaid", "jsdom")
    return value


def _shown(text: str) -> str:
    """A label as Mermaid shows it: with its placeholders for numbers put back."""
    return html.unescape(text.replace("ﬂ°°", "&#").replace("¶ß", ";")).replace("\u200b", "")


def test_mermaid_itself_reads_what_was_meant() -> None:
    assert _parsed(plan_mermaid.render(planned(turns(), TURNS_PATH))) == {
        "boxes": ["a<br>RED", "b", "1: c<br>RED", "2: d<br>BLUE", "e<br>BLUE"],
        "classes": [
            ["squad1", "critical"],
            ["none"],
            ["squad1", "critical"],
            ["squad2", "critical"],
            ["squad2", "critical"],
        ],
        "lines": [
            ["t1", "t3", "normal", ""],
            ["t2", "t4", "normal", ""],
            ["t4", "t5", "normal", ""],
            ["t1", "t5", "normal", ""],
            ["t3", "t4", "thick", "then"],
            ["t3", "t4", "dotted", "main.pyﬂ°°32¶ßﬂ°°43¶ß1 more"],
        ],
        "batches": [["t1", "t2"], ["t3", "t4"], ["t5"]],
    }


def test_mermaid_itself_shows_hostile_ids_as_they_are() -> None:
    made = hostile()
    assert made.plan is not None
    parsed = _parsed(plan_mermaid.render(planned(made)))
    ids = [task.id for batch in made.plan.batches for task in batch.tasks]
    assert sorted(ids) == sorted(HOSTILE)
    assert [_shown(box) for box in parsed["boxes"]] == [
        f"{visible(ident, 60)}<br>{visible(ident, 30)}" for ident in ids
    ]
    assert [len(batch) for batch in parsed["batches"]] == [
        len(batch.tasks) for batch in made.plan.batches
    ]


def _fan(arrows: int) -> Report:
    """A plan of so many arrows, and no other line: two tasks, and others that depend on both."""
    pairs = arrows // 2
    odd = [task("odd", "a")] if arrows % 2 else []
    return report([task("a"), task("b"), *(task(f"t{n}", "a", "b") for n in range(pairs)), *odd])


def test_mermaid_itself_reads_as_many_lines_as_are_drawn() -> None:
    assert len(_parsed(plan_mermaid.render(planned(_fan(500))))["lines"]) == 500
    assert len(_parsed(plan_mermaid.render(planned(_fan(501))))["lines"]) == 1


def test_mermaid_itself_reads_a_folded_plan() -> None:
    parsed = _parsed(plan_mermaid.render(planned(chain(1_000))))
    assert (len(parsed["boxes"]), len(parsed["lines"])) == (201, 200)
