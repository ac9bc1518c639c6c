"""The hooks of pre-commit: what stands in its configuration, put in and taken out without a trace."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ...planning.readers import FORMATS
from ...syntax.nodes import SyntaxProblem
from ...syntax.yaml import YamlDocument, parse
from ...syntax.yaml_lists import ListStyle, with_item, without_item
from ...text.errors import UserError
from ...text.source import Source
from ...text.typed import Any, NamedTuple
from .ground import FileWrite, Ground, Part, changed, removed
from .origin import Origin

CONFIGURATION = ".pre-commit-config.yaml"
_USE = "hooks that mend and check plans at a commit, compare it with them, and name its task"
_OURS, DRIFT = "modsquad-lint", "modsquad-lint-drift"
_FILES = r"tasks\.(json|ya?ml)$"
_EXCLUDE = r"(^|/)\.(vscode|taskmaster)/"
_AT_COMMITS = ("pre-commit", "pre-merge-commit", "manual")
_AT_MESSAGES = ("prepare-commit-msg", "commit-msg")
MOMENTS = ("pre-commit", "pre-merge-commit", *_AT_MESSAGES)
"""What `pre-commit install` has to be told, so that each hook runs."""

Hook = Mapping[str, object]


def _place(glob: str) -> str:
    """A glob as the expression that pre-commit takes in its place."""
    name = glob.removeprefix("**/")
    start = "^" if name == glob else "(^|/)"
    return start + name.replace(".", r"\.").replace("*", "[^/]*")


_PLANS = f"({'|'.join(_place(glob) for reading in FORMATS.values() for glob in reading.include)})$"

HOOKS: Mapping[str, Hook] = {
    "modsquad-lint-fix": {
        "entry": "modsquad-lint check --fix-only",
        "files": _FILES,
        "exclude": _EXCLUDE,
        "stages": _AT_COMMITS,
        "require_serial": True,
    },
    "modsquad-lint": {
        "entry": "modsquad-lint check",
        "files": _FILES,
        "exclude": _EXCLUDE,
        "stages": _AT_COMMITS,
        "require_serial": True,
    },
    "modsquad-lint-plans": {
        "entry": "modsquad-lint check",
        "files": _PLANS,
        "stages": _AT_COMMITS,
        "require_serial": True,
    },
    DRIFT: {
        "entry": "modsquad-lint check --against auto --select MSQ6",
        "always_run": True,
        "pass_filenames": False,
        "verbose": True,
        # Not at a push: the first one to a new place would compare all that is older than the plan.
        "stages": _AT_COMMITS,
    },
    "modsquad-lint-task-trailer": {
        "entry": "modsquad-lint-task-trailer",
        "stages": _AT_MESSAGES,
    },
}
"""As `.pre-commit-hooks.yaml` has them, in the order in which they should run."""

_MARKDOWN_ONLY = frozenset({"modsquad-lint-plans"})


class HookNeeds(NamedTuple):
    """What the hooks have to know of the plans.

    Attributes:
        mapped: paths of plans of other formats that the names of tasks files do not cover.
        markdown: whether there is a plan in Markdown.
        declares: whether a task declares files; else no commit could keep to the plan.
    """

    mapped: Sequence[str] = ()
    markdown: bool = False
    declares: bool = True


def part(ground: Ground, needs: HookNeeds, origin: Origin) -> Part:
    """The configuration with our hooks at its end.

    Raises:
        UserError: it is there, and can't be read or extended.
        LeftAloneError: it is a link that leads out of the repository, or nowhere.
    """
    source = ground.read(CONFIGURATION)
    entry = _entry(needs, origin)
    if source is None:
        return Part([FileWrite(CONFIGURATION, None, _whole(entry).encode(), _USE)])
    document = _parsed(source)
    found = _index(document.value)
    if found is not None:
        return Part(remarks=[_what_is_there(document.value["repos"][found], source.path, origin)])
    try:
        text = with_item(
            document, source.text, "repos", "hooks", lambda style: _lines(entry, style)
        )
    except KeyError as error:
        raise _by_hand(source) from error
    _require(source, text, [*document.value["repos"], _value(entry)])
    return Part([changed(source, text, _USE)])


def removal(ground: Ground) -> Part:
    """The configuration without our hooks, where they stand there as `part` wrote them.

    Raises:
        UserError: it can't be read.
        LeftAloneError: it is a link that leads out of the repository, or nowhere.
    """
    source = ground.read(CONFIGURATION)
    if source is None:
        return Part()
    document = _parsed(source)
    index = _index(document.value)
    if index is None:
        return Part()
    write = _without(source, document, index)
    if write is not None:
        return Part([write])
    words = "its hooks were changed since, so they stay; take them out by hand"
    return Part(remarks=[f"{source.path}: {words}"])


def _without(source: Source, document: YamlDocument, index: int) -> FileWrite | None:
    """The configuration without an entry of ours; None where that is not as `part` wrote it."""
    repos = document.value["repos"]
    entry = repos[index]
    if not _is_as_written(entry):
        return None
    if source.text == _whole(entry):
        return removed(source, "it had nothing else")
    try:
        text = without_item(
            document, source.text, "repos", index, "hooks", lambda style: _lines(entry, style)
        )
    except KeyError:
        return None
    if text is None:
        return None
    _require(source, text, [*repos[:index], *repos[index + 1 :]])
    return changed(source, text, "without the hooks")


def _parsed(source: Source) -> YamlDocument:
    document = parse(source)
    if isinstance(document, SyntaxProblem):
        if _is_read_by_others(source.text):
            raise _by_hand(source)
        at = source.position(document.span.start)
        raise UserError(f"{source.path}:{at}: {document.message}", "mend it, then run this again")
    value: Any = document.value
    if not isinstance(document, YamlDocument) or not isinstance(value, dict):
        raise _by_hand(source)
    if not isinstance(value.get("repos"), list):
        raise UserError(
            f"{source.path} has no list `repos`, without which pre-commit does not read it",
            "write `repos: []` there, then run this again",
        )
    return document


def _is_read_by_others(text: str) -> bool:
    """Whether other readers of YAML take what ours does not: merge keys, tags."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return False
    return True


