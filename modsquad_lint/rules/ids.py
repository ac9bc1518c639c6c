"""Rules about the ids of tasks: each once, and fit for the branch of the task."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ..planning.tasks import Tasks
from ..text import paths
from ..text.source import Place
from .draft import Draft, DraftRelated, Severity
from .registry import REPOSITORY, Subject, rule

_NOT_PLAIN = r"[^A-Za-z0-9_\n-]|(?:\A|\n)(?:-|\n|\Z)"
_FORBIDDEN = r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//"
_LONGEST = 240
"""Bytes of one part of a branch: git keeps it as a file, and locks it by a longer name."""
_ADVICE = "write another id, here and where others depend on it"


@rule("MSQ105", "duplicate-task-id", Severity.ERROR, prevents_plan=True)
def duplicate_task_id(subject: Subject) -> Iterator[Draft]:
    """Two tasks have the same id.

    Every later one is reported; the related place is the first.

    ## Why

    A dependency on that id could mean either task, and results are reported by id. A file with this
    finding has no plan.

    ## Example

    ```json
    [
      {"id": "add-router", "file_modifications": ["routers/orders.py"]},
      {"id": "add-router", "file_modifications": ["routers/market.py"]}
    ]
    ```

    Instead:

    ```json
    [
      {"id": "add-orders-router", "file_modifications": ["routers/orders.py"]},
      {"id": "add-market-router", "file_modifications": ["routers/market.py"]}
    ]
    ```

    ## Fix

    By hand: rename one task, then look at who depends on it.
    """
    file = subject.file
    if len(file.ids()) == len(file.entries):
        return
    first: dict[str, tuple[str | int, ...]] = {}
    for steps, entry in file.placed_entries():
        ident = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(ident, str) or not ident:
            continue
        if first.setdefault(ident, steps) is not steps:
            yield Draft(
                Place((*steps, "id")),
                f'another task already has the id "{ident}"',
                help="give this task an id of its own, and check which of the two others depend on",
                related=(DraftRelated(Place((*first[ident], "id")), "first here"),),
            )


@rule("MSQ507", "id-no-branch", Severity.INFO, most=Severity.WARNING, helped_by=(REPOSITORY,))
def id_no_branch(subject: Subject) -> Iterator[Draft]:
    r"""An id can't stand in the name of a branch.

    What a branch may be called, git decides: no white space, none of `~^:?*[\`, no `..`, no dot at an
    end. The branch is that of the setting `branch-pattern`. Reported too are ids of which one is a folder of
    the other (`auth`, `auth/login`), since git can't have both branches, and ids that differ only in case,
    which are one branch on Windows and macOS. It is a warning once a branch of the repository matches the
    pattern.

    ## Why

    The task of a branch is known by its name. Without one the changes of the task are compared with all
    tasks together, or not at all.

    ## Example

    ```json
    {"id": "add page", "file_modifications": ["page.tsx"]}
    ```

    Instead:

    ```json
    {"id": "add-page", "file_modifications": ["page.tsx"]}
    ```

    ## Fix

    By hand: write another id, here and where others depend on it.
    """
    if subject.reading.has_comments or subject.source.parts:
        return  # in Markdown the format gives the ids, and full names stand for them
    pattern = subject.options.branch_pattern
    if _is_fit(subject.file.tasks.index_of, pattern):
        return
    severity = Severity.INFO
    for number, draft in enumerate(_unfit(subject.file.tasks, pattern)):
        if number == 0 and _matches(pattern, subject.facts.branches() or ()):
            severity = Severity.WARNING
        yield draft._replace(severity=severity)


def _is_fit(ids: Collection[str], pattern: str) -> bool:
    """Whether nothing can be wrong with any id, at a glance; or with none but what the pattern has wrong."""
    branch = pattern.replace("{id}", "x")
    is_plain = re.search(_NOT_PLAIN, branch.replace("/", "\n")) is None and len(branch) <= _LONGEST
    if not is_plain and _no_branch(branch):
        return True
    joined = "\n".join(ids)
    lower = joined.lower()
    return (
        "/" in pattern
        and re.search(_NOT_PLAIN, joined) is None
        and (lower == joined or len(set(lower.split("\n"))) == len(ids))
        and len(max(ids, key=len, default="")) <= _LONGEST // 2
    )


def _unfit(tasks: Tasks, pattern: str) -> Iterator[Draft]:
    first: dict[str, str] = {}
    for ident, task in tasks.by_id.items():
        branch = pattern.replace("{id}", ident)
        reason = _no_branch(branch)
        if reason:
            yield Draft(task.at("id"), f'"{branch}" can\'t be a branch: {reason}', help=_ADVICE)
            continue
        alike = first.setdefault(paths.fold(ident), ident)
        folder = next((other for other in _folders(ident) if other in tasks.index_of), None)
        if folder is None and alike == ident:
            continue
        other = alike if folder is None else folder
        why = "they differ only in case" if folder is None else "one is a folder of the other"
        yield Draft(
            task.at("id"),
            f'"{ident}" and "{other}" can\'t both have a branch everywhere: {why}',
            help=_ADVICE,
            related=(DraftRelated(tasks.by_id[other].at("id"), "the other task"),),
        )


def _no_branch(branch: str) -> str | None:
    """Why git has no branch of this name, in words; None where it may have one."""
    found = re.search(_FORBIDDEN, branch)
    if found:
        return f'git allows no "{found.group()}" there'
    parts = branch.split("/")
    longest = max(len(part.encode(errors="surrogatepass")) for part in parts)
    reasons = {
        'it starts with "-"': branch.startswith("-"),
        'it starts or ends with "/"': not parts[0] or not parts[-1],
        "a part of it starts with a dot": any(part.startswith(".") for part in parts),
        "it ends with a dot": branch.endswith("."),
        'a part of it ends with ".lock"': any(part.endswith(".lock") for part in parts),
        "git means something else by it": branch in {"@", "HEAD"},
        f"a part of it has more than {_LONGEST} bytes": longest > _LONGEST,
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def _folders(ident: str) -> Iterator[str]:
    """The folders above, as git sees an id."""
    while ident := ident.rpartition("/")[0]:
        yield ident


def _matches(pattern: str, branches: Sequence[str]) -> bool:
    """Whether a branch has a name that the pattern gives."""
    start, _, end = pattern.partition("{id}")
    shortest = len(start) + len(end)
    return any(
        branch.startswith(start) and branch.endswith(end) and len(branch) > shortest
        for branch in branches
    )
