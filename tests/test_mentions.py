"""Files that the text of a task names, though another task creates them."""

from __future__ import annotations

import pytest

from modsquad_lint.planning.graph import build_graph
from modsquad_lint.planning.mentions import mentions, names_of
from modsquad_lint.planning.tasks import read_tasks
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import SyntaxProblem
from modsquad_lint.text.source import Source

CREATED = {
    "src/db/session.py": 0,
    "src/web/index.ts": 0,
    "lib/index.ts": 0,
    "Tiltfile": 0,
    "**/*": 0,
}


def found(text: str, dependencies: str = '"b": []', tracked: tuple[str, ...] = ()) -> list[str]:
    """What "b" names of what "a" creates; `dependencies` may be of either."""
    both = ", ".join(
        f'{{"id": "{ident}", "file_modifications": []'
        + (
            f', "dependencies": {dependencies.partition(": ")[2]}'
            if ident in dependencies[:3]
            else ""
        )
        + "}"
        for ident in "ab"
    )
    document = parse(Source("tasks.json", f"[{both}]".encode()))
    assert not isinstance(document, SyntaxProblem)
    graph = build_graph(read_tasks(document))
    names = names_of(CREATED, tracked)
    return [
        f"{name.word} → {name.path}{' backwards' if it.is_backwards else ''}"
        for it in mentions(["", text], CREATED, names, graph)
        for name in it.names
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use src/db/session.py.", ["src/db/session.py → src/db/session.py"]),
        ("Use `./src/db/session.py`", ["src/db/session.py → src/db/session.py"]),
        ("(see session.py)", ["session.py → src/db/session.py"]),
        ("as db/session.py, twice: session.py", ["db/session.py → src/db/session.py"]),
        ("session.py:12", ["session.py → src/db/session.py"]),
        ("import session", []),
        ("other/session.py", []),
        ("mysession.py session.pyc Session.py", []),
        ("the index.ts", []),
        (
            "web/index.ts and lib/index.ts",
            ["web/index.ts → src/web/index.ts", "lib/index.ts → lib/index.ts"],
        ),
        ("Tiltfile", []),
        ("https://example.com/session.py", []),
        ("", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_what_git_has_under_the_same_name_is_meant() -> None:
    assert found("session.py", tracked=("tests/session.py",)) == []
    assert found("src/db/session.py", tracked=("tests/session.py",)) != []


def test_where_the_order_is_there() -> None:
    assert found("session.py", '"b": ["a"]') == []
    assert found("session.py", '"a": ["b"]') == ["session.py → src/db/session.py backwards"]


def test_a_body_names_files_by_paths_and_only_those_of_tasks_further_up() -> None:
    created = {"src/a.py": 0, "src/b.py": 1, "src/c.py": 2}
    document = parse(
        Source(
            "tasks.json",
            b'[{"id": "a", "file_modifications": []}, {"id": "b", "file_modifications": []},'
            b' {"id": "c", "file_modifications": []}]',
        )
    )
    assert not isinstance(document, SyntaxProblem)
    graph = build_graph(read_tasks(document))
    bodies = [
        "src/b.py comes later",
        "@./src/a.py, a.py and src/c.py",
        "a.py, `src/b.py`. src/a.py",
    ]
    found = mentions(["", "see c.py", ""], created, names_of(created), graph, bodies)
    assert [(it.task, it.creator, [name[1:] for name in it.names]) for it in found] == [
        (1, 2, [("c.py", None)]),
        (1, 0, [("src/a.py", 3)]),
        (2, 1, [("src/b.py", 7)]),
        (2, 0, [("src/a.py", 18)]),
    ]