def _by_hand(source: Source) -> UserError:
    return UserError(
        f"{source.path} is written in a way that the hooks can't be put into by themselves",
        "put them in by hand: docs/ci.md shows them",
    )


def _require(source: Source, text: str, repos: Sequence[object]) -> None:
    """Let nothing be written that does not mean what it should."""
    after, before = parse(source.with_text(text)), parse(source)
    if (
        isinstance(after, SyntaxProblem)
        or isinstance(before, SyntaxProblem)
        or after.value != {**before.value, "repos": [*repos]}
    ):
        raise _by_hand(source)


def _index(value: Mapping[str, Any]) -> int | None:
    """Which entry of `repos` has hooks of ours."""
    for index, entry in enumerate(value["repos"]):
        if any(each.startswith(_OURS) for each in _ids(entry)):
            return index
    return None


def _ids(entry: object) -> list[str]:
    hooks = entry.get("hooks") if isinstance(entry, dict) else None
    ids = (
        (hook.get("id") for hook in hooks if isinstance(hook, dict))
        if isinstance(hooks, list)
        else ()
    )
    return [each for each in ids if isinstance(each, str)]


def _what_is_there(entry: Mapping[str, Any], path: str, origin: Origin) -> str:
    there = _ids(entry)
    words = f"{path}: it has {', '.join(each for each in there if each.startswith(_OURS))} already"
    missing = [each for each in HOOKS if each not in there and each not in _MARKDOWN_ONLY]
    words += f", and not {', '.join(missing)}" if missing else ""
    revision = entry.get("rev")
    if origin.revision and isinstance(revision, str) and revision != origin.revision:
        words += f"; its `rev` is {revision}, and this is {origin.revision}"
    return words


