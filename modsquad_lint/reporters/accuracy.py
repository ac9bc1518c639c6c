"""What `accuracy` says, as text, JSON and Markdown, and as a picture over time; knows no terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ..planning.decisions.accuracy import FEWEST_PLANS, Accuracy, ExecutedPlan, Rate
from ..planning.decisions.executed import NO_PLAN, Attribution
from ..text.typed import Any, NamedTuple
from ..text.words import counted, listed
from .columns import columns, wrapped
from .escape import as_json, markdown, terminal, xml

VERSION = 1
_WHAT_TO_DO = (
    "What to do: let agents ask before they write (modsquad-lint init --agents claude), and compare each "
    "commit with its task (the hook modsquad-lint-drift)."
)
_MOST_FORGOTTEN = 10
_FEWEST_TIMES = 3
"""How often a file was forgotten beside another one before a setting is proposed."""
_MOST_UNKNOWN = 5
_MOST_BARS = 60
_STYLE = (
    ":root{color-scheme:light dark}text{fill:#333}.named{fill:#3b6fb6}.left{fill:#d9822b}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.named{fill:#7aa7e0}.left{fill:#f0a860}}"
)
_WIDTH, _HEIGHT, _EDGE = 720, 220, 40


class Trust(NamedTuple):
    """All that is known of the plans of a repository.

    Attributes:
        what: the history that was read, in words.
        commits: how many commits were read, and how many of them name a task.
        unread: how many older versions of plans were not read.
    """

    what: str
    commits: tuple[int, int]
    accuracy: Accuracy
    attribution: Attribution
    unread: int


def render(name: str, trust: Trust, width: int | None = None) -> str:
    """In a format of `FORMATS`; of text no line is wider, where its words allow it."""
    return _as_text(trust, width) if name == "text" else FORMATS[name](trust)


def sentence(accuracy: Accuracy) -> str:
    """What a person reads first."""
    named, pairs = accuracy.declared, accuracy.collided
    if not accuracy.plans:
        return "No commit names a task of a plan: nothing is known of how far plans can be trusted."
    if named.interval is None:
        return (
            f"In this repository plans named {named.hits:,} of {counted(named.of, 'file')} that they changed; "
            f"{counted(accuracy.plans, 'plan')} {'is' if accuracy.plans == 1 else 'are'} "
            f"no figure yet: it takes {FEWEST_PLANS}."
        )
    low, high = named.interval
    safe = ""
    if pairs.of:
        were = "was" if pairs.hits == 1 else "were"
        safe = f"; of {counted(pairs.of, 'pair')} called safe {pairs.hits:,} {were} not"
    return (
        f"In this repository plans name {_percent(named)} % ({100 * low:.0f} to {100 * high:.0f}) "
        f"of what they change{safe}."
    )


def _percent(rate: Rate) -> str:
    return f"{100 * (rate.share or 0):.0f}"


_RATES = (
    ("declared", "changed files that were declared"),
    ("changed", "declared files that were changed"),
    ("kept", "plans that kept to what they declared"),
    ("collided", "pairs declared disjoint that collided"),
)


def _figures(accuracy: Accuracy) -> Iterator[tuple[str, str]]:
    for name, words in _RATES:
        rate: Rate = getattr(accuracy, name)
        if rate.share is None:
            yield words, "none to count"
            continue
        said = f"{rate.hits:,} of {rate.of:,} in {counted(rate.plans, 'plan')}"
        if rate.interval is None or rate.ahead is None:
            yield words, f"{said}; too few for a figure"
            continue
        low, high, soon, late = (f"{100 * edge:.0f}" for edge in (*rate.interval, *rate.ahead))
        yield words, f"{_percent(rate)} % ({low} to {high}), {said}; plans to come {soon} to {late}"


def _companions(accuracy: Accuracy) -> dict[str, list[str]]:
    """A `companions` setting to look at: names of files that were forgotten beside others."""
    found: dict[str, list[str]] = {}
    for path, times, beside in accuracy.forgotten:
        if beside is not None and times >= _FEWEST_TIMES:
            names = found.setdefault(beside.rpartition("/")[2], [])
            name = path.rpartition("/")[2]
            if name not in names:
                names.append(name)
    return found


def _setting(companions: dict[str, list[str]]) -> str:
    pairs = (f"{json.dumps(name)} = {json.dumps(others)}" for name, others in companions.items())
    return f"companions = {{ {', '.join(pairs)} }}"


def _not_known(trust: Trust) -> Iterator[str]:
    read, naming = trust.commits
    yield f"{counted(read, 'commit')} of {trust.what} read, of which {naming:,} seem to name a task"
    for why, number in trust.attribution.left_out.items():
        which = f": {_unknown(trust.attribution.unknown)}" if why == NO_PLAN else ""
        yield f"not attributed: {counted(number, 'name')} of a task, since {why}{which}"
    if trust.unread:
        yield f"not read: {counted(trust.unread, 'older version')} of plans, which are too many"
    for plan in trust.attribution.uncompared:
        yield f"not compared: the tasks of {plan} two by two, which are too many"


def _unknown(ids: Sequence[tuple[str, int]]) -> str:
    """The most frequent ids: a subject that has the form of a task's may mean a part of the program."""
    return listed([f"{json.dumps(ident)} {times:,}" for ident, times in ids], _MOST_UNKNOWN)


def _as_text(trust: Trust, width: int | None = None) -> str:
    lines = []
    for head, text in _text_lines(trust):
        start, indent = terminal(head), " " * (columns(terminal(head)) or 2)
        broken = wrapped(terminal(text), width, used=columns(start), indent=indent)
        lines += [f"{start}{next(broken)}", *broken]
    return "\n".join(lines) + "\n"


