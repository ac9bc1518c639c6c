from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from pictures import HOSTILE, TURNS_PATH, chain, hostile, planned, read, report, sample, task, turns

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Report
from modsquad_lint.planning.keys import LONGEST_ID
from modsquad_lint.reporters.pictures import html as plan_html
from modsquad_lint.reporters.pictures.picture import visible
from modsquad_lint.rules import RULES
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source


class _Page(HTMLParser):
    """The elements of a page with their attributes, and the text of its styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"style", "script"}:
            self._open.append(f"{tag} {dict(attrs).get('type', '')}".strip())
            self.blocks.append((self._open[-1], ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            name, before = self.blocks[-1]
            self.blocks[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self._open.pop()

    @property
    def data(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(dict(self.blocks)["script application/json"])
        return value


def _page(made: Report, critical: tuple[str, ...] = ()) -> _Page:
    return _Page(plan_html.render(planned(made, critical)))


def test_what_a_task_shows_is_data() -> None:
    data = _page(turns(), TURNS_PATH).data
    assert data["tasks"][3] == {
        "key": "t4",
        "id": "d",
        "squad": "BLUE",
        "batch": 2,
        "turn": 2,
        "tint": 1,
        "critical": True,
        "needs": ["t2"],
        "files": [
            {"path": "main.py", "shared": 0},
            {"path": "both.py", "shared": 1},
        ],
    }
    assert data["tasks"][0]["files"] == [{"path": "a.py"}]
    assert data["shared"] == [["t3", "t4"], ["t3", "t4"]]
    assert data["batches"][1] == {
        "kind": "2 tasks in turn (serial)",
        "reason": "File intersection: main.py, both.py",
    }


def test_a_finding_stands_at_its_place_with_its_line() -> None:
    made = read(b'[\n  {"id": "a", "file_modifications": ["./a.py"]}\n]')
    found = [one for one in _page(made).data["findings"] if one["code"] == "MSQ204"]
    assert [(one["severity"], one["task"], one["place"]) for one in found] == [
        (
            "error",
            "t1",
            {
                "line": 2,
                "column": 38,
                "before": '  {"id": "a", "file_modifications": [',
                "marked": '"./a.py"',
                "after": "]}",
                "says": "",
            },
        )
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    tasks = [task(f"t{n}") for n in range(200)] + [task("x", files=["./a.py"])]
    made = read(json.dumps(tasks).encode())
    (place,) = [one["place"] for one in _page(made).data["findings"] if one["code"] == "MSQ204"]
    assert (len(place["before"]), place["marked"], place["after"]) == (
        61,
        '"./a.py"',
        '], "dependencies": []}]',
    )


def test_the_policy_lets_in_the_pages_own_style_and_script_only() -> None:
    page = _page(turns())
    (policy,) = [at["content"] for tag, at in page.elements if "http-equiv" in at and tag == "meta"]

    def hashed(name: str) -> str:
        (text,) = [text for block, text in page.blocks if block == name]
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashed('style')}'; "
        f"script-src 'sha256-{hashed('script')}'; base-uri 'none'; form-action 'none'"
    )
    assert [block for block, _ in page.blocks] == ["style", "script application/json", "script"]


@pytest.mark.parametrize("made", [turns(), hostile()], ids=["plain", "hostile"])
def test_nothing_on_the_page_leads_elsewhere_or_is_script(made: Report) -> None:
    text = plan_html.render(planned(made))
    page = _Page(text)
    for tag, attributes in page.elements:
        assert tag not in {"img", "link", "iframe", "a", "image", "use", "object"} or (
            attributes == {"class": "unseen skip", "href": "#search"}
        )
        assert not [
            name for name in attributes if name.startswith("on") or name in {"src", "style"}
        ]
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert address.startswith("#")


def test_hostile_ids_come_back_whole_from_the_data() -> None:
    page = _page(hostile())
    assert sorted(one["id"] for one in page.data["tasks"]) == sorted(map(visible, HOSTILE))
    (raw,) = [text for block, text in page.blocks if block == "script application/json"]
    assert raw.isascii()
    assert not set("<>&") & set(raw)


def test_hostile_ids_add_no_element() -> None:
    def tags(made: Report) -> set[str]:
        return {tag for tag, _ in _page(made).elements}

    plain = report([task("a", files=["s.py"]), task("b", files=["s.py"]), task("c", "a")])
    assert tags(hostile()) == tags(plain)


def test_a_report_without_a_plan_is_a_page_of_its_findings() -> None:
    page = _Page(plan_html.render_without_plan(turns()._replace(plan=None)))
    assert page.data["tasks"] == []
    codes = [finding.code for finding in turns().findings if not RULES[finding.code].pictured]
    assert [one["code"] for one in page.data["findings"]] == codes
    assert {"MSQ402", "MSQ504"} <= {*codes}
    assert not {"MSQ401", "MSQ405"} & {*codes}
    assert not {"svg", "input", "main"} & {tag for tag, _ in page.elements}


# ---------------------------------------------------------------- in a browser


def _open(browser: Browser, folder: Path, made: Report, critical: tuple[str, ...] = ()) -> Path:
    path = folder / "plan.html"
    path.write_text(plan_html.render(planned(made, critical)), "utf-8")
    browser.open(path)
    return path


def test_a_browser_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    path = _open(browser, tmp_path, hostile())
    assert (browser.requests(), browser.complaints()) == ([path.as_uri()], [])
    assert browser.text("#count") == f"{len(HOSTILE)} of {len(HOSTILE)} tasks"
    assert sorted(browser.texts("#matches .id")) == sorted(map(visible, HOSTILE))


def test_pointing_at_a_task_shows_it_and_leaving_forgets_it(
    browser: Browser, tmp_path: Path
) -> None:
    _open(browser, tmp_path, sample(5))
    browser.point_at("#t1", click=True)
    browser.point_at("#t3")
    assert browser.text("#details h2") == "tradier-streaming-router"
    assert browser.texts("#details dd") == [
        "2, 2 tasks in turn (serial), turn 1",
        "File intersection: backend/app/main.py",
        "BRAVO",
    ]
    assert browser.texts("#details .list li")[:4] == [
        "backend/app/routers/market.py",
        "backend/app/main.py also modified by alpaca-webhooks-router",
        "tradier-streaming-service",
        "live-dashboard-component",
    ]
    browser.point_at("header")
    assert browser.text("#details h2") == "tradier-streaming-service"


def test_keys_alone_lead_to_every_task(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, sample(5))
    browser.run("document.getElementById('fit').focus()")
    browser.press("Tab")
    assert browser.text("#details h2") == "tradier-streaming-service"
    seen = [browser.run("document.activeElement.id")]
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "End", "ArrowRight", "Home"):
        browser.press(key)
        seen.append(browser.run("document.activeElement.id"))
    assert seen == ["t1", "t2", "t4", "t3", "t5", "t5", "t1"]
    browser.press("End", "Enter")
    assert browser.text("#details h2") == "live-dashboard-component"
    assert browser.text("#said") == (
        "live-dashboard-component, batch 3, one task. Details are shown."
    )


def test_the_search_box_finds_tasks_by_file_squad_and_rule(
    browser: Browser, tmp_path: Path
) -> None:
    _open(browser, tmp_path, sample(5))
    found = {}
    for words in ("main.py", "charlie router", "msq402", "nothing like it"):
        browser.run("document.getElementById('search').focus()")
        browser.press("Escape")
        browser.type(words)
        found[words] = browser.texts("#matches .id")
    assert found == {
        "main.py": ["tradier-streaming-router", "alpaca-webhooks-router"],
        "charlie router": ["alpaca-webhooks-router"],
        "msq402": ["tradier-streaming-router"],
        "nothing like it": [],
    }
    browser.press("Escape")
    browser.type("dashboard")
    browser.press("Enter")
    assert browser.text("#details h2") == "live-dashboard-component"
    states = "[...document.querySelectorAll('.task')].map((task) => [%s])"
    assert browser.run(states % "task.tabIndex, task.ariaPressed") == [
        *([[-1, "false"]] * 4),
        [0, "true"],
    ]


def _many() -> Report:
    """600 tasks in levels of 60, with squads, descriptions, shared files and findings of all weights."""
    tasks = [
        {
            **task(
                f"task-{level}-{number}",
                *([f"task-{level - 1}-{number}"] if level else []),
                files=[f"./src/level_{level}/file_{number}.py", f"src/shared_{number % 20}.py"],
                squad=f"SQUAD {number % 10}",
            ),
            "description": f"Do what has to be done in place {number} of level {level}, and test it.",
            "unknown": 1,
        }
        for level in range(10)
        for number in range(60)
    ]
    return report(tasks)


def test_of_very_many_tasks_the_batches_are_folded(browser: Browser, tmp_path: Path) -> None:
    path = _open(browser, tmp_path, _many(), ("task-0-0", "task-1-0"))
    assert path.stat().st_size <= 1_000_000
    assert browser.complaints() == []
    batches = browser.run("document.querySelectorAll('details.batch').length")
    assert (batches, browser.run("document.querySelectorAll('.task').length")) == (30, 0)
    heads = browser.texts("summary span:first-of-type")
    assert sum(int(head.split()[0]) for head in heads if head != "one task") == 600
    opened = (
        "[...document.querySelectorAll('.batch')].flatMap((one, at) => one.open ? [at + 1] : [])"
    )
    browser.point_at(".batch:nth-of-type(2) summary", click=True)
    while not browser.texts(".tasks .id"):  # the event comes a moment later
        pass
    assert (browser.run(opened), len(browser.texts(".tasks .id"))) == ([2], 20)
    browser.run("document.getElementById('search').focus()")
    browser.type("task-7-5")
    assert browser.text("#count") == "11 of 600 tasks"
    assert [text for text in browser.texts(".found") if text != "0 found"] == [
        "1 found",
        "10 found",
    ]
    browser.press("Enter")
    assert browser.text("#details h2") == "task-7-5"
    assert len(browser.run(opened)) == 1
    assert browser.texts(".task.chosen .id") == ["task-7-5"]
    assert [text for text in browser.texts(".links") if text] == ["1 before it", "1 after it"]
    browser.press("Escape")
    assert browser.text("#count") == "600 of 600 tasks, the first 100 shown"


def test_infos_are_folded_and_what_is_left_out_is_counted(browser: Browser, tmp_path: Path) -> None:
    made = _many()
    _open(browser, tmp_path, made)
    number = sum(finding.code == "MSQ204" for finding in made.findings)
    assert number == 600
    heads = browser.texts("#all h3, #all summary")
    assert heads[0] == f"Errors ({number})"
    assert "and 550 more, which `modsquad-lint check --max-findings 0` shows" in browser.texts(
        "#all section:first-child .soft"
    )
    assert browser.run("document.querySelector('#all details').open") is False
    assert not [text for text in browser.texts(".finding") if "MSQ401" in text or "MSQ405" in text]


@pytest.mark.parametrize(
    ("number", "window", "fits"),
    [
        (3, (1400, 1000), False),  # it need not be made smaller
        (30, (1400, 1000), True),
        (30, (800, 600), False),  # nobody could read it
        (150, (1400, 1000), False),
    ],
)
def test_at_first_sight_it_fits_where_it_can_be_read_so(
    number: int, window: tuple[int, int], fits: bool, browser: Browser, tmp_path: Path
) -> None:
    made = report([task(f"t{at}", files=[f"f{at % 29}.py"]) for at in range(number)])
    path = tmp_path / "plan.html"
    path.write_text(plan_html.render(planned(made)), "utf-8")
    browser.open(path, window=window)
    assert browser.run("document.querySelector('svg').classList.contains('fit')") is fits
    box = "document.querySelector('.frame').getBoundingClientRect()"
    assert browser.run(f"{box}.x >= 0 && {box}.y >= 0")


@pytest.mark.parametrize("made", [turns(), _many()], ids=["drawn", "folded"])
def test_a_phone_shows_all_without_scrolling_aside(
    made: Report, browser: Browser, tmp_path: Path
) -> None:
    browser.open(_open(browser, tmp_path, made), window=(390, 800))
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True


def test_each_place_of_a_finding_says_whose_it_is(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, sample(5))
    assert browser.texts("#all section .finding pre") == [
        '19 |         "backend/app/main.py""tradier-streaming-router", batch 2',
        '41 |         "backend/app/main.py""alpaca-webhooks-router", batch 2',
    ]


def test_on_paper_the_whole_picture_is_there(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, chain(30))
    width = "document.querySelector('svg').clientWidth"
    assert browser.run(f"{width} > 2 * innerWidth") is True
    browser.media("print")
    assert browser.run(f"{width} <= innerWidth") is True


def test_a_dense_graph_is_no_larger_than_its_file_lets_expect() -> None:
    """Each of 200 tasks waits for all before it: 19,900 dependencies."""
    made = report([task(f"t{at}", *(f"t{each}" for each in range(at))) for at in range(200)])
    text = plan_html.render(planned(made))
    assert len(text) < 3 * len(made.source.text)
    assert "<path" not in text


def test_a_warning_about_the_whole_plan_is_shown() -> None:
    made = turns()
    rated = [
        finding._replace(severity=Severity.WARNING) if finding.code == "MSQ405" else finding
        for finding in made.findings
    ]
    data = _page(made._replace(findings=rated)).data
    assert [one["code"] for one in data["findings"]].count("MSQ405") == 1


def test_without_a_plan_a_browser_shows_the_findings(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    knot = lint(
        Source("tasks.json", json.dumps([task("<a>", "b"), task("b", "<a>")]).encode()),
        Facts(),
        DEFAULT,
    )
    path.write_text(plan_html.render_without_plan(knot), "utf-8")
    browser.open(path)
    assert browser.text("h1") == "tasks.json has no plan"
    (shown,) = [text for text in browser.texts("#all .finding") if "MSQ303" in text]
    assert "<a> → b → <a>" in shown
    assert (browser.requests(), browser.complaints()) == ([path.as_uri()], [])


def test_a_screen_reader_finds_names_and_roles(browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, sample(5))
    nodes = browser.accessible()
    assert (
        "button",
        "live-dashboard-component · batch 3 · squad DELTA · frontend/components/LiveDashboard.tsx · frontend/lib/websocketClient.ts",
    ) in nodes
    assert ("searchbox", "Search for a task, a file, a squad or a rule") in nodes
    assert ("heading", "Plan of tasks.json: 5 tasks in 3 batches") in nodes
    assert ("button", "Larger") in nodes
    assert not [role for role, name in nodes if role == "button" and not name]


@pytest.mark.parametrize("number", [3, 150])
def test_fit_shows_the_whole_picture(number: int, browser: Browser, tmp_path: Path) -> None:
    _open(browser, tmp_path, report([task(f"t{n}") for n in range(number)]))
    browser.point_at("#fit", click=True)
    assert browser.run(
        "(({scrollWidth, scrollHeight, clientWidth, clientHeight}) =>"
        " [scrollWidth - clientWidth, scrollHeight - clientHeight])(find('picture'))"
    ) == [0, 0]


def test_a_long_id_makes_the_page_no_wider(browser: Browser, tmp_path: Path) -> None:
    x, y = "x" * LONGEST_ID, "y" * LONGEST_ID
    made = report([task(x, files=["./a.py"]), task(y, x)])
    _open(browser, tmp_path, made)
    browser.point_at("#t1", click=True)
    assert browser.texts("#all .finding")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth") is True
