from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from pictures import TURNS_PATH, chain, hostile, planned, program, sample, turns

from modsquad_lint.reporters.pictures import dot as plan_dot
from modsquad_lint.reporters.pictures.picture import visible

BODY = """\
  subgraph cluster_1 {
    label="Batch 1: 2 tasks in parallel"; tooltip="No file intersections detected"; style="rounded,filled"; color="#8c959f"; fillcolor="#f6f8fa"
    t1 [label="a" + "\\n" + "RED", tooltip="a: a.py", fillcolor="#dbeafe", color="#d1246b", penwidth=3]
    t2 [label="b", tooltip="b: b.py", fillcolor="#f3f4f6", color="#6b7280"]
    {rank=same; t1; t2}
  }
  subgraph cluster_2 {
    label="Batch 2: 2 tasks in turn (serial)"; tooltip="File intersection: main.py, both.py"; style="rounded,filled,dashed"; color="#8c959f"; fillcolor="#f6f8fa"
    t3 [label="1: c" + "\\n" + "RED", tooltip="c: main.py, both.py", fillcolor="#dbeafe", color="#d1246b", penwidth=3]
    t4 [label="2: d" + "\\n" + "BLUE", tooltip="d: main.py, both.py", fillcolor="#fef3c7", color="#d1246b", penwidth=3]
  }
  subgraph cluster_3 {
    label="Batch 3: one task"; tooltip="Depends on: d, a"; style="rounded,filled"; color="#8c959f"; fillcolor="#f6f8fa"
    t5 [label="e" + "\\n" + "BLUE", tooltip="e: e.py", fillcolor="#fef3c7", color="#d1246b", penwidth=3]
  }
  t1 -> t3 [color="#d1246b", penwidth=3]
  t2 -> t4 []
  t4 -> t5 [color="#d1246b", penwidth=3]
  t1 -> t5 []
  t3 -> t4 [label="then", penwidth=3, color="#d1246b", penwidth=3]
  t3 -> t4 [dir=none, style=dashed, color="#c2410c", fontcolor="#c2410c", label="main.py +1 more"]
}
"""


def test_a_plan_with_turns_is_drawn_in_whole() -> None:
    drawn = plan_dot.render(planned(turns(), TURNS_PATH))
    assert drawn[drawn.index("  subgraph") :] == BODY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a"b', '"a\\"b"'),
        ("\\N\\", '"\\\\N\\\\"'),
        ("&lt;", '"&amp;lt;"'),
        ("a\nb", '"a\\\\nb"'),
        ("<b>", '"<b>"'),
    ],
)
def test_text_is_quoted(text: str, expected: str) -> None:
    assert plan_dot.quoted(text) == expected


def _drawn(text: str) -> dict[str, Any]:
    done = subprocess.run(
        [program("dot"), "-Tjson"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    value: dict[str, Any] = json.loads(done.stdout, strict=False)
    return value


def _lines(item: dict[str, Any]) -> list[str]:
    """What Graphviz writes into a box, line by line."""
    return [step["text"] for step in item["_ldraw_"] if step["op"] == "T"]


def test_graphviz_itself_draws_the_columns_in_order() -> None:
    objects = _drawn(plan_dot.render(planned(sample(6))))["objects"]
    clusters = [item for item in objects if "nodes" in item]
    left = [float(item["bb"].split(",")[0]) for item in clusters]
    assert [_lines(item) for item in clusters] == [
        ["Batch 1: one task"],
        ["Batch 2: one task"],
        ["Batch 3: one task"],
    ]
    assert left == sorted(left)


def test_graphviz_itself_writes_hostile_ids_as_they_are() -> None:
    made = hostile()
    assert made.plan is not None
    objects = _drawn(plan_dot.render(planned(made)))["objects"]
    boxes = {item["name"]: _lines(item) for item in objects if item["name"].startswith("t")}
    ids = [task.id for batch in made.plan.batches for task in batch.tasks]
    assert [boxes[f"t{at}"] for at in range(1, len(ids) + 1)] == [
        [visible(ident, 60), visible(ident, 30)] for ident in ids
    ]


def test_graphviz_itself_draws_a_chain() -> None:
    assert len(_drawn(plan_dot.render(planned(chain(50))))["edges"]) == 49
