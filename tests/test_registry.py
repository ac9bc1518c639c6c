from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from comparing import alone

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import look, running
from modsquad_lint.rules import RULES
from modsquad_lint.rules.catalogue import LATE
from modsquad_lint.rules.draft import Draft, Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.registry import (
    COMPARISON,
    ENTERED,
    FOREIGN,
    ODD_KEY,
    PLAN,
    SQUADS,
    TASKS,
    UNREADABLE,
    UNUSUAL,
    VALUES,
    WRONG_SHAPE,
    Subject,
    once,
    rule,
)
from modsquad_lint.text.source import Source


def _subject(ident: str) -> Subject:
    text = f'[{{"id": "{ident}", "file_modifications": ["{ident}.py"], "dependencies": []}}]'
    return look(Source("tasks.json", text.encode()), Facts(), DEFAULT)


def test_a_question_is_answered_once_for_each_subject() -> None:
    asked: list[str] = []

    @once
    def names(subject: Subject) -> list[str]:
        asked.extend(subject.file.tasks.paths)
        return [*subject.file.by_id]

    @once
    def none(subject: Subject) -> None:
        asked.append(subject.source.path)

    a, b = _subject("a"), _subject("b")
    assert [names(subject) for subject in (a, b, a, b)] == [["a"], ["b"], ["a"], ["b"]]
    assert [none(a), none(a)] == [None, None]
    assert asked == ["a.py", "b.py", "tasks.json"]


def test_a_changed_subject_is_asked_again() -> None:
    @once
    def foreign(subject: Subject) -> str | None:
        return subject.foreign

    subject = _subject("a")
    assert foreign(subject) is None
    assert foreign(subject._replace(foreign="another tool's")) == "another tool's"


def test_a_rule_can_lead_or_belong_to_every_place() -> None:
    assert [code for code, rule in RULES.items() if rule.leads] == ["MSQ401"]
    assert [code for code, rule in RULES.items() if rule.everywhere] == ["MSQ402", "MSQ406"]


def _data(text: str, path: str = "tasks.json") -> Subject:
    return look(Source(path, text.encode()), Facts(), DEFAULT)


@pytest.mark.parametrize(
    ("subject", "offers"),
    [
        pytest.param(_subject("a"), {TASKS, VALUES, PLAN}, id="a plan"),
        pytest.param(_data('[{"id": "a"}]'), {TASKS, VALUES, WRONG_SHAPE}, id="a wrong shape"),
        pytest.param(
            _subject("./a"), {TASKS, VALUES, PLAN, UNUSUAL}, id="a path that is not plain"
        ),
        pytest.param(
            _data('[{"id": "a", "files": []}]'), {TASKS, VALUES, PLAN, ODD_KEY}, id="an older key"
        ),
        pytest.param(
            look(
                Source("tasks.json", b"[]"),
                Facts(),
                configure(DEFAULT, {"squads": ["A"]}, "here"),
            ),
            {TASKS, VALUES, SQUADS},
            id="squads are configured",
        ),
        pytest.param(_data("{"), {UNREADABLE}, id="no JSON"),
        pytest.param(_data("{", ".vscode/tasks.json"), {FOREIGN}, id="another tool's"),
        pytest.param(
            _subject("a")._replace(compared=alone(_subject("a").source, ())),
            {TASKS, VALUES, PLAN, COMPARISON},
            id="a comparison",
        ),
    ],
)
def test_a_rule_is_called_with_all_that_it_needs_and_never_without(
    subject: Subject, offers: set[str]
) -> None:
    assert subject.offers() == offers
    able = {rule.code for rule in running(subject, DEFAULT, subject.offers())}
    assert able == {code for code, rule in RULES.items() if {*rule.needs} <= offers}
    with pytest.raises(LookupError) if PLAN not in offers else nullcontext():
        assert subject.plan.batches
    with pytest.raises(LookupError) if COMPARISON not in offers else nullcontext():
        assert subject.comparison.what == "it"


@pytest.mark.parametrize(
    ("code", "name"), [("MSQ201", "another-name"), ("MSQ299", "path-backslash")]
)
def test_no_second_rule_takes_the_place_of_one(code: str, name: str) -> None:
    before = RULES["MSQ201"]

    def check(_: Subject) -> Iterator[Draft]:
        return iter(())

    with pytest.raises(
        ValueError, match=f"^{code} {name}: another rule has this code or this name$"
    ):
        rule(code, name, Severity.INFO)(check)
    assert ENTERED["MSQ201"] == before
    assert "MSQ299" not in ENTERED


def test_a_module_is_read_wherever_one_of_its_rules_may_be_called() -> None:
    homes: dict[str, set[str]] = {}
    for need, modules in LATE.items():
        for module in modules:
            homes.setdefault(f"modsquad_lint.rules.{module}", set()).add(need)
    unread = [
        code
        for code, rule in RULES.items()
        if (needs := homes.get(rule.check.__module__)) is not None
        and (needs.isdisjoint(rule.needs) or not needs.issuperset(rule.also_on))
    ]
    assert unread == []


def test_what_keeps_a_file_from_having_a_plan() -> None:
    codes = [code for code, rule in RULES.items() if rule.prevents_plan]
    unread = ["MSQ101", "MSQ103", "MSQ105", "MSQ106", "MSQ107", "MSQ110"]
    assert codes == [*unread, "MSQ301", "MSQ302", "MSQ303"]
