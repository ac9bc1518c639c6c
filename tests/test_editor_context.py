"""What is being typed where "|" stands."""

from __future__ import annotations

import pytest

from modsquad_lint.editor.context import Typed, typed_in_json, typed_in_yaml


def _shown(found: Typed | None, text: str, offset: int) -> tuple[str | None, str, str] | None:
    """The key, what is typed, and the quote that it stands behind."""
    if found is None:
        return None
    before = text[: found.start][-1:]
    return found.key, text[found.start : offset], before if before in {'"', "'"} else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"tasks": [{"id": "a", "depen|', (None, "depen", '"')),
        ('{"tasks": [{|', (None, "", "")),
        ('{"tasks": [{"id": "a",\n  "|', (None, "", '"')),
        ('{"tasks": [{"id": "a", "squad": "AL|', ("squad", "AL", '"')),
        ('{"tasks": [{"dependencies": ["add-|', ("dependencies", "add-", '"')),
        ('{"tasks": [{"dependencies": ["a", |', ("dependencies", "", "")),
        (
            '{"tasks": [{"dependencies": ["a"], "file_modifications": ["src/m|"]}]}',
            ("file_modifications", "src/m", '"'),
        ),
        ('{"tasks": [|', ("tasks", "", "")),
        ("|", None),
        ("[|", None),
        ('{"a": "b\\"c", "d": "|', ("d", "", '"')),
    ],
)
def test_json(text: str, expected: tuple[str | None, str, str] | None) -> None:
    offset = text.index("|")
    found = typed_in_json(text.replace("|", ""), offset)
    assert _shown(found, text, offset) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tasks:\n  - id: a\n    depen|", (None, "depen", "")),
        ("tasks:\n  - |", (None, "", "")),
        ("tasks:\n  - id: a\n    squad: AL|", ("squad", "AL", "")),
        ("tasks:\n  - id: a\n    dependencies:\n      - add-|", ("dependencies", "add-", "")),
        ("tasks:\n  - id: a\n    dependencies:\n      - one\n      - |", ("dependencies", "", "")),
        (
            "tasks:\n  - id: a\n    dependencies:\n    - one\n    - 'tw|",
            ("dependencies", "tw", "'"),
        ),
        ("tasks:\n  - id: a\n    dependencies: [one, tw|", ("dependencies", "tw", "")),
        ('tasks:\n  - id: a\n    file_modifications: ["src/|', ("file_modifications", "src/", '"')),
        ("- id: a\n  file_modifications:\n    - src/m|", ("file_modifications", "src/m", "")),
        ("- id: a\n- |", (None, "", "")),
        ("a b|", None),
    ],
)
def test_yaml(text: str, expected: tuple[str | None, str, str] | None) -> None:
    offset = text.index("|")
    found = typed_in_yaml(text.replace("|", ""), offset)
    assert _shown(found, text, offset) == expected
