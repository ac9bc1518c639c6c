"""All that `init` sets up, put together; the first tasks file declares what the other parts write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ...text.errors import UserError
from . import agents_text, commit_hooks, mapping_settings, other_hooks, plans, workflow
from .ground import FileWrite, Ground, LeftAloneError, Part, changed, removed
from .origin import Origin


def set_up(ground: Ground, found: plans.FoundPlans, source: Origin, *, has_workflow: bool) -> Part:
    """All parts; the first tasks file declares the files of the others."""
    has_plan = bool(found.read or found.mapped)
    declares = found.declares or not has_plan
    needs = commit_hooks.HookNeeds([*found.mapped], found.has_markdown, declares)
    silent = (
        [] if declares else ["no task declares a file, so commits are not compared with the plan"]
    )
    has_hooks = ground.has(commit_hooks.CONFIGURATION)
    advice = other_hooks.Advice() if has_hooks else other_hooks.advice(ground)
    parts = [
        Part(remarks=silent),
        mapping_settings.part(ground, found.mapped),
        Part(remarks=advice.lines)
        if advice.lines
        else _unless_left_alone(
            partial(commit_hooks.part, ground, needs, source),
            "; docs/ci.md shows what belongs there",
        ),
        agents_text.part(ground),
    ]
    if has_workflow:
        made = partial(workflow.part, ground, source)
        parts.append(_unless_left_alone(made, "; docs/ci.md has the workflow"))
    rest = _together(parts)
    ignored = ground.ignored([plans.TASKS_FILE, *(write.path for write in rest.writes)])
    declared = [write.path for write in rest.writes if write.path not in ignored]
    declared += advice.paths
    first = _first_tasks_file(ground, found, declared)
    writes = [*first.writes, *rest.writes]
    kept = [
        f"{write.path}: git ignores it, so nobody else will get it"
        for write in writes
        if write.path in ignored
    ]
    return Part(writes, [*first.remarks, *found.remarks, *rest.remarks, *kept])


def _first_tasks_file(ground: Ground, found: plans.FoundPlans, paths: Sequence[str]) -> Part:
    """The first tasks file, where no plan is; where it is as it was made, it declares what is new as well."""
    if found.read == [plans.TASKS_FILE] and paths:
        source = ground.read(plans.TASKS_FILE)
        if source is not None and (declared := plans.declared_first(source.text)) is not None:
            text = plans.first_tasks_file([*dict.fromkeys([*declared, *paths])])
            return Part([changed(source, text, "the first task declares these files, too")])
    if found.read or found.mapped:
        return Part()
    if ground.has(plans.TASKS_FILE):
        words = "is there and is no plan, so no first one is written; give yours another name"
        return Part(remarks=[f"{plans.TASKS_FILE} {words}: my.tasks.json"])
    use = "a first task, which declares the files that come with it; put yours beside it"
    text = plans.first_tasks_file(paths)
    return Part([FileWrite(plans.TASKS_FILE, None, text.encode(), use)])


def taken_out(ground: Ground, source: Origin) -> Part:
    """All that `set_up` wrote and nobody changed, taken out again."""
    return _together(
        [
            _without_first_tasks_file(ground),
            _unless_left_alone(partial(mapping_settings.removal, ground)),
            _unless_left_alone(partial(commit_hooks.removal, ground)),
            agents_text.removal(ground),
            _unless_left_alone(partial(workflow.removal, ground, source)),
        ]
    )


def _unless_left_alone(make: Callable[[], Part], advice: str = "") -> Part:
    """A part; where its file is none that may be written, only why that is so, and what to do."""
    try:
        return make()
    except LeftAloneError as error:
        return Part(remarks=[f"{error}, so it is left alone{advice}"])


def _without_first_tasks_file(ground: Ground) -> Part:
    try:
        source = ground.read(plans.TASKS_FILE)
    except (UserError, LeftAloneError):
        return Part()  # not as we wrote it
    if source is None:
        return Part()
    if plans.declared_first(source.text) is not None:
        return Part([removed(source, "it has the first task alone")])
    return Part(remarks=[f"{source.path}: it has tasks of yours, so it stays"])


def _together(parts: Sequence[Part]) -> Part:
    return Part(
        [write for part in parts for write in part.writes],
        [remark for part in parts for remark in part.remarks],
    )