def _text_lines(trust: Trust) -> Iterator[tuple[str, str]]:
    """What stands at the beginning of each line, and what may be broken behind it."""
    accuracy = trust.accuracy
    yield "", sentence(accuracy)
    yield "", ""
    if accuracy.plans:
        widest = max(len(words) for _, words in _RATES)
        for words, figure in _figures(accuracy):
            yield f"  {words:{widest}}  ", figure
        yield "", ""
    if accuracy.forgotten:
        yield "", "Most often changed without being declared:"
        for path, times, _ in accuracy.forgotten[:_MOST_FORGOTTEN]:
            yield f"  {counted(times, 'task'):>9}  ", path
        yield "", ""
        yield "", _WHAT_TO_DO
        companions = _companions(accuracy)
        if companions:
            said = f"Where a file always goes with another, look at: {_setting(companions)}"
            yield "  ", said
        yield "", ""
    for line in _not_known(trust):
        yield "", line


def _as_markdown(trust: Trust) -> str:
    lines = [markdown(sentence(trust.accuracy)), ""]
    if trust.accuracy.plans:
        lines += ["| | |", "| --- | --- |"]
        lines += [f"| {words} | {figure} |" for words, figure in _figures(trust.accuracy)]
        lines.append("")
    if trust.accuracy.forgotten:
        lines += ["| changed without being declared | tasks |", "| --- | --- |"]
        for path, times, _ in trust.accuracy.forgotten[:_MOST_FORGOTTEN]:
            lines.append(f"| {markdown(path)} | {times:,} |")
        lines.append("")
    lines += [f"- {markdown(line)}" for line in _not_known(trust)]
    return "\n".join(lines) + "\n"


def _as_json(trust: Trust) -> str:
    accuracy = trust.accuracy
    dates = [plan.when for plan in trust.attribution.plans]
    value: dict[str, Any] = {
        "version": VERSION,
        "sentence": sentence(accuracy),
        "from": min(dates, default=None),
        "to": max(dates, default=None),
        "plans": accuracy.plans,
        "tasks": accuracy.tasks,
        "rates": {name: _rate_as_json(getattr(accuracy, name)) for name, _ in _RATES},
        "forgotten": [
            {"path": path, "tasks": times} for path, times, _ in accuracy.forgotten[:100]
        ],
        "companions": _companions(accuracy),
        "commits": {"read": trust.commits[0], "naming_tasks": trust.commits[1]},
        "not_attributed": dict(trust.attribution.left_out),
        "unknown_ids": dict(trust.attribution.unknown[:100]),
        "not_compared": list(trust.attribution.uncompared),
        "versions_not_read": trust.unread,
    }
    return as_json(value, indent=2)


def _rate_as_json(rate: Rate) -> dict[str, Any]:
    return {
        "hits": rate.hits,
        "of": rate.of,
        "plans": rate.plans,
        "interval": rate.interval and [round(edge, 4) for edge in rate.interval],
        "ahead": rate.ahead and [round(edge, 4) for edge in rate.ahead],
    }


# ---------------------------------------------------------------- the picture


def _as_svg(trust: Trust) -> str:
    """What plans named, and what they left out, over time: a bar for each plan, or for some in a row."""
    bars = _bars(trust.attribution.plans)
    words = sentence(trust.accuracy)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{xml(words)}</title>'
        ),
        f"<style>{_STYLE}</style>",
        (
            f'<text x="{_EDGE}" y="18"><tspan class="named">■</tspan> declared '
            '<tspan class="left">■</tspan> changed without being declared</text>'
        ),
    ]
    floor = _HEIGHT - _EDGE
    room = floor - _EDGE + 8
    step = (_WIDTH - 2 * _EDGE) / max(len(bars), 1)
    for at, (when, named, left) in enumerate(bars):
        x, width = _EDGE + at * step, max(step - 2, 1)
        height = room * named / (named + left)
        label = f"{when}: {named} declared, {left} not"
        parts.append(
            f"<g><title>{xml(label)}</title>"
            f'<rect class="named" x="{x:.1f}" y="{floor - height:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            f'<rect class="left" x="{x:.1f}" y="{floor - room:.1f}" width="{width:.1f}" height="{room - height:.1f}"/></g>'
        )
    if bars:
        parts.append(f'<text x="{_EDGE}" y="{floor + 18}">{xml(bars[0][0])}</text>')
        parts.append(
            f'<text x="{_WIDTH - _EDGE}" y="{floor + 18}" text-anchor="end">{xml(bars[-1][0])}</text>'
        )
    else:
        parts.append(f'<text x="{_EDGE}" y="{_HEIGHT // 2}">{xml(words)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bars(plans: Sequence[ExecutedPlan]) -> list[tuple[str, int, int]]:
    """The date of the last of some plans in a row, what they declared of what changed, and what not."""
    with_changes = [plan for plan in plans if any(task.changed for task in plan.tasks)]
    size = -(-len(with_changes) // _MOST_BARS) or 1
    bars = []
    for start in range(0, len(with_changes), size):
        some = with_changes[start : start + size]
        changed = sum(len(task.changed) for plan in some for task in plan.tasks)
        left = sum(len(task.undeclared) for plan in some for task in plan.tasks)
        bars.append((some[-1].when, changed - left, left))
    return bars


FORMATS = {"text": _as_text, "json": _as_json, "markdown": _as_markdown, "svg": _as_svg}
"""Each format, and what makes it."""
