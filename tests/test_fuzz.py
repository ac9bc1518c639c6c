"""Every text of the fuzzer's corpus: what it once found, and what it begins with."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "fuzz" / "corpus"
TEXTS = [(path.parent.name, path.name) for path in sorted(CORPUS.glob("*/*"))]


@pytest.mark.parametrize(("target", "name"), TEXTS)
def test_nothing_breaks(target: str, name: str) -> None:
    TARGETS[target]((CORPUS / target / name).read_bytes())


def test_every_target_has_a_corpus() -> None:
    assert {target for target, _ in TEXTS} == set(TARGETS)
