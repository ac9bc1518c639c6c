"""The JSON Schemas of a tasks file and of a configuration file: draft 2020-12, for editors.

In ajv's strict mode "required" stands beside "properties" and a type. That of a tasks file accepts what MSQ101 to MSQ103 accept. What is merely unwise, such as an unknown key, it lets pass:
saying that is the linter's part. They have no $id, since they are published at no address.
"""

from __future__ import annotations

from ..planning.keys import FILES, LEGACY_FILES, LONGEST_ID
from .selectors import selectable
from .settings import SETTINGS

_FILES: dict[str, object] = {
    "type": "array",
    "items": {"type": "string"},
    "description": "The paths that the task will modify: relative to the repository root, "
    "with forward slashes and an extension.",
    "examples": [["backend/app/routers/market.py", "backend/tests/test_market.py"]],
}

_EXAMPLE: dict[str, object] = {
    "id": "add-orders-router",
    "description": "Create the /api/orders endpoints",
    "squad": "ALPHA",
    FILES: ["backend/app/routers/orders.py"],
    "dependencies": [],
}

_TASK: dict[str, object] = {
    "title": "Task",
    "description": "One task: the files that it modifies, and the tasks that it waits for.",
    "type": "object",
    "required": ["id"],
    "anyOf": [
        {"type": "object", "required": [name], "properties": {name: {}}}
        for name in (FILES, LEGACY_FILES)
    ],
    "properties": {
        "id": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_ID,
            "description": "What other tasks, branches and commits call this task. No other task has it.",
            "examples": ["add-portfolio-router"],
        },
        "description": {"type": "string", "description": "What the task does, in a sentence."},
        "squad": {
            "type": "string",
            "description": "Who does it. Tasks of different squads can hand a file over within a batch.",
            "examples": ["ALPHA"],
        },
        FILES: _FILES,
        LEGACY_FILES: {
            **_FILES,
            "deprecated": True,
            "description": f'The older name of "{FILES}".',
        },
        "dependencies": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "The ids of the tasks that must be done before this one starts.",
        },
        "status": {
            "default": "todo",
            "description": "How far it is: todo, running or done, or another usual word for one of these."
            " A task that is done, or cancelled, is not planned, and nobody waits for it.",
            "examples": ["todo", "running", "done"],
        },
        "lint_ignore": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Codes or names of rules that modsquad-lint does not apply to this task.",
            "examples": [["MSQ402"]],
        },
    },
}


def tasks_schema() -> dict[str, object]:
    """The schema of all three shapes: an object with `tasks`, an array of tasks, one task."""
    task = {"$ref": "#/$defs/task"}
    tasks = {"type": "array", "items": task, "description": "The tasks, in any order."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tasks file",
        "description": "Parallel work on one git repository, as modsquad-lint reads it.",
        "examples": [{"tasks": [_EXAMPLE]}, [_EXAMPLE], _EXAMPLE],
        "$defs": {"task": _TASK},
        "if": {"type": "object", "required": ["tasks"], "properties": {"tasks": {}}},
        "then": {"type": "object", "properties": {"tasks": tasks}},
        "else": {"if": {"type": "array"}, "then": tasks, "else": task},
    }


def config_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a configuration file's table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of modsquad-lint",
        "description": "[tool.modsquad-lint] in pyproject.toml, or all of modsquad-lint.toml.",
        "$defs": {
            "rule": {
                "description": "A code (MSQ201), a prefix of codes (MSQ2) or a name (path-backslash).",
                "enum": sorted(selectable()),
            }
        },
        "type": "object",
        "additionalProperties": False,
        "properties": {
            setting.name: {
                **setting.schema,
                "description": setting.meaning,
                **({} if setting.default is None else {"default": setting.default}),
            }
            for setting in SETTINGS
        },
    }
