"""What `--since` may say."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import pytest
from sandbox import Sandbox

from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.repository.since import commits_since
from modsquad_lint.text.errors import UserError

NOW = datetime.fromisoformat("2026-07-01T12:00:00+00:00")
TIMES = {
    "first": datetime.fromisoformat("2001-03-01T12:00:00+00:00"),
    "years": NOW - timedelta(days=800),
    "days": NOW - timedelta(days=5),
    "minutes": NOW - timedelta(minutes=5),
}
"""The commits of a history, the oldest first, and when they were made."""

RECENT = {
    "2001-03-01": 4,
    "2001-03-01 12:01": 3,
    "2001-03-01 12:00:00": 4,
    "2001-03-01T12:30+01:00": 4,
    "2001-03-01T12:00:00 -0500": 3,
    "2001-03-01T12:00Z": 4,
    "1900-01-01": 4,
    "9999-01-01": 0,
    "2 weeks ago": 2,
    "2.weeks": 2,
    "6 days ago": 2,
    "4 days ago": 1,
    "10 minutes ago": 1,
    "60 seconds ago": 0,
    "3 months ago": 2,
    "1 year ago": 2,
    "9 years ago": 3,
    "999999 days ago": 4,
    "days": 1,
    "HEAD": 0,
}


class _Clock(datetime):
    """It stands still, however long the tests take."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Clock:
        return cls.fromtimestamp(NOW.timestamp(), tz)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    box = Sandbox(tmp_path_factory.mktemp("since") / "repository")
    for name, when in TIMES.items():
        env = {"GIT_COMMITTER_DATE": when.isoformat(timespec="seconds")}
        box.git("commit", "-q", "--allow-empty", "-m", name, env=env)
        box.git("tag", name)
    return Repository(str(box.top))


def test_dates_times_and_revisions(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datetime.datetime", _Clock)
    found = {said: len(commits_since(repository, said, "HEAD")) for said in RECENT}
    assert found == RECENT


@pytest.mark.parametrize(
    "said", ["", "nonsense", "2001-02-30", "2001-13-01", "3 parsecs ago", "-x", "a\0"]
)
def test_what_is_neither(repository: Repository, said: str) -> None:
    with pytest.raises(UserError) as error:
        commits_since(repository, said, "HEAD")
    assert error.value.message == f'--since "{said}" is no date and no revision'
