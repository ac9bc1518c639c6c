"""Who collides with whom as annotations of GitHub Actions, one for each conflict."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.report import Terminal
from ...planning.decisions.collisions import Collision, Radar
from .. import workflow_commands as commands
from ..workflow_commands import Annotation
from . import words

_TITLE = {"title": "modsquad-lint radar"}


def render(radar: Radar, terminal: Terminal) -> str:
    """Errors for what no plan predicted, warnings for what one did, and a notice that counts."""
    del terminal
    return "".join(f"{commands.line(each)}\n" for each in _all(radar))


def _all(radar: Radar) -> Iterator[Annotation]:
    for collision in radar.collisions:
        if collision.conflict is not False:
            yield _annotation(radar, collision)
    for failed in radar.not_looked_at:
        yield Annotation("error", _TITLE, commands.words(f"NOT checked: {failed}"))
    if radar.not_merged:
        yield Annotation("error", _TITLE, commands.words(f"lines NOT checked: {radar.not_merged}"))
    said = "; ".join(filter(None, (words.summary(radar), words.landing(radar))))
    yield Annotation("notice", _TITLE, commands.words(said))


def _annotation(radar: Radar, collision: Collision) -> Annotation:
    one, other = (radar.seen[index].name for index in collision.between)
    is_milder = collision.is_predicted or collision.conflict is None
    where = words.lines(collision) if collision.conflict else "lines NOT checked"
    said = words.SAID[collision.plan]
    message = f"{one} and {other} both changed {collision.file} ({where}); {said}"
    place: dict[str, object] = {"file": commands.file_name(collision.file)}
    if collision.lines is not None:
        place |= dict(zip(("line", "endLine"), collision.lines[0], strict=True))
    return Annotation(
        "warning" if is_milder else "error", {**place, **_TITLE}, commands.words(message)
    )
