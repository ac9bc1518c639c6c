from __future__ import annotations

import pytest

from modsquad_lint.text.vocabulary import Budget, Vocabulary, did_you_mean

IDS = ["add-strategy-model", "add-strategy-router", "add-docs", "step-1", "step-2"]
KEYS = ["dependencies", "description", "file_modifications", "id", "squad"]


@pytest.mark.parametrize(
    ("word", "words", "near"),
    [
        pytest.param("add-strategy-modle", IDS, ["add-strategy-model"], id="letters swapped"),
        pytest.param("add_strategy_model", IDS, ["add-strategy-model"], id="other separators"),
        pytest.param("addStrategyModel", IDS, ["add-strategy-model"], id="camel case"),
        pytest.param("updateAPIDocs", ["update-api-docs"], ["update-api-docs"], id="initials"),
        pytest.param("ADD-DOCS", IDS, ["add-docs"], id="other case"),
        pytest.param("strategy-model", IDS, ["add-strategy-model"], id="a part is missing"),
        pytest.param("add-strategy-view", IDS, [], id="another part is another word"),
        pytest.param("model", IDS, [], id="too much is missing"),
        pytest.param("step-3", IDS, [], id="numbers are names"),
        pytest.param("stpe-2", IDS, ["step-2"], id="the number is right"),
        pytest.param("add-docs", IDS, [], id="never itself"),
        pytest.param("dependancies", KEYS, ["dependencies"], id="a vowel"),
        pytest.param("file_modification", KEYS, ["file_modifications"], id="singular"),
        pytest.param("", KEYS, [], id="empty"),
        pytest.param("!", ["?"], [], id="no letters at all"),
        pytest.param("x" * 101, ["x" * 100], [], id="too long to compare"),
        pytest.param("x" * 100, ["x" * 101], [], id="a known word too long to compare"),
    ],
)
def test_near(word: str, words: list[str], near: list[str]) -> None:
    assert Vocabulary(words).near(word) == near


def test_the_nearest_word_stands_first() -> None:
    words = ["add-rooters", "add-router", "add-model"]
    assert Vocabulary(words).near("add-routers") == ["add-router", "add-rooters"]


def test_look_ups_end_when_the_bound_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modsquad_lint.text.vocabulary._MOST", 200_000)
    vocabulary = Vocabulary(["model"] * 640)
    assert [len(vocabulary.near("modle")) for _ in range(3)] == [640, 640, 0]
    longer = Vocabulary(["model" * 10] * 38)
    assert [len(longer.near("model" * 9)) for _ in range(3)] == [38, 38, 0]


def test_several_vocabularies_share_a_budget() -> None:
    budget = Budget(3000)
    first, second = (Vocabulary([f"{letter}model"], budget) for letter in "ab")
    assert [first.near("amodle"), second.near("bmodle")] == [["amodel"], ["bmodel"]]
    assert budget.left == 3000 - 2 * (10 * 6) - 2 * (100 + 6 * 6)
    budget.spend(2600)
    assert [first.near("amodle"), second.near("bmodle"), Vocabulary(["a"], budget).near("b")] == [
        []
    ] * 3


@pytest.mark.parametrize(
    ("word", "end"), [("dependancies", '; did you mean "dependencies"?'), ("colour", "")]
)
def test_did_you_mean(word: str, end: str) -> None:
    assert did_you_mean(word, KEYS) == end
