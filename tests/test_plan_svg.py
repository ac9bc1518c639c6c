from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from bisect import bisect_right
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from browser import Browser
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from pictures import HOSTILE, TURNS_PATH, chain, hostile, planned, report, sample, task, turns

from modsquad_lint.engine.report import Report
from modsquad_lint.planning.plan import Batch
from modsquad_lint.reporters.pictures import dot as plan_dot
from modsquad_lint.reporters.pictures import picture
from modsquad_lint.reporters.pictures import svg as plan_svg
from modsquad_lint.reporters.pictures.layout import (
    BOX_HEIGHT,
    LABEL_HEIGHT,
    Layout,
    fitting,
    lay_out,
    reason_lines,
)
from modsquad_lint.reporters.pictures.picture import visible

SVG = "{http://www.w3.org/2000/svg}"


def _read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


def _of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [item for item in root.iter() if name in item.get("class", "").split()]


def _words(item: ET.Element) -> list[str]:
    return [text.text or "" for text in item.iter(f"{SVG}text")]


def test_each_task_is_a_box_with_its_turn_its_squad_and_its_files() -> None:
    boxes = _of_class(_read(plan_svg.render(planned(turns(), TURNS_PATH))), "task")
    assert [(box.get("id"), box.get("class"), _words(box)) for box in boxes] == [
        ("t1", "task critical", ["a", "RED", "1 file"]),
        ("t2", "task", ["b", "", "1 file"]),
        ("t3", "task critical", ["1", "c", "RED", "2 files"]),
        ("t4", "task critical", ["2", "d", "BLUE", "2 files"]),
        ("t5", "task critical", ["e", "BLUE", "1 file"]),
    ]
    assert [box.findtext(f"{SVG}title") for box in boxes] == [
        "a · batch 1 · on the critical path · squad RED · a.py",
        "b · batch 1 · b.py",
        "c · batch 2, turn 1 · on the critical path · squad RED · main.py · both.py",
        "d · batch 2, turn 2 · on the critical path · squad BLUE · main.py · both.py",
        "e · batch 3 · on the critical path · squad BLUE · e.py",
    ]


def test_lines_are_told_apart_by_their_kind() -> None:
    root = _read(plan_svg.render(planned(turns(), TURNS_PATH)))
    drawing = root.findall(f"{SVG}g")[-1]
    assert [path.get("class") for path in drawing.findall(f"{SVG}path")] == [
        "depends critical",
        "depends",
        "depends critical",
        "depends",
        "shared",
        "turn critical",
    ]
    (label,) = _of_class(drawing, "label")
    assert (label.findtext(f"{SVG}title"), _words(label)) == (
        "main.py, both.py",
        ["main.py +1 more"],
    )


def test_a_batch_says_how_its_tasks_are_started_and_why() -> None:
    root = _read(plan_svg.render(planned(turns())))
    frames = [
        group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}rect[@rx='8']") is not None
    ]
    heads = [_words(frame) for frame in frames if not frame.get("class")]
    assert heads == [
        ["Batch 1", "2 tasks in parallel", "No file intersections detected"],
        ["Batch 2", "2 tasks in turn (serial)", "File intersection: main.py,", "both.py"],
        ["Batch 3", "one task", "Depends on: d, a"],
    ]
    assert len(_of_class(root, "serial")) == 1


@pytest.mark.parametrize(
    ("reason", "lines"),
    [
        ("Single task", ["Single task"]),
        (
            "All depend on batch 12, no file intersections",
            ["All depend on batch 12, no", "file intersections"],
        ),
        ("Depends on: " + "x" * 70, ["Depends on:", "x" * 30, "x" * 30, "x" * 10]),
        (
            "Depends on: " + ", ".join(f"task-number-{at}" for at in range(50)),
            [
                "Depends on: task-number-0,",
                "task-number-1, task-number-2,",
                "task-number-3, task-number-4,",
                "task-number-5 and 44 more",
            ],
        ),
        ("x" * 200, ["x" * 30, "x" * 30, "x" * 30, "x" * 29 + "…"]),
    ],
)
def test_a_reason_is_not_cut_but_for_what_has_no_end(reason: str, lines: list[str]) -> None:
    batch = Batch(1, 0, (), parallel=False, reason=reason)
    assert [*reason_lines(batch, 30)] == lines


