"""What every test needs: nothing from this machine's git, locale, time zone or colour."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator

import pytest
import warm
from browser import Browser, started

from modsquad_lint.repository.git import removed, renames
from modsquad_lint.repository.git.repository import Repository

_OURS = ("CI_", "GIT_", "GITHUB_", "GITLAB_", "MODSQUAD_", "PRE_COMMIT")
_CI = (
    *(
        "APPVEYOR",
        "BITBUCKET_",
        "BRANCH_NAME",
        "BUILDKITE",
        "BUILD_",
        "CHANGE_",
        "CIRCLE",
        "CIRRUS",
    ),
    *("CODEBUILD_", "DRONE", "JENKINS_", "SYSTEM_", "TEAMCITY_", "TF_BUILD", "TRAVIS"),
)
_QUICK = """\
[core]
\tfsync = none
[gc]
\tauto = 0
[init]
\ttemplateDir =
[maintenance]
\tauto = false
"""
"""Git's settings that change no answer: nothing is tidied up, no sample of a hook is copied."""
_PEOPLE = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"),
    *("EDITOR", "VISUAL", "LANGUAGE", "XDG_CONFIG_HOME", "PYTHONIOENCODING", "PYTHONUTF8"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="write what the program says into tests/cases; read the difference before you keep it",
    )


def pytest_collection_finish() -> None:
    # Next to nothing that tests make is a circle, and with Python's own limit the search for one takes a tenth.
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home", numbered=False)
    (home / "gitconfig").write_text(_QUICK)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith((*_OURS, *_CI)) or name in _PEOPLE:
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("TZ", "UTC")
        if hasattr(time, "tzset"):  # else this process keeps the zone that it began with
            time.tzset()
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "A U Thor")
            patch.setenv(f"GIT_{who}_EMAIL", "author@example.com")
            patch.setenv(f"GIT_{who}_DATE", "2026-01-01T00:00:00+00:00")
        for module in (removed, renames):  # no machine is too slow to read the short histories here
            patch.setattr(module, "HISTORY_SECONDS", 600.0)
        yield


@pytest.fixture(scope="session")
def program(_clean_environment: None) -> Iterator[warm.Program]:
    """The program, ready for runs that are processes of their own."""
    yield from warm.started()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first word of each question to git so far."""
    asked: list[str] = []
    ask = Repository.ask

    def count(self: Repository, *arguments: str, **options: object) -> bytes:
        asked.append(arguments[0])
        return ask(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Repository, "ask", count)
    return asked
