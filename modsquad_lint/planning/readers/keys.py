"""How other tools' JSON and YAML name what a task has, as plain data; knows no document."""

from __future__ import annotations

from collections.abc import Mapping

from ...text.typed import NamedTuple


class Keys(NamedTuple):
    """How another format names what a task has; each name is a path, `scope.files[].path`.

    Attributes:
        name: of the preset, or what people see where there is none.
        tasks: paths to the list of tasks; the first that leads to one holds.
        id, description, status: of several names the first that an entry has holds.
        files, dependencies: the values of all names are joined.
    """

    name: str = "its keys say"
    tasks: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    status: tuple[str, ...] = ()


PRESETS: Mapping[str, Keys] = {
    "task-master": Keys(
        name="task-master",
        tasks=("tasks", "master.tasks", "*.tasks"),
        files=("relevantFiles[].path",),
        description=("title", "details"),
    ),
    "prd": Keys(
        name="prd",
        tasks=("userStories", "stories", "features"),
        dependencies=("dependsOn", "depends_on"),
        files=("files", "filesToModify", "files_to_modify"),
        description=("title",),
        status=("passes",),
    ),
}
"""Mappings by name, for what many have: Task Master's tasks.json, and a prd.json of user stories."""

KEY_NAMES = Keys._fields[1:]


class MappedFiles(NamedTuple):
    """Files, by their globs, whose keys have these names."""

    include: tuple[str, ...]
    keys: Keys