def test_of_very_many_dependencies_the_shortest_are_drawn_and_the_legend_says_so() -> None:
    made = report([task(f"t{at}", *(f"t{each}" for each in range(at))) for at in range(150)])
    text = plan_svg.render(planned(made, ("t0", "t149")))
    assert "dependency (5,000 of 11,175)" in text
    root = _read(text)
    ends = [shape.get("data-ends", "").split() for shape in _of_class(root, "depends")]
    ends = [pair for pair in ends if pair]
    assert len(ends) == 5_000
    assert ["t1", "t2"] in ends
    assert ["t1", "t100"] not in ends
    assert ["t1", "t150"] in ends  # on the critical path


def test_the_picture_is_there_for_those_who_do_not_see_it() -> None:
    root = _read(plan_svg.render(planned(turns(), TURNS_PATH)))
    names = {item.get("id"): item.text for item in root if item.get("id")}
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "plan-title plan-text")
    assert names == {
        "plan-title": "Plan of tasks.json: 5 tasks in 3 batches",
        "plan-text": "Batch 1, 2 tasks in parallel: a, b. Batch 2, 2 tasks in turn (serial): c, d. "
        "Batch 3, one task: e. File intersection, main.py: c, d. File intersection, both.py: c, d. "
        "Critical path: a, c, d, e.",
    }


def test_the_legend_explains_only_what_is_drawn() -> None:
    legend = [
        _words(group)[0]
        for group in _read(plan_svg.render(planned(sample(6)))).findall(f"{SVG}g")[:-1]
    ]
    assert legend == ["ALPHA", "file intersection"]


def test_the_same_report_is_the_same_picture() -> None:
    assert plan_svg.render(planned(hostile())) == plan_svg.render(planned(hostile()))


def test_hostile_ids_are_text_and_nothing_else() -> None:
    text = plan_svg.render(planned(hostile()))
    root = _read(text)
    assert {item.tag.removeprefix(SVG) for item in root.iter()} == {
        *("svg", "title", "desc", "style", "defs", "marker", "polygon"),
        *("g", "rect", "path", "text"),
    }
    titles = [box.findtext(f"{SVG}title") or "" for box in _of_class(root, "task")]
    assert sorted(title.split(" · batch ")[0] for title in titles) == sorted(map(visible, HOSTILE))
    assert [line for line in text.splitlines() if visible(line) != line] == []


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 100, "short"),
        ("exactly-ten", 11 * 7.3, "exactly-ten"),
        ("exactly-ten", 10 * 7.3, "exactly-t…"),
        ("漢字漢字", 4 * 7.3, "漢…"),
        ("a\nb", 100, "a\\nb"),
    ],
)
def test_text_is_cut_to_a_width(text: str, width: float, expected: str) -> None:
    assert fitting(text, width + 0.1) == expected


def _luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tint", [*picture.TINTS, picture.NO_SQUAD])
def test_names_can_be_read_and_boxes_seen_on_every_tint(tint: picture.Tint) -> None:
    assert _contrast(picture.INK, tint.fill) > 7
    assert _contrast(picture.DARK_INK, tint.dark_fill) > 7
    assert _contrast(tint.edge, "#f6f8fa") > 3
    assert _contrast(tint.dark_edge, "#161b22") > 3


# ---------------------------------------------------------------- the layout


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    number = draw(st.integers(1, 40))
    tasks = []
    for at in range(number):
        needs = draw(st.sets(st.integers(0, at - 1), max_size=3)) if at else set()
        files = draw(st.sets(st.sampled_from(["main.py", "config.py"]), max_size=2))
        squad = draw(st.sampled_from(["", "A", "B", f"own{at}"]))
        tasks.append(
            task(
                f"t{at}",
                *(f"t{need}" for need in sorted(needs)),
                files=[f"f{at}.py", *sorted(files)],
                squad=squad,
            )
        )
    return report(tasks)


def _layout(made: Report) -> Layout:
    assert made.plan is not None
    return lay_out(picture.draw(made.plan))


