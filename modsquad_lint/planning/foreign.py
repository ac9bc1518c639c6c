"""Tells other tools' files that only have the name of a tasks file from tasks files; knows no rule.

What a file is, its contents decide; its folder only where these can't be read (design section 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..text.source import Source
from ..text.typed import Any
from ..text.words import quoted, word_set
from .keys import FILES, KEYS, LEGACY_FILES, clear_meaning, misnamed

VS_CODE = "VS Code's tasks file"
TASK_MASTER = "Task Master's tasks file"
CREW_AI = "CrewAI's tasks file"
ANSIBLE = "an Ansible file"
TEKTON = "a Tekton resource"
MARKDOWN = "a Markdown document"
TO_DO = "to-do data"
USER_STORIES = "a list of user stories"

_FOLDERS = {".vscode": VS_CODE, ".taskmaster": TASK_MASTER}
_VS_CODE_VERSIONS = ("2.0.0", "0.1.0")
_VS_CODE_KEYS = {"label", "taskName", "command", "type", "script", "dependsOn"}
_ANSIBLE_KEYS = word_set(
    """
    hosts become become_user register when notify loop with_items import_tasks include_tasks
    import_playbook include_role import_role gather_facts handlers pre_tasks post_tasks block rescue
    delegate_to vars_files apt yum dnf service systemd copy template file shell command debug
    set_fact lineinfile
    """
)
_DONE_KEYS = frozenset(
    {"completed", "done", "checked", "isCompleted", "is_completed", "isDone", "complete"}
)
_TITLE_KEYS = frozenset(
    {"title", "name", "text", "todo", "task", "description", "content", "label"}
)
# What is never closed is read to the end as well: else each quote would be looked behind anew.
_STRING = r'"(?:[^"\\\r\n]+|\\.)*"?'
_COMMENT = _STRING + r"|(//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z))"
_TRAILING_COMMA = _STRING + r"|(,)(?=\s*[\]}])"
_API = r"(?m)^apiVersion:[ \t]*['\"]?([\w.-]+)/"
_BOX = r"(?m)^(?:[-*+]|\d+[.)])[ \t]+\[[ xX~-]\][ \t]+\S"
_OURS = r"(?m)^[ \t-]*[\"']?(?:id|tasks|file_modifications|dependencies)[\"']?[ \t]*:"
_SIGNS = (
    (ANSIBLE, r"(?m)^(?:-|[ \t])[ \t]*hosts[ \t]*:[ \t]"),
    (CREW_AI, r"(?m)^[ \t]+expected_output[ \t]*:"),
)
"""Of YAML that can't be read: braces and colons that its tool would read in its own way."""
_MARKDOWN_NAMES = (".md", ".markdown", ".mdx")
_SHOWN = 3

_Entries = Sequence[Any]


def recognise(
    source: Source, value: object | None, was_one: Callable[[], bool] = lambda: False
) -> str | None:
    """What other tool's file this is, in words, or None for a tasks file; `value` is None when not read.

    A file that somebody named, or that `was_one`, is a tasks file, with its errors, unless it has a known
    tool's shape.
    """
    if value is None:
        value = _read_leniently(source.text)
    if value is None:
        return _unread(source)
    if isinstance(value, dict | list):
        known = known_tool(value)
        if known is not None or _has_tasks(value):
            return known
    folder = tool_of_folder(source.path)
    entries = value.get("tasks", value) if isinstance(value, dict) else value
    return folder or (None if source.named or not entries or was_one() else _in_words(entries))


def is_tasks_file(value: object) -> bool:
    """Whether what was read is surely a tasks file of ours."""
    return isinstance(value, dict | list) and known_tool(value) is None and _has_tasks(value)


def tool_of_folder(path: str) -> str | None:
    """The tool in whose folder a path lies, as what it keeps there; None elsewhere."""
    return next((_FOLDERS[each] for each in path.split("/")[:-1] if each in _FOLDERS), None)


