"""Numbers and lists in sentences, as all messages write them, and words in tables; knows nothing of what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def plural(noun: str, number: int) -> str:
    """The noun as it stands with a number: "batch" with 1, "batches" with all others."""
    return noun if number == 1 else noun + ("es" if noun.endswith(("ch", "x")) else "s")


def counted(number: int, noun: str) -> str:
    """A number and what it counts: "1 step", "2,000 steps"."""
    return f"{number:,} {plural(noun, number)}"


def listed(words: Sequence[str], most: int | None = None) -> str:
    """One word or more in a sentence: "a, b and c"; beyond `most` of them "a, b and 7 more"."""
    shown = [*words[:most]]
    if len(words) > len(shown):
        shown.append(f"{len(words) - len(shown):,} more")
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last


def quoted(words: Iterable[str], most: int | None = None) -> str:
    """As `listed`, each word in quotation marks."""
    return listed([f'"{word}"' for word in words], most)


def word_set(text: str) -> frozenset[str]:
    """The words of a long table, which white space separates."""
    return frozenset(text.split())
