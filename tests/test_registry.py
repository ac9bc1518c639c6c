from __future__ import annotations

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import look
from modsquad_lint.rules import RULES
from modsquad_lint.rules.facts import NoFacts
from modsquad_lint.rules.registry import Subject, once
from modsquad_lint.text.source import Source


def _subject(ident: str) -> Subject:
    text = f'[{{"id": "{ident}", "file_modifications": ["{ident}.py"], "dependencies": []}}]'
    return look(Source("tasks.json", text.encode()), NoFacts(), DEFAULT)


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
    assert [code for code, rule in RULES.items() if rule.everywhere] == ["MSQ402"]
