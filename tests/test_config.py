from __future__ import annotations

import pytest

from modsquad_lint.engine.config import DEFAULT, Config, configure, shown
from modsquad_lint.engine.schema import config_schema
from modsquad_lint.engine.selectors import select
from modsquad_lint.engine.settings import SETTINGS
from modsquad_lint.planning.options import Options
from modsquad_lint.planning.readers import FORMATS
from modsquad_lint.rules import RULES
from modsquad_lint.rules.draft import Draft, Severity
from modsquad_lint.text.errors import UserError
from modsquad_lint.text.source import Place


def configured(**settings: object) -> Config:
    return configure(
        DEFAULT, {name.replace("_", "-"): value for name, value in settings.items()}, "here"
    )


def test_defaults() -> None:
    assert DEFAULT.options == Options()
    assert all(DEFAULT.chooses(rule, "tasks.json") for rule in RULES.values())
    assert DEFAULT.fail_on is Severity.ERROR
    of_formats = tuple(glob for reading in FORMATS.values() for glob in reading.include)
    assert DEFAULT.include == ("*tasks.json", "*tasks.yaml", "*tasks.yml", *of_formats)
    assert DEFAULT.asked == frozenset()


@pytest.mark.parametrize(
    ("selector", "codes"),
    [
        ("MSQ201", {"MSQ201"}),
        ("path-backslash", {"MSQ201"}),
        ("MSQ20", {f"MSQ20{number}" for number in range(1, 10)}),
        ("MSQ999", set()),
        ("path", set()),
        ("", set()),
    ],
)
def test_select(selector: str, codes: set[str]) -> None:
    assert select(selector) == codes


@pytest.mark.parametrize(
    ("settings", "code", "runs"),
    [
        pytest.param({"select": ["MSQ2"]}, "MSQ201", True, id="a prefix takes its codes in"),
        pytest.param({"select": ["MSQ2"]}, "MSQ301", False, id="and no other"),
        pytest.param({"ignore": ["MSQ2"]}, "MSQ201", False, id="ignored by prefix"),
        pytest.param(
            {"select": ["MSQ201"], "ignore": ["MSQ2"]}, "MSQ201", True, id="the more exact wins"
        ),
        pytest.param(
            {"select": ["MSQ2"], "ignore": ["MSQ201"]}, "MSQ201", False, id="also for ignore"
        ),
        pytest.param(
            {"select": ["MSQ201"], "ignore": ["MSQ201"]}, "MSQ201", False, id="ignore of two equals"
        ),
        pytest.param(
            {"select": ["path-backslash"], "ignore": ["MSQ20"]},
            "MSQ201",
            True,
            id="a name is exact",
        ),
        pytest.param(
            {"select": ["MSQ201"], "ignore": ["path-backslash"]},
            "MSQ201",
            False,
            id="as exact as the code",
        ),
        pytest.param(
            {"per_file_ignores": {"a/": ["MSQ2"]}}, "MSQ201", False, id="ignored for this file"
        ),
        pytest.param(
            {"per_file_ignores": {"b/": ["MSQ2"]}}, "MSQ201", True, id="ignored for another"
        ),
    ],
)
def test_codes(settings: dict[str, object], code: str, runs: bool) -> None:
    assert configured(**settings).chooses(RULES[code], "a/tasks.json") is runs


def test_only_rules_selected_one_by_one_are_asked_for() -> None:
    asked = configured(select=["MSQ2", "MSQ401", "plan-rating"]).asked
    assert asked == {"MSQ401", "MSQ405"}


