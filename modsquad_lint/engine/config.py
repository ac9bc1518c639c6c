"""What a run is set to: read from plain mappings, never from files (design section 8).

One table, `SETTINGS`, names every setting with its type, its default and its meaning; the reader, the
JSON Schema and the reference are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache

from ..planning.options import MERGEABLE, SCOPES, Options
from ..rules import RULES
from ..rules.finding import Draft, Severity
from ..rules.registry import Rule
from ..text import paths
from ..text.errors import UserError
from ..text.typed import Any, NamedTuple
from ..text.vocabulary import did_you_mean

SECTION = "modsquad-lint"
"""The table below `[tool]` in pyproject.toml, and the stem of the file that needs no such table."""

INCLUDE = ("*tasks.json", "*tasks.yaml", "*tasks.yml")
FAIL_ON = ("error", "warning", "info", "never")

_SEVERITIES = {str(severity): severity for severity in Severity}
_ALL = "MSQ"


class Setting(NamedTuple):
    """One setting.

    Attributes:
        read: turns the value of a configuration file into the value of a `Config`; raises
            ValueError with what was expected, to stand behind "expected".
        default: the value of a `Config` when nobody sets it.
        schema: its JSON Schema.
        meaning: a sentence or two for the reference, in Markdown.
        example: how a configuration file sets it, in TOML.
    """

    name: str
    read: Callable[[object], Any]
    default: object
    schema: Mapping[str, object]
    meaning: str
    example: str


class Config(NamedTuple):
    """The settings of one tasks file.

    Attributes:
        values: the value of every setting by its name.
        origins: where each value that is no default came from.
    """

    values: Mapping[str, Any]
    origins: Mapping[str, str]

    @property
    def options(self) -> Options:
        """The settings that planning and rules read."""
        return Options(**{field: self.values[field.replace("_", "-")] for field in Options._fields})

    @property
    def fail_on(self) -> Severity | None:
        """The least severity that makes a run fail; None for never."""
        return _SEVERITIES.get(self.values["fail-on"])

    @property
    def include(self) -> tuple[str, ...]:
        """The globs by which tasks files are found."""
        include: tuple[str, ...] = self.values["include"]
        return include

    @property
    def asked(self) -> frozenset[str]:
        """Codes that were selected one by one."""
        chosen = map(select, self.values["select"])
        return frozenset(code for codes in chosen if len(codes) == 1 for code in codes)

    def severity_of(self, rule: Rule, draft: Draft) -> Severity:
        """That of a finding: as it is set, else as the draft says, else the rule's own."""
        severity: Severity = self._configured(rule) or draft.severity or rule.severity
        return severity

    def worst_of(self, rule: Rule) -> Severity:
        """The worst severity that a finding of a rule may have."""
        return self._configured(rule) or rule.most

    def _configured(self, rule: Rule) -> Severity | None:
        severity: Severity | None = self.values["severity"].get(rule.code)
        return severity

    def codes(self, path: str) -> frozenset[str]:
        """The rules that run on a file; the more exact of two selectors wins, `ignore` of two equals."""
        chosen, dropped = _exactness(self.values["select"]), self.dropped(path)
        return frozenset(code for code, exact in chosen.items() if exact > dropped.get(code, 0))

    def dropped(self, path: str) -> Mapping[str, int]:
        """The rules that the settings ignore on a file, each with how exactly."""
        ignored = list(self.values["ignore"])
        for pattern, selectors in self.values["per-file-ignores"].items():
            if paths.matches(path, (pattern,)):
                ignored += selectors
        return _exactness(ignored)


def _exactness(selectors: Iterable[str]) -> dict[str, int]:
    """For each code the length of the longest selector that takes it in; a name is as exact as its code."""
    exact: dict[str, int] = {}
    for selector in selectors:
        codes = select(selector)
        length = len(selector) if selector.startswith(_ALL) else len(_ALL) + 3
        for code in codes:
            exact[code] = max(exact.get(code, 0), length)
    return exact


@cache
def select(selector: str) -> frozenset[str]:
    """The codes that a code, a prefix of codes ("MSQ2") or a name stands for; none when unknown."""
    if selector in RULES:
        return frozenset((selector,))
    if selector.startswith(_ALL):
        return frozenset(code for code in RULES if code.startswith(selector))
    return frozenset(code for code, rule in RULES.items() if rule.name == selector)


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("an array of strings")
    return tuple(value)


