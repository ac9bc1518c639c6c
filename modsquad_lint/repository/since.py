"""What `--since` may say: a date, a time ago, or a revision; knows no command.

git takes any words for a date, and what it does not understand for now; so what is meant is found out here.
"""

from __future__ import annotations

import re

from ..text.errors import UserError
from ..text.typed import TYPE_CHECKING
from .git.repository import Repository, decode

if TYPE_CHECKING:
    from datetime import datetime

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?[ ]?(Z|[+-]\d{2}:?\d{2})?")
_AGO = re.compile(r"(\d{1,6})[ .](second|minute|hour|day|week|month|year)s?(?:[ .]ago)?")
_WORDS = {"today": "0 day", "yesterday": "1 day"}
_MONTHS = {"month": 1, "year": 12}
_FIRST_YEAR = 1970
"""git knows no time before."""


def commits_since(repository: Repository, since: str, tip: str) -> frozenset[str]:
    """The ids of the commits of a history that are as young as that, or that a revision does not have.

    Raises:
        UserError: it is neither.
        GitFailedError: git cannot say.
    """
    from datetime import datetime

    moment = _moment(since.strip(), datetime.now().astimezone())
    if moment is not None:
        limit = f"--since=@{moment} +0000"
    else:
        base = commit_named(repository, since)
        if not base:
            raise UserError(
                f'--since "{since}" is no date and no revision',
                'write 2026-03-01, "2026-03-01 12:00", "3 weeks ago", yesterday, or a tag, a branch or a commit',
            )
        limit = f"^{base}"
    return frozenset(decode(repository.ask("rev-list", limit, tip, "--")).split())


def _moment(said: str, now: datetime) -> int | None:
    """Seconds since 1970, not fewer than none; None for what is no date. A date is its first moment here."""
    from datetime import datetime

    if match := _DATE.fullmatch(said):
        day, clock, zone = match.groups()
        zone = "+00:00" if zone == "Z" else zone and f"{zone[:3]}:{zone[-2:]}"
        try:
            then = datetime.fromisoformat(f"{day}T{clock or '00:00'}{zone or ''}")
        except ValueError:
            return None
    elif match := _AGO.fullmatch(_WORDS.get(said, said)):
        then = _ago(int(match[1]), match[2], now)
        if said in _WORDS:
            then = then.replace(hour=0, minute=0, second=0)
    else:
        return None
    return int(then.timestamp()) if then.year > _FIRST_YEAR else 0


def _ago(number: int, unit: str, now: datetime) -> datetime:
    from calendar import monthrange
    from datetime import timedelta

    try:
        if unit not in _MONTHS:
            return now - timedelta(**{f"{unit}s": number})
        year, month = divmod(now.year * 12 + now.month - 1 - number * _MONTHS[unit], 12)
        day = min(now.day, monthrange(year, month + 1)[1])
        return now.replace(year=year, month=month + 1, day=day)
    except (ValueError, OverflowError):
        return now.replace(year=_FIRST_YEAR)


def commit_named(repository: Repository, name: str) -> str:
    """The id of the commit that a name stands for; "" for none."""
    if "\0" in name:
        return ""
    question = ("rev-parse", "-q", "--verify", "--end-of-options", f"{name}^{{commit}}")
    return decode(repository.ask(*question, accept=(0, 1, 128))).strip()
