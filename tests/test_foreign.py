"""Files that only have the name of a tasks file are known by their contents, whoever's they are."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from table_facts import TableFacts

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint
from modsquad_lint.planning.foreign import (
    ANSIBLE,
    CREW_AI,
    MARKDOWN,
    TASK_MASTER,
    TEKTON,
    TO_DO,
    VS_CODE,
    recognise,
)
from modsquad_lint.planning.keys import FILES, KEYS, LEGACY_FILES, LISTS
from modsquad_lint.planning.tasks import read_tasks
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import SyntaxProblem
from modsquad_lint.text.source import Source

_OURS = '{"tasks": [{"id": "a", "file_modifications": ["b"]}]}'
_WITH_COMMENTS = """\
{
  // See https://example.com/"tasks"
  "version": "2.0.0", /* , ] */
  "tasks": [
    {"label": "a // b", "command": "echo ,]", },
  ],
}
"""
_CREW_AI = """\
research:
  description: Find out what there is
  expected_output: A list
  agent: researcher
report:
  description: Write it down
  expected_output: A page
"""
_ANSIBLE = """\
- name: Install the server
  ansible.builtin.apt:
    name: nginx
- name: Start it
  service: {name: nginx, state: started}
  become: true
"""
_TEKTON = "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps: []\n"
_PLAY = "- hosts: all\n  tasks:\n    - name: Look\n      command: uptime\n"
_MARKDOWN = "# Tasks\n\n- [ ] Buy: milk\n- [x] Sleep: well\n"
_STRINGS = {"id": "1", "title": "a", "status": "pending", "dependencies": [], "testStrategy": ""}

# Each with what it is, whoever found it.
KNOWN = [
    ("tasks.json", _OURS, None),
    (".vscode/tasks.json", _OURS, None),
    ("a/.vscode/tasks.json", "{", VS_CODE),
    ("a/.taskmaster/tasks/tasks.json", "{", TASK_MASTER),
    ("x.vscode/tasks.json", "{", None),
    ("tasks.json", {"version": "2.0.0", "tasks": [{"label": "a"}]}, VS_CODE),
    ("tasks.json", {"version": "0.1.0", "command": "x"}, VS_CODE),
    ("tasks.json", _WITH_COMMENTS, VS_CODE),
    ("tasks.json", {"version": "2.0.0", "tasks": [1, {"taskName": "a"}]}, VS_CODE),
    ("tasks.json", '{"tasks": [{"id": "a"}], // "2.0.0"\n}', None),
    ("tasks.json", '"2.0.0" ' + "[" * 100_000, None),
    ("tasks.json", {"tasks": [{"id": 1, "title": "a"}]}, TASK_MASTER),
    ("tasks.json", {"tasks": [_STRINGS]}, TASK_MASTER),
    ("tasks.json", {"tasks": [{**_STRINGS, "id": "auth"}]}, TASK_MASTER),
    ("tasks.json", {"master": {"tasks": [_STRINGS], "metadata": {}}}, TASK_MASTER),
    ("tasks.json", {"tasks": [{**_STRINGS, "file_modifications": []}]}, None),
    ("tasks.json", {"tasks": [{**_STRINGS, "files_to_modify": []}]}, None),
    ("tasks.yaml", _CREW_AI, CREW_AI),
    ("tasks.yaml", "tasks:\n  a: {description: b, agent: c}\n", CREW_AI),
    ("tasks.yml", _ANSIBLE, ANSIBLE),
    ("tasks.yml", _PLAY, ANSIBLE),
    ("tasks.yml", f"{_PLAY}    - debug: msg={{{{ a: b }}\n", ANSIBLE),
    ("tasks.yaml", f"{_CREW_AI}  goal: a: b\n", CREW_AI),
    ("tasks.yaml", _TEKTON, TEKTON),
    ("tasks.yaml", f"{_TEKTON}---\n{_TEKTON}", TEKTON),
    ("tasks.yaml", "apiVersion: batch/v1\nkind: Job\n", "a Kubernetes resource"),
    ("tasks.yml", 'version: "3"\ntasks:\n  a:\n    cmds: [b]\n', "a Taskfile of go-task"),
    ("tasks.json", {"tasks": {"dev": "deno run a.ts"}}, "a file of commands by name"),
    ("tasks.json", [{"label": "a", "command": "make"}], "Zed's tasks file"),
    ("tasks.json", [{"id": 1, "title": "Buy milk", "completed": False}], TO_DO),
    ("tasks.json", {"tasks": [{"id": "a", "text": "Buy milk", "done": True}]}, TO_DO),
    ("tasks.json", {"todos": []}, TO_DO),
    ("prd.tasks.json", {"project": "a", "userStories": [{"id": "US-1"}]}, "a list of user stories"),
    ("tasks.md", "# Tasks\n", MARKDOWN),
    ("tasks.yaml", _MARKDOWN, MARKDOWN),
    ("tasks.json", _MARKDOWN, MARKDOWN),
    # Ours, with mistakes.
    ("tasks.yaml", "# a comment\n- id: a\n  - b\n", None),
    ("tasks.yaml", "- id: a\n  description: |\n- [ ] b\n c: {\n", None),
    ("tasks.json", {"tasks": [{"id": "a", "dependencies": []}, {"id": "b"}]}, None),
    ("tasks.json", [{"id": "a", "description": "b", "squad": "A"}], None),
    ("tasks.json", {"task_id": "a", "depends_on": []}, None),
    ("tasks.json", {"tasks": [{"id": 1, "title": "a", "file_modifications": []}]}, None),
    ("tasks.json", {"tasks": {"id": "a"}}, None),
    ("tasks.json", {"tasks": []}, None),
    ("tasks.json", {"tasks": None}, None),
    ("tasks.json", [], None),
    ("tasks.json", "null", None),
    ("tasks.yaml", "", None),
    ("tasks.json", "", None),
]

# What is taken for a tasks file where somebody named it, and what it looks like where nobody did.
UNKNOWN = [
    ({"version": "2.0.0", "tasks": []}, None),
    ({"version": ["2.0.0"], "a": 1}, 'an object with "version" and "a"'),
    ([{"name": "a", "owner": "b"}], 'a list of objects with "name" and "owner"'),
    (
        {"tasks": [{"id": "1", "title": "a"}, {"id": "x", "title": "b"}]},
        'a list of objects with "id" and "title"',
    ),
    ([1, 2], "a list of other data"),
    ("text", "other data"),
]


def _recognised(path: str, text: str, *, named: bool) -> str | None:
    source = Source(path, text.encode(), named=named)
    document = parse(source)
    return recognise(source, None if isinstance(document, SyntaxProblem) else document.value)


@pytest.mark.parametrize("folder", ["", ".vscode/"])
def test_what_no_other_tool_has_is_a_tasks_file(folder: str) -> None:
    """Whatever keys of ours its tasks have: of such a file nobody asks what it is."""
    for number in range(len(KEYS) + 1):
        for keys in combinations(sorted(KEYS), number):
            entry = {key: [] if key in LISTS else "todo" for key in keys}
            for value in ([entry], {"tasks": [entry]}, entry):
                text = json.dumps(value)
                document = parse(Source("tasks.json", text.encode()))
                assert not isinstance(document, SyntaxProblem)
                if read_tasks(document).is_unmistakable:
                    assert _recognised(f"{folder}tasks.json", text, named=False) is None
                else:
                    assert "id" not in keys or {FILES, LEGACY_FILES}.isdisjoint(keys)


@pytest.mark.parametrize("named", [True, False], ids=["named", "found"])
@pytest.mark.parametrize(("path", "content", "expected"), KNOWN)
def test_what_is_known(path: str, content: object, expected: str | None, *, named: bool) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    assert _recognised(path, text, named=named) == expected


@pytest.mark.parametrize(
    ("committed", "codes"),
    [(_OURS, ["MSQ103"]), ('[{"name": "a"}]', ["MSQ107"]), ("{", ["MSQ107"]), (None, ["MSQ107"])],
    ids=["a tasks file", "other data", "unreadable", "nothing"],
)
def test_what_was_a_tasks_file_is_one_with_errors(committed: str | None, codes: list[str]) -> None:
    source = Source("tasks.json", b'[{"name": "a"}]', named=False)
    facts = TableFacts({"committed": {} if committed is None else {"tasks.json": committed}})
    report = lint(source, facts, configure(DEFAULT, {"select": ["MSQ103", "MSQ107"]}, "the test"))
    assert [finding.code for finding in report.findings] == codes


@pytest.mark.parametrize(("content", "expected"), UNKNOWN)
def test_what_only_has_the_name(content: object, expected: str | None) -> None:
    text = json.dumps(content)
    assert _recognised("tasks.json", text, named=True) is None
    assert _recognised("tasks.json", text, named=False) == expected


@pytest.mark.parametrize(
    "text", ['"\\' * 200_000, "/* " * 200_000, '"a' * 200_000, ",\n" * 200_000]
)
def test_what_is_never_closed_takes_one_pass(text: str) -> None:
    """Quadratic, each of them would take hours."""
    assert recognise(Source("tasks.json", f'{{"version": "2.0.0" {text}'.encode()), None) is None
