"""What every test needs: nothing from this machine's git, locale, time zone or colour."""

from __future__ import annotations

import pytest

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
_COLOUR = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="write what the program says into tests/cases; read the difference before you keep it",
    )


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import os

    for name in list(os.environ):
        if name.startswith((*_OURS, *_CI)) or name in _COLOUR:
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A U Thor")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "author@example.com")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-01-01T00:00:00+00:00")