def _walk(path: str) -> Iterator[tuple[float, float]]:
    """Points along a path of an SVG, close to one another."""
    x = y = 0.0
    for command, rest in re.findall("([MCHV])([-0-9. ]+)", path):
        values = [float(value) for value in rest.split()]
        if command == "M":
            x, y = values
            continue
        if command == "H":
            values = [x, y, values[0], y, values[0], y]
        if command == "V":
            values = [x, y, x, values[0], x, values[0]]
        x1, y1, x2, y2, x3, y3 = values
        for step in range(61):
            t = step / 60
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3
        x, y = x3, y3


@examples(25)
@given(_reports())
def test_no_line_runs_through_a_box_and_no_box_stands_on_another(made: Report) -> None:
    layout = _layout(made)
    corners = frozenset(layout.corners)
    assert len(corners) == len(layout.corners)
    xs = sorted({corner.x for corner in corners})
    ys = sorted({corner.y for corner in corners})
    assert all(b - a > layout.box_width for a, b in pairwise(xs))
    assert all(b - a > BOX_HEIGHT for a, b in pairwise(ys))
    for route in (*layout.dependencies, *layout.turns, *layout.intersections):
        for x, y in _walk(route.path):
            assert 0 <= x <= layout.width
            assert 0 <= y <= layout.height
            column = bisect_right(xs, x - 1) - 1
            row = bisect_right(ys, y - 1) - 1
            if min(column, row) < 0:
                continue
            if x + 1 < xs[column] + layout.box_width and y + 1 < ys[row] + BOX_HEIGHT:
                assert (xs[column], ys[row]) not in corners


@examples(30)
@given(_reports())
def test_no_label_covers_another(made: Report) -> None:
    placed = [route.label for route in _layout(made).intersections if route.label]
    places = sorted((label.at.x, label.at.y, label.width) for label in placed)
    for one, other in combinations(places, 2):
        apart = (one[2] + other[2]) / 2
        assert abs(one[0] - other[0]) >= apart or abs(one[1] - other[1]) >= LABEL_HEIGHT


@examples(30)
@given(_reports())
def test_time_runs_from_left_to_right(made: Report) -> None:
    layout = _layout(made)
    boxes, corners = layout.picture.boxes, layout.corners
    for frame, after in pairwise(layout.frames):
        assert frame.x + frame.width < after.x
    frames = {frame.batch.number: frame for frame in layout.frames}
    for box, corner in zip(boxes, corners, strict=True):
        frame = frames[box.batch.number]
        assert frame.x < corner.x
        assert corner.x + layout.box_width < frame.x + frame.width
    for line in layout.picture.turns:
        start, end = corners[line.start], corners[line.end]
        assert (start.x, start.y) < (end.x, end.y)


def test_a_wide_batch_is_folded_into_columns() -> None:
    layout = _layout(report([task(f"t{n}") for n in range(300)]))
    assert len({corner.x for corner in layout.corners}) == 14
    assert len({corner.y for corner in layout.corners}) == 22


def test_too_many_tasks_are_not_drawn_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_svg, "_MOST_TASKS", 4)
    root = _read(plan_svg.render(planned(turns(), TURNS_PATH)))
    (said,) = _words(root)
    assert said.endswith(
        ": 5 tasks in 3 batches: too many to draw; the format html shows them by batches"
    )
    assert f'\n  "{said}"\n}}' in plan_dot.render(planned(turns(), TURNS_PATH))
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [said, said]


def test_a_plan_of_many_tasks_is_drawn() -> None:
    layout = _layout(chain(2_000))
    assert len(layout.frames) == 2_000


def test_a_browser_draws_it_for_light_and_for_dark(browser: Browser, tmp_path: Path) -> None:
    drawing = tmp_path / "plan.svg"
    drawing.write_text(plan_svg.render(planned(sample(5))), "utf-8")
    grounds = {}
    for scheme in ("light", "dark"):
        browser.open(drawing, scheme)
        grounds[scheme] = browser.run("getComputedStyle(document.querySelector('.ground')).fill")
        assert (browser.requests(), browser.complaints()) == ([drawing.as_uri()], [])
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}