def _selectors(value: object) -> tuple[str, ...]:
    for selector in (selectors := _strings(value)):
        if not select(selector):
            names = [*RULES, *(rule.name for rule in RULES.values())]
            raise ValueError(
                f'codes, prefixes or names of rules, but there is no "{selector}"{did_you_mean(selector, names)}'
            )
    return selectors


def _one_of(choices: Collection[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            import json

            listed = ", ".join(f'"{choice}"' for choice in choices)
            raise ValueError(f"one of {listed}, not {json.dumps(value, default=str)}")
        return value

    return read


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("a table")  # noqa: TRY004 - one error type for all that a file can hold
    return value


def _severities(value: object) -> Mapping[str, Severity]:
    read = _one_of(_SEVERITIES)
    return {
        code: _SEVERITIES[read(severity)]
        for selector, severity in _mapping(value).items()
        for code in (select(_selectors([selector])[0]))
    }


def _selectors_by_glob(value: object) -> Mapping[str, tuple[str, ...]]:
    return {glob: _selectors(selectors) for glob, selectors in _mapping(value).items()}


def _globs_by_name(value: object) -> Mapping[str, tuple[str, ...]]:
    return {name: _strings(globs) for name, globs in _mapping(value).items()}


def _squads(value: object) -> Mapping[str, tuple[str, ...]]:
    if isinstance(value, list):
        return dict.fromkeys(_strings(value), ())
    return _globs_by_name(value)


_LARGEST = 1_000_000
"""More files or a greater speedup nobody can ask for; numbers without a bound can't all be shown."""


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LARGEST:
        raise ValueError(f"a whole number from 1 to {_LARGEST:,}")
    return value


def _percent(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 100:  # noqa: PLR2004
        raise ValueError("a number from 0 to 100")
    return float(value)


def _figure(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise ValueError(f"a number from 0 to {_LARGEST:,}")
    return float(value)


def _branch(value: object) -> str:
    if not isinstance(value, str) or value.count("{id}") != 1:
        raise ValueError('a string that holds "{id}" once')
    return value


def _trailer(value: object) -> str:
    if not isinstance(value, str) or not value.replace("-", "").isalnum() or not value.isascii():
        raise ValueError("a word of letters, digits and hyphens")
    return value


_STRINGS = {"type": "array", "items": {"type": "string"}}
_GLOBS_BY_NAME = {"type": "object", "additionalProperties": _STRINGS}
_RULE = {"$ref": "#/$defs/rule"}
_SELECTORS = {"type": "array", "items": _RULE}
_DEFAULTS = Options()

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "select",
        _selectors,
        (_ALL,),
        _SELECTORS,
        "The rules that run: codes (`MSQ201`), prefixes (`MSQ2`) or names (`path-backslash`). "
        "Of `select` and `ignore` the more exact one wins. `--select` on the command line takes the "
        "place of both, `--ignore` alone is added to them.",
        'select = ["MSQ1", "MSQ2", "file-intersection"]',
    ),
    Setting(
        "ignore",
        _selectors,
        (),
        _SELECTORS,
        "The rules that don't run, written like `select`.",
        'ignore = ["MSQ503"]',
    ),
    Setting(
        "severity",
        _severities,
        {},
        {
            "type": "object",
            "propertyNames": _RULE,
            "additionalProperties": {"enum": list(_SEVERITIES)},
        },
        "Another severity for the findings of a rule.",
        'severity = { MSQ402 = "error" }',
    ),
    Setting(
        "per-file-ignores",
        _selectors_by_glob,
        {},
        {"type": "object", "additionalProperties": _SELECTORS},
        "Rules that don't run on the tasks files that a glob matches.",
        'per-file-ignores = { "samples/" = ["MSQ4"] }',
    ),
    Setting(
        "fail-on",
        _one_of(FAIL_ON),
        "error",
        {"enum": list(FAIL_ON)},
        "The least severity that makes the exit code 1.",
        'fail-on = "warning"',
    ),
    Setting(
        "include",
        _strings,
        INCLUDE,
        _STRINGS,
        "Globs of the files that are tasks files, where none is named on the command line.",
        'include = ["plans/*.json"]',
    ),
    Setting(
        "mergeable",
        _strings,
        _DEFAULTS.mergeable,
        _STRINGS,
        "Globs of more mergeable files, which several tasks may add to at once. "
        + " and ".join(f"`{glob}`" for glob in MERGEABLE)
        + " always are, and so is what the git attribute `merge=union` names.",
        'mergeable = ["docs/changes/*.md"]',
    ),
    Setting(
        "no-extension",
        _strings,
        _DEFAULTS.no_extension,
        _STRINGS,
        "File names that are right without an extension, beside the well-known ones.",
        'no-extension = ["Tiltfile"]',
    ),
    Setting(
        "max-files",
        _count,
        _DEFAULTS.max_files,
        {"type": "integer", "minimum": 1, "maximum": _LARGEST},
        "A task that declares more files than this is too coarse (MSQ502).",
        "max-files = 15",
    ),
    Setting(
        "scopes",
        _globs_by_name,
        SCOPES,
        _GLOBS_BY_NAME,
        "Parts of the repository that one task should not mix (MSQ503), each with its globs. "
        "Setting it replaces the default, which knows a front end and a back end.",
        'scopes = { app = ["app/"], infrastructure = ["*.tf"] }',
    ),
    Setting(
        "squads",
        _squads,
        None,
        {"oneOf": [_STRINGS, _GLOBS_BY_NAME]},
        "The squads that exist, each with the globs that it owns; or an array of names, where they own "
        "none. Without it, MSQ505 and MSQ506 say nothing.",
        'squads = { ALPHA = ["backend/"], BRAVO = ["frontend/"] }',
    ),
    Setting(
        "min-parallelization",
        _percent,
        None,
        {"type": "number", "minimum": 0, "maximum": 100},
        "In percent; MSQ405 is a warning below it.",
        "min-parallelization = 40",
    ),
    Setting(
        "min-speedup",
        _figure,
        None,
        {"type": "number", "minimum": 0, "maximum": _LARGEST},
        "A factor; MSQ405 is a warning below it.",
        "min-speedup = 1.4",
    ),
    Setting(
        "drift-ignore",
        _strings,
        _DEFAULTS.drift_ignore,
        _STRINGS,
        "Globs of files that may change without being declared, such as lock files.",
        'drift-ignore = ["*.lock"]',
    ),
    Setting(
        "branch-pattern",
        _branch,
        _DEFAULTS.branch_pattern,
        {"type": "string", "pattern": r"^(?![\s\S]*\{id\}[\s\S]*\{id\})[\s\S]*\{id\}"},
        "How the name of a branch names its task.",
        'branch-pattern = "agents/{id}"',
    ),
    Setting(
        "task-trailer",
        _trailer,
        _DEFAULTS.task_trailer,
        {"type": "string", "pattern": "^-*[A-Za-z0-9][A-Za-z0-9-]*$"},
        "The trailer of a commit message that names its task.",
        'task-trailer = "Plan-Task"',
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}

DEFAULT = Config({setting.name: setting.default for setting in SETTINGS}, {})


def configure(base: Config, settings: Mapping[str, object], origin: str) -> Config:
    """The base with these settings over it, each remembered to come from `origin`.

    Raises:
        UserError: a setting is unknown, or its value is none that it takes.
    """
    values, origins = dict(base.values), dict(base.origins)
    for name, value in settings.items():
        setting = _BY_NAME.get(name)
        if setting is None:
            raise UserError(f'{origin}: there is no setting "{name}"{did_you_mean(name, _BY_NAME)}')
        try:
            values[name] = setting.read(value)
        except ValueError as error:
            raise UserError(f'{origin}: "{name}" takes {error}') from error
        origins[name] = origin
    return Config(values, origins)


def _selectable() -> set[str]:
    """All that `select` knows: codes, their prefixes, names."""
    prefixes = {code[:length] for code in RULES for length in range(len(_ALL), len(code) + 1)}
    return prefixes | {rule.name for rule in RULES.values()}


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a configuration file's table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of modsquad-lint",
        "description": "[tool.modsquad-lint] in pyproject.toml, or all of modsquad-lint.toml.",
        "$defs": {
            "rule": {
                "description": "A code (MSQ201), a prefix of codes (MSQ2) or a name (path-backslash).",
                "enum": sorted(_selectable()),
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


def shown(config: Config) -> Sequence[tuple[str, str, str]]:
    """Every setting as people read it: its name, its value as JSON, and where the value came from."""
    import json

    return [
        (
            setting.name,
            json.dumps(config.values[setting.name], default=str, ensure_ascii=False),
            config.origins.get(setting.name, "default"),
        )
        for setting in SETTINGS
    ]