def _unread(source: Source) -> str | None:
    """What a text is that is no JSON and no YAML, or nothing at all."""
    if not source.text.strip():
        return None
    api = re.search(_API, source.text)
    if api:
        return _resource(api[1])
    if source.path.endswith(_MARKDOWN_NAMES):
        return MARKDOWN
    for tool, sign in _SIGNS:
        if re.search(sign, source.text) and FILES not in source.text:
            return tool
    # A tasks file with a mistake in it may hold such a list as well.
    has_boxes = re.search(_BOX, source.text) and not re.search(_OURS, source.text)
    return MARKDOWN if has_boxes else tool_of_folder(source.path)


def _read_leniently(text: str) -> object:
    """The value of JSON with comments and trailing commas, as VS Code writes it, or None."""
    if not any(f'"{version}"' in text for version in _VS_CODE_VERSIONS):
        return None
    for pattern in (_COMMENT, _TRAILING_COMMA):
        text = re.sub(pattern, lambda match: " " if match.group(1) else match.group(), text)
    try:
        import json

        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


# ---------------------------------------------------------------- tasks files


def _has_tasks(value: dict[str, Any] | list[Any]) -> bool:
    """Whether anything in it is surely meant as a task of ours."""
    entries = value.get("tasks", [value]) if isinstance(value, dict) else value
    if isinstance(entries, dict):
        return not KEYS.isdisjoint(entries)
    return isinstance(entries, list) and any(map(_is_task, entries))


def _is_task(entry: object) -> bool:
    """Whether an entry has an id and files or dependencies, under our names or others; or ours alone."""
    if not isinstance(entry, dict):
        return False
    keys = entry.keys()
    if "id" in keys and (FILES in keys or "dependencies" in keys or keys <= KEYS):
        return True
    meant = {*keys, *misnamed(entry).values()}
    return "id" in meant and not meant.isdisjoint({FILES, LEGACY_FILES, "dependencies"})


# ---------------------------------------------------------------- other tools


def known_tool(value: dict[str, Any] | list[Any]) -> str | None:
    """The tool whose file has this shape, in words, or None."""
    if isinstance(value, list):
        return _tool_of_list(value)
    return next(filter(None, (tool_of(value) for tool_of in _TOOLS_OF_OBJECTS)), None)


def _tool_of_resource(value: dict[str, Any]) -> str | None:
    api = value.get("apiVersion")
    return _resource(api.partition("/")[0]) if isinstance(api, str) and "kind" in value else None


def _resource(api: str) -> str:
    return TEKTON if api.endswith("tekton.dev") else "a Kubernetes resource"


def _tool_of_other_lists(value: dict[str, Any]) -> str | None:
    named = {"userStories": USER_STORIES, "todos": TO_DO}
    return next((what for key, what in named.items() if isinstance(value.get(key), list)), None)


def _tool_of_tasks(value: dict[str, Any]) -> str | None:
    tasks = value.get("tasks")
    if isinstance(tasks, list):
        return _tool_of_list(tasks)
    return _tool_of_names(tasks) if isinstance(tasks, dict) else None


def _tool_of_keys(value: dict[str, Any]) -> str | None:
    """A tool that names its tasks, or lists of them, at the top."""
    if _all_are(value.values(), _is_crew_ai):
        return CREW_AI
    lists = [tag["tasks"] for tag in value.values() if isinstance(tag, dict) and "tasks" in tag]
    is_tagged = _all_are(
        lists, lambda tasks: isinstance(tasks, list) and _all_are(tasks, _is_of_task_master)
    )
    return TASK_MASTER if is_tagged else None


def _tool_of_list(entries: _Entries) -> str | None:
    for tool, is_of in _KINDS_OF_ENTRIES.items():
        if _all_are(entries, is_of):
            return tool
    return None