# ---------------------------------------------------------------- what is written

_HEAD = (
    "# `pre-commit install` once in each clone makes these hooks run.",
    f"default_install_hook_types: [{', '.join(MOMENTS)}]",
    "repos:",
)
_ON_PATH = "# These run what is on the PATH: pipx install modsquad-lint"


def _entry(needs: HookNeeds, origin: Origin) -> dict[str, Any]:
    """An entry of `repos`: of our repository where that is known, else of hooks in full."""
    chosen = [
        each
        for each in HOOKS
        if (needs.markdown or each not in _MARKDOWN_ONLY) and (needs.declares or each != DRIFT)
    ]
    changes = {"files": _pattern(needs.mapped)} if needs.mapped else {}
    if any("/.taskmaster/" in f"/{path}" for path in needs.mapped):
        changes["exclude"] = r"(^|/)\.vscode/"
    hooks = []
    for name in chosen:
        about = dict(HOOKS[name])
        mine = {key: value for key, value in changes.items() if about.get("files") == _FILES}
        if origin.repository:
            stages = {"stages": about["stages"]} if name == DRIFT else {}
            hooks.append({"id": name, **mine, **stages})
        else:
            hooks.append({"id": name, "name": name, **_language(origin), **about, **mine})
    if origin.repository:
        return {"repo": origin.repository, "rev": origin.revision, "hooks": hooks}
    return {"repo": "local", "hooks": hooks}


def _language(origin: Origin) -> Hook:
    if not origin.requirement:
        return {"language": "system"}
    return {"language": "python", "additional_dependencies": (origin.requirement,)}


def _pattern(paths: Collection[str]) -> str:
    return f"{_FILES.removesuffix('$')}$|^({'|'.join(map(re.escape, paths))})$"


def _is_as_written(entry: Mapping[str, Any]) -> bool:
    """Whether every hook of an entry is as the table has it, but for what plans and installing decide."""
    free = {"id", "name", "language", "additional_dependencies", "files", "exclude"}
    for hook in entry["hooks"]:
        if not isinstance(hook, dict) or hook.get("id") not in HOOKS:
            return False
        known = _value(HOOKS[hook["id"]])
        if any(known.get(key) != value for key, value in hook.items() if key not in free):
            return False
        if "entry" in hook and not known.keys() <= hook.keys():
            return False
    return True


def _value(what: Any) -> Any:
    """As YAML has it: lists, and no tuples."""
    if isinstance(what, Mapping):
        return {key: _value(each) for key, each in what.items()}
    return [*map(_value, what)] if isinstance(what, list | tuple) else what


def _whole(entry: Mapping[str, Any]) -> str:
    """A configuration with this entry alone."""
    return "\n".join([*_HEAD, *_lines(entry, ListStyle()), ""])


def _lines(entry: Mapping[str, Any], style: ListStyle) -> Sequence[str]:
    """The lines of an entry of `repos`."""
    is_on_path = any(hook.get("language") == "system" for hook in entry["hooks"])
    lines = [style.indent + _ON_PATH] if is_on_path else []
    lines += _members(
        {key: value for key, value in entry.items() if key != "hooks"}, style.indent, style
    )
    lines.append(f"{style.keys}hooks:")
    for hook in entry["hooks"]:
        lines += _members(hook, style.keys + style.inner, style)
    return lines


def _members(mapping: Mapping[str, Any], indent: str, style: ListStyle) -> list[str]:
    """The lines of a mapping that is an item of a list."""
    lines = [f"{key}: {_written(value)}" for key, value in mapping.items()]
    first = f"{indent}-{style.gap}"
    return [first + lines[0], *(f"{indent} {' ' * len(style.gap)}{line}" for line in lines[1:])]


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    text = str(value)
    # Of what could mean more than text in YAML nothing is written without quotes.
    is_plain = re.fullmatch(r"[A-Za-z][\w./:-]*(?: [\w./-]+)*", text)
    return text if is_plain else "'" + text.replace("'", "''") + "'"
