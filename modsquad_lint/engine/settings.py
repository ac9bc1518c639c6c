"""What a setting is, and the table of all (design section 8).

The reader, the JSON Schema and the reference are made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..planning.options import MERGEABLE, UNPLANNED
from ..planning.readers.keys import KEY_NAMES, PRESETS
from ..text.typed import Any, NamedTuple
from . import values
from .defaults import DEFAULTS, FAIL_ON, GUARD, SEVERITIES


class Setting(NamedTuple):
    """One setting.

    Attributes:
        read: turns the value of a configuration file into the value of a `Config`; raises
            ValueError with what was expected, to stand behind "expected".
        schema: its JSON Schema.
        meaning: a sentence or two for the reference, in Markdown.
        example: how a configuration file sets it, in TOML.
    """

    name: str
    read: Callable[[object], Any]
    schema: Mapping[str, object]
    meaning: str
    example: str

    @property
    def default(self) -> Any:
        """The value of a `Config` when nobody sets it."""
        return DEFAULTS[self.name]


_STRINGS = {"type": "array", "items": {"type": "string"}}
_GLOBS_BY_NAME = {"type": "object", "additionalProperties": _STRINGS}
_RULE = {"$ref": "#/$defs/rule"}
_SELECTORS = {"type": "array", "items": _RULE}
_NAMES = {"oneOf": [{"type": "string"}, _STRINGS]}
_MAPPED = {
    "tasks": "The path to the list of tasks, as `waves[].tasks[]`; of several the first that leads to one.",
    "id": "What an entry calls its id.",
    "files": "What it calls the files that it will modify; all that it has are joined.",
    "dependencies": "What it calls the ids that it waits for; all that it has are joined.",
    "description": "What it calls its text.",
    "status": "What it calls its state; `true` is done.",
}
_KEYS = {
    "oneOf": [
        {"enum": list(PRESETS)},
        {
            "type": "object",
            "properties": {name: {**_NAMES, "description": _MAPPED[name]} for name in KEY_NAMES},
            "additionalProperties": False,
        },
    ]
}

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "select",
        values.selectors,
        _SELECTORS,
        "The rules that run: codes (`MSQ201`), prefixes (`MSQ2`) or names (`path-backslash`). "
        "Of `select` and `ignore` the more exact one wins. `--select` on the command line takes the "
        "place of both, `--ignore` alone is added to them.",
        'select = ["MSQ1", "MSQ2", "file-intersection"]',
    ),
    Setting(
        "ignore",
        values.selectors,
        _SELECTORS,
        "The rules that don't run, written like `select`.",
        'ignore = ["MSQ503"]',
    ),
    Setting(
        "severity",
        values.severities,
        {
            "type": "object",
            "propertyNames": _RULE,
            "additionalProperties": {"enum": list(SEVERITIES)},
        },
        "Another severity for the findings of a rule.",
        'severity = { MSQ402 = "error" }',
    ),
    Setting(
        "per-file-ignores",
        values.selectors_by_glob,
        {"type": "object", "additionalProperties": _SELECTORS},
        "Rules that don't run on the tasks files that a glob matches.",
        'per-file-ignores = { "samples/" = ["MSQ4"] }',
    ),
    Setting(
        "fail-on",
        values.one_of(FAIL_ON),
        {"enum": list(FAIL_ON)},
        "The least severity that makes the exit code 1.",
        'fail-on = "warning"',
    ),
    Setting(
        "include",
        values.strings,
        _STRINGS,
        "Globs of the files that are tasks files, where none is named on the command line.",
        'include = ["plans/*.json"]',
    ),
    Setting(
        "keys",
        values.keys,
        _KEYS,
        "How JSON and YAML of another tool name what a task has: the path to the list of tasks, and names"
        " that are added to ours, each itself a path (`scope.files[].path`). Several names for files, and"
        f" for dependencies, are joined. Or the name of a preset: {', '.join(f'`{name}`' for name in PRESETS)}.",
        'keys = { tasks = "waves[].tasks[]", files = ["files_to_modify", "files_to_create"] }',
    ),
    Setting(
        "files",
        values.mapped_files,
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "include": {**_STRINGS, "description": "Globs of these files."},
                    "keys": {**_KEYS, "description": "As the setting `keys`."},
                },
                "required": ["include", "keys"],
                "additionalProperties": False,
            },
        },
        "`keys` for some files only, in a repository with several formats; they are found by their globs, too. "
        "The first table that matches a file has it.",
        'files = [{ include = [".taskmaster/tasks/tasks.json"], keys = "task-master" }]',
    ),
    Setting(
        "mergeable",
        values.strings,
        _STRINGS,
        "Globs of more mergeable files, which several tasks may add to at once. "
        + " and ".join(f"`{glob}`" for glob in MERGEABLE)
        + " always are, and so is what the git attribute `merge=union` names.",
        'mergeable = ["docs/changes/*.md"]',
    ),
    Setting(
        "no-extension",
        values.strings,
        _STRINGS,
        "Names and globs of files that are right without an extension, beside the well-known ones.",
        'no-extension = ["Tiltfile"]',
    ),
    Setting(
        "extra-keys",
        values.strings,
        _STRINGS,
        "Keys of a task that are for another tool, and fine: MSQ104 and MSQ110 say nothing of them.",
        'extra-keys = ["title", "priority"]',
    ),
    Setting(
        "max-files",
        values.count,
        {"type": "integer", "minimum": 1, "maximum": values.LARGEST},
        "A task that declares more files than this is too coarse (MSQ502).",
        "max-files = 15",
    ),
    Setting(
        "scopes",
        values.globs_by_name,
        _GLOBS_BY_NAME,
        "Parts of the repository that one task should not mix (MSQ503), each with its globs. "
        "Setting it replaces the default, which knows a front end and a back end.",
        'scopes = { app = ["app/"], infrastructure = ["*.tf"] }',
    ),
    Setting(
        "squads",
        values.squads,
        {"oneOf": [_STRINGS, _GLOBS_BY_NAME]},
        "The squads that exist, each with the globs that it owns; or an array of names, where they own "
        "none. Without it, MSQ505 and MSQ506 say nothing.",
        'squads = { ALPHA = ["backend/"], BRAVO = ["frontend/"] }',
    ),
    Setting(
        "min-parallelization",
        values.up_to(100),
        {"type": "number", "minimum": 0, "maximum": 100},
        "In percent; MSQ405 is a warning below it.",
        "min-parallelization = 40",
    ),
    Setting(
        "min-speedup",
        values.up_to(values.LARGEST),
        {"type": "number", "minimum": 0, "maximum": values.LARGEST},
        "A factor; MSQ405 is a warning below it.",
        "min-speedup = 1.4",
    ),
    Setting(
        "drift-ignore",
        values.strings,
        _STRINGS,
        "Globs of files that may change without being declared.",
        'drift-ignore = ["docs/generated/"]',
    ),
    Setting(
        "companions",
        values.companions,
        _GLOBS_BY_NAME,
        "Files that change with another one, as a lock file does with its manifest: the name of the "
        "manifest, or a glob of names, with the names of its companions. Who declares a manifest declares "
        "those beside it, and in the folders above it. What is set is added to the default, and an empty "
        "array takes a manifest out of it.",
        'companions = { "schema.graphql" = ["schema.d.ts"] }',
    ),
    Setting(
        "unplanned",
        values.one_of(UNPLANNED),
        {"enum": list(UNPLANNED)},
        "What holds for changes for which nobody names a task: `together` compares them with all tasks "
        "together, `allow` does not compare them and says so, and `refuse` ends with exit code 3. It is "
        "read where the range begins.",
        'unplanned = "refuse"',
    ),
    Setting(
        "branch-pattern",
        values.branch,
        {"type": "string", "pattern": r"^(?![\s\S]*\{id\}[\s\S]*\{id\})[\s\S]*\{id\}"},
        "How the name of a branch names its task.",
        'branch-pattern = "agents/{id}"',
    ),
    Setting(
        "task-trailer",
        values.trailer,
        {"type": "string", "pattern": "^-*[A-Za-z0-9][A-Za-z0-9-]*$"},
        "The trailer of a commit message that names its task.",
        'task-trailer = "Plan-Task"',
    ),
    Setting(
        "commit-pattern",
        values.commit,
        {"type": "string", "pattern": r"^$|^(?![\s\S]*\{id\}[\s\S]*\{id\})[\s\S]*\{id\}"},
        "How the subject of a commit names its task, where it does: `...` stands for any text. A subject "
        "that fits, and names no task of the plan, names nobody. Only its first 1,000 characters count.",
        'commit-pattern = "feat({id}): ..."',
    ),
    Setting(
        "guard",
        values.guard,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {"enum": list(said), "description": values.GUARD_MEANINGS[name]}
                for name, said in GUARD.items()
            },
        },
        "What `modsquad-lint guard` says of a file that no task declares (`undeclared`), and what it says "
        "in the place of a question where no person could answer one (`unattended`).",
        'guard = { undeclared = "deny", unattended = "deny" }',
    ),
)