def _tool_of_names(tasks: Mapping[str, Any]) -> str | None:
    """The tool that keeps its tasks by name: a command for each, or what one has."""
    if not KEYS.isdisjoint(tasks):
        return None
    if _all_are(tasks.values(), lambda task: isinstance(task, str)):
        return "a file of commands by name"
    if any(isinstance(task, dict) and ("cmds" in task or "cmd" in task) for task in tasks.values()):
        return "a Taskfile of go-task"
    return CREW_AI if _all_are(tasks.values(), _is_crew_ai) else None


def _tool_of_version(value: dict[str, Any]) -> str | None:
    """Its version and one of its keys: a version alone would let a mistyped tasks file pass unread."""
    tasks = value.get("tasks", [])
    if value.get("version") not in _VS_CODE_VERSIONS or not isinstance(tasks, list):
        return None
    keys = [task.keys() for task in tasks if isinstance(task, dict)]
    # What VS Code runs has no id.
    is_ours = any("id" in each or FILES in each or LEGACY_FILES in each for each in keys)
    is_theirs = any(not _VS_CODE_KEYS.isdisjoint(each) for each in (value, *keys))
    return VS_CODE if is_theirs and not is_ours else None


def _is_of_task_master(task: object) -> bool:
    """A title and a number for an id, which may be a string; or a key that only it has."""
    if not isinstance(task, dict) or "title" not in task:
        return False
    if any(key in {FILES, LEGACY_FILES} or clear_meaning(key) == FILES for key in task):
        return False
    ident = task.get("id")
    is_number = type(ident) is int or (
        isinstance(ident, str) and re.fullmatch(r"\d+(\.\d+)*", ident)
    )
    return bool(is_number) or not task.keys().isdisjoint({"testStrategy", "subtasks"})


def _is_crew_ai(task: object) -> bool:
    return isinstance(task, dict) and (
        "expected_output" in task or {"description", "agent"} <= task.keys()
    )


def _is_ansible(entry: object) -> bool:
    if not isinstance(entry, dict) or "id" in entry:
        return False
    return not _ANSIBLE_KEYS.isdisjoint(entry) or any(key.count(".") > 1 for key in entry)


def _is_to_do(entry: object) -> bool:
    if not isinstance(entry, dict) or any(map(clear_meaning, entry.keys() - {"ID", "Id"})):
        return False
    is_ours = not entry.keys().isdisjoint({FILES, LEGACY_FILES, "dependencies"})
    return not is_ours and not _DONE_KEYS.isdisjoint(entry) and not _TITLE_KEYS.isdisjoint(entry)


_KINDS_OF_ENTRIES: Mapping[str, Callable[[object], bool]] = {
    CREW_AI: _is_crew_ai,
    "Zed's tasks file": lambda task: isinstance(task, dict) and {"label", "command"} <= task.keys(),
    "an export of Taskwarrior": lambda task: (
        isinstance(task, dict) and {"uuid", "entry"} <= task.keys()
    ),
    TO_DO: _is_to_do,
    TASK_MASTER: _is_of_task_master,
    ANSIBLE: _is_ansible,
}


_TOOLS_OF_OBJECTS = (
    _tool_of_resource,
    _tool_of_version,
    _tool_of_other_lists,
    _tool_of_tasks,
    _tool_of_keys,
)


def _all_are(entries: Iterable[object], is_of: Callable[[object], bool]) -> bool:
    """Whether there are entries, and all are of one kind; stops at the first that is not."""
    found = False
    for entry in entries:
        if not is_of(entry):
            return False
        found = True
    return found


def _in_words(entries: object) -> str:
    """What entries look like that are no known tool's."""
    is_list = isinstance(entries, list)
    first: object = entries[0] if isinstance(entries, list) and entries else entries
    if not isinstance(first, dict):
        return "a list of other data" if is_list else "other data"
    keys = quoted(first, _SHOWN) if first else "no key"
    return f"a list of objects with {keys}" if is_list else f"an object with {keys}"