def test_values_over_values_remember_where_they_came_from() -> None:
    below = configure(DEFAULT, {"max-files": 3, "min-speedup": 2}, "pyproject.toml")
    above = configure(below, {"max-files": 5}, "command line")
    assert (above.options.max_files, above.options.min_speedup) == (5, 2.0)
    assert above.origins == {"max-files": "command line", "min-speedup": "pyproject.toml"}
    assert ("max-files", "5", "command line") in shown(above)
    assert ("drift-ignore", "[]", "default") in shown(above)
    assert [name for name, _, _ in shown(above)] == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_file": 3}, 'here: there is no setting "max-file"; did you mean "max-files"?'),
        (
            {"select": ["path-backslsh"]},
            'here: "select" takes codes, prefixes or names of rules, but there is no "path-backslsh"; did you mean "path-backslash"?',
        ),
        ({"select": "MSQ2"}, 'here: "select" takes an array of strings'),
        (
            {"severity": {"MSQ201": "fatal"}},
            'here: "severity" takes one of "info", "warning", "error", not "fatal"',
        ),
        (
            {"severity": {"MSQ201": "warn"}},
            'here: "severity" takes one of "info", "warning", "error", not "warn"; did you mean "warning"?',
        ),
        *(
            (
                {"severity": {"MSQ201": off}},
                'here: "severity" takes a severity; where a rule is not to run, write ignore = ["MSQ201"]',
            )
            for off in ("off", "Off", False, "none", "ignore")
        ),
        ({"severity": ["MSQ201"]}, 'here: "severity" takes a table'),
        ({"max_files": 0}, 'here: "max-files" takes a whole number from 1 to 1,000,000'),
        ({"max_files": 1 << 20_000}, 'here: "max-files" takes a whole number from 1 to 1,000,000'),
        ({"min_speedup": 10**400}, 'here: "min-speedup" takes a number from 0 to 1,000,000'),
        ({"max_files": True}, 'here: "max-files" takes a whole number from 1 to 1,000,000'),
        ({"min_speedup": "2"}, 'here: "min-speedup" takes a number from 0 to 1,000,000'),
        ({"min_speedup": float("nan")}, 'here: "min-speedup" takes a number from 0 to 1,000,000'),
        (
            {"fail_on": "errors"},
            'here: "fail-on" takes one of "error", "warning", "info", "never", not "errors"; did you mean "error"?',
        ),
        ({"min_parallelization": 400}, 'here: "min-parallelization" takes a number from 0 to 100'),
        ({"squads": {"A": "x"}}, 'here: "squads" takes an array of strings'),
        (
            {"branch_pattern": "task/"},
            'here: "branch-pattern" takes a string that holds "{id}" once',
        ),
        (
            {"task_trailer": "a b"},
            'here: "task-trailer" takes a word of letters, digits and hyphens',
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else next(iter(value)),
)
def test_bad_settings(settings: dict[str, object], message: str) -> None:
    with pytest.raises(UserError) as caught:
        configured(**settings)
    assert str(caught.value) == message


def test_severity_may_be_set_by_code_prefix_or_name() -> None:
    config = configured(severity={"MSQ402": "error", "no-description": "warning"})
    info = Draft(Place(()), "it", severity=Severity.INFO)
    rules = [RULES[code] for code in ("MSQ402", "MSQ504", "MSQ405")]
    assert [(config.severity_of(rule, info), config.worst_of(rule)) for rule in rules] == [
        (Severity.ERROR, Severity.ERROR),
        (Severity.WARNING, Severity.WARNING),
        (Severity.INFO, Severity.WARNING),
    ]


@pytest.mark.parametrize("squads", [["A", "B"], {"A": [], "B": []}], ids=["array", "table"])
def test_squads_may_own_nothing(squads: object) -> None:
    assert configured(squads=squads).options.squads == {"A": (), "B": ()}


def test_every_example_is_valid_by_the_reader_and_by_the_schema() -> None:
    import sys

    import jsonschema

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    validator = jsonschema.Draft202012Validator(config_schema())
    for setting in SETTINGS:
        example = tomllib.loads(setting.example)
        assert list(example) == [setting.name]
        validator.validate(example)
        assert configure(DEFAULT, example, "here").values[setting.name] != setting.default
