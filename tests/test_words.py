from __future__ import annotations

import pytest

from modsquad_lint.text.words import counted, listed, plural


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "task", "0 tasks"),
        (1, "task", "1 task"),
        (2, "task", "2 tasks"),
        (1, "batch", "1 batch"),
        (3, "more batch", "3 more batches"),
        (2, "fix", "2 fixes"),
        (100_000, "finding", "100,000 findings"),
    ],
)
def test_counted(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said
    assert said.endswith(f" {plural(noun, number)}")


@pytest.mark.parametrize(
    ("words", "most", "said"),
    [
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c"], 2, "a, b and 1 more"),
        (["a", "b", "c"], 1, "a and 2 more"),
        (["a"] * 1_003, 3, "a, a, a and 1,000 more"),
    ],
)
def test_listed(words: list[str], most: int | None, said: str) -> None:
    assert listed(words, most) == said
