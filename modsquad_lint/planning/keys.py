"""The keys of a task: ours, and what those of other formats mean; knows no rule and no document.

Names of others are compared without their case and without "_" and "-", as each language writes them in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from ..text.typed import Any

FILES = "file_modifications"
LEGACY_FILES = "files"
KEYS = frozenset(
    {"id", "description", "squad", FILES, LEGACY_FILES, "dependencies", "status", "lint_ignore"}
)
LISTS = {
    FILES: "paths",
    LEGACY_FILES: "paths",
    "dependencies": "task ids",
    "lint_ignore": "rule codes",
}
"""Those whose value is a list of strings, and what these are."""
STRINGS = ("description", "squad")
"""Those whose value is a string that may be empty."""
LONGEST_ID = 1000
"""Characters of an id: most findings name one, and a branch or a commit should be able to."""

_CLEAR = {
    "id": "taskid identifier",
    FILES: """
        files modifications filemodification modifiedfiles filesmodified filestomodify modifyfiles modifies
        changedfiles fileschanged filestochange editedfiles filesedited filestoedit edits
        touchedfiles filestouched filestotouch touches touchedpaths
        createdfiles filescreated filestocreate createfiles newfiles creates
        writtenfiles filestowrite writefiles writes updatedfiles filestoupdate filestodelete
        ownedfiles ownedpaths owns fileownership ownsfiles affectedfiles filesaffected impactedfiles
        targetfiles outputfiles involvedfiles declaredfiles filepaths filelist filenames paths
    """,
    "dependencies": """
        dependency dependencyids dependencylist dependencytasks dependson dependsupon dependenton depends deps dep
        taskdependencies after runafter startafter needs requires requiredtasks prerequisites prerequisite prereqs
        prereq blockedby blockers waitsfor waitfor waitson waiton upstream upstreamtasks predecessors predecessor
        precededby follows
    """,
}
"""Names that hardly ever mean anything else."""

_POSSIBLE = {
    "id": "name key slug task taskname uid number ref",
    FILES: "file path filepath filename target targets outputs scope changes artifacts deliverables",
    "dependencies": "need require required previous prior parents",
}
"""Names that mean it where our own key is missing, and where the value could be one of it."""

_BEGINNINGS, _ENDS = ("id", "fi", "de"), ("ons", "ion", "ies")
"""Of a misspelt key one of these is right."""

_OTHER_WORDS = frozenset({"dependants", "dependent", "dependents", "identity"})
"""Near one of our keys, and none of its spellings."""


@lru_cache(1024)
def clear_meaning(key: str) -> str | None:
    """Which of id, files and dependencies another key surely means; None for our own keys and for others."""
    bare = _bare(key)
    if key in KEYS or bare in _OTHER_WORDS:
        return None
    known = _table(clear=True).get(bare)
    if known is not None:
        return known
    if not bare.startswith(_BEGINNINGS) and not bare.endswith(_ENDS):
        return None
    from ..text.vocabulary import Vocabulary

    near = Vocabulary(_CLEAR).near(key)  # a misspelt one
    return near[0] if near else None


def misnamed(entry: Mapping[str, Any]) -> dict[str, str]:
    """The keys of an entry that mean one of ours, each with ours, in the order of the entry.

    What may mean one counts where nothing else does.
    """
    found = {key: meant for key in entry if (meant := clear_meaning(key))}
    there = {FILES if key == LEGACY_FILES else key for key in (*entry, *found.values())}
    for key, value in entry.items():
        meant = None if key in KEYS or key in found else _table(clear=False).get(_bare(key))
        if meant is not None and meant not in there and _could_be(meant, value):
            found[key] = meant
            there.add(meant)
    return {key: found[key] for key in entry if key in found}


@cache
def _table(*, clear: bool) -> dict[str, str]:
    named = _CLEAR if clear else _POSSIBLE
    return {_bare(name): ours for ours, names in named.items() for name in (ours, *names.split())}


def _bare(key: str) -> str:
    return key.replace("_", "").replace("-", "").replace(" ", "").lower()


def _could_be(meant: str, value: object) -> bool:
    """Whether a value could stand under one of our keys, but for a list around it."""
    if meant == "id":
        return isinstance(value, str | int) and value != "" and not isinstance(value, bool)
    items = value if isinstance(value, list) else [value]
    are_strings = items != [] and all(isinstance(item, str) and item for item in items)
    return are_strings and (meant != FILES or all(map(_could_be_path, items)))


def _could_be_path(item: str) -> bool:
    return not any(map(str.isspace, item)) and ("/" in item or "." in item[1:-1])
