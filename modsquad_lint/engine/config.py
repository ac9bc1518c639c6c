"""What a run is set to: the settings layered one over another, read from plain mappings, never from files.

Most runs set nothing: what a setting may be, `settings` knows, which is imported when one is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..planning.options import Options
from ..text import paths
from ..text.errors import UserError
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from .defaults import DEFAULTS, SEVERITIES
from .selectors import ALL, exactness, select

if TYPE_CHECKING:
    from ..planning.readers.keys import Keys
    from ..rules.draft import Draft, Severity
    from ..rules.registry import Rule


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
        return SEVERITIES.get(self.values["fail-on"])

    @property
    def include(self) -> tuple[str, ...]:
        """The globs by which tasks files are found."""
        include: tuple[str, ...] = self.values["include"]
        return include + tuple(glob for each in self.values["files"] for glob in each.include)

    def keys_of(self, path: str) -> Keys | None:
        """How a file names what a task has, where it is not as we do."""
        for each in self.values["files"]:
            if paths.matches(path, each.include):
                chosen: Keys = each.keys
                return chosen
        keys: Keys | None = self.values["keys"]
        return keys

    def changed(self, name: str, value: object) -> Config:
        """With another value of one setting, which is known to be sound."""
        return self._replace(values={**self.values, name: value})

    @property
    def asked(self) -> frozenset[str]:
        """Codes that were selected one by one."""
        # What takes all in takes more than one in, and to know which would read all rules.
        chosen = (select(selector) for selector in self.values["select"] if selector != ALL)
        return frozenset(code for codes in chosen if len(codes) == 1 for code in codes)

    def severity_of(self, rule: Rule, draft: Draft | None) -> Severity:
        """That of a finding: as it is set, else as the draft says, if there is one, else the rule's own."""
        said = None if draft is None else draft.severity
        return self._configured(rule) or said or rule.severity

    def worst_of(self, rule: Rule) -> Severity:
        """The worst severity that a finding of a rule may have."""
        return self._configured(rule) or rule.most

    def _configured(self, rule: Rule) -> Severity | None:
        severity: Severity | None = self.values["severity"].get(rule.code)
        return severity

    def chooses(self, rule: Rule, path: str) -> bool:
        """Whether a rule runs on a file: the more exact of two selectors wins, `ignore` of two equals."""
        return exactness(rule, self.values["select"]) > self.dropped(rule, path)

    def dropped(self, rule: Rule, path: str) -> int:
        """How exactly the settings ignore a rule on a file; 0 where they don't."""
        ignored = list(self.values["ignore"])
        for pattern, selectors in self.values["per-file-ignores"].items():
            if paths.matches(path, (pattern,)):
                ignored += selectors
        return exactness(rule, ignored)


DEFAULT = Config(DEFAULTS, {})


def configure(base: Config, settings: Mapping[str, object], origin: str) -> Config:
    """The base with these settings over it, each remembered to come from `origin`.

    Raises:
        UserError: a setting is unknown, or its value is none that it takes.
    """
    if not settings:
        return base
    from ..text.vocabulary import did_you_mean
    from .settings import SETTINGS

    by_name = {setting.name: setting for setting in SETTINGS}
    values, origins = dict(base.values), dict(base.origins)
    for name, value in settings.items():
        setting = by_name.get(name)
        if setting is None:
            raise UserError(f'{origin}: there is no setting "{name}"{did_you_mean(name, by_name)}')
        try:
            values[name] = setting.read(value)
        except ValueError as error:
            raise UserError(f'{origin}: "{name}" takes {error}') from error
        origins[name] = origin
    return Config(values, origins)


def shown(config: Config) -> Sequence[tuple[str, str, str]]:
    """Every setting as people read it: its name, its value as JSON, and where the value came from."""
    import json

    from .settings import SETTINGS

    return [
        (
            setting.name,
            json.dumps(_plain(config.values[setting.name]), default=str, ensure_ascii=False),
            config.origins.get(setting.name, "default"),
        )
        for setting in SETTINGS
    ]


def _plain(value: object) -> object:
    """A value as a configuration file would say it: a mapping of keys by its names, what is not set left out."""
    from ..planning.readers.keys import Keys, MappedFiles

    if isinstance(value, Keys):
        return {name: paths for name, paths in value._asdict().items() if name != "name" and paths}
    if isinstance(value, MappedFiles):
        return {"include": value.include, "keys": _plain(value.keys)}
    return [_plain(each) for each in value] if type(value) is tuple else value
