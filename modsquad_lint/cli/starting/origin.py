"""Where the running program was installed from: by that the others of a team, and CI, can get it as well."""

from __future__ import annotations

import json
import re

from ...text.typed import NamedTuple
from ...text.version import __version__
from ..commands import PROGRAM

_ADDRESS = r"https://[\w.-]+(?::\d+)?/[\w./~-]+|ssh://git@[\w.-]+(?::\d+)?/[\w./~-]+"
"""Without a user's name and password, which are nobody else's business."""


class Origin(NamedTuple):
    """Where the program is from.

    Attributes:
        requirement: what pip is given to install it; "" where it came from a folder or a file of this machine.
        repository: the address of its git repository; "" where it came from none.
        commit: of that, in full.
        revision: the tag or branch that was asked for, or the commit.
    """

    requirement: str = ""
    repository: str = ""
    commit: str = ""
    revision: str = ""

    @property
    def action(self) -> str:
        """The action of the repository, where that is on GitHub; else ""."""
        match = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", self.repository)
        return f"{match[1]}@{self.commit}" if match else ""


def origin() -> Origin:
    """Where the running program was installed from."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        noted = distribution(PROGRAM).read_text("direct_url.json")
    except PackageNotFoundError:
        return Origin()
    return origin_of(noted)


def origin_of(noted: str | None) -> Origin:
    """What an installer noted (PEP 610); nothing at all where the package came from an index."""
    if noted is None:
        return Origin(f"{PROGRAM}=={__version__}")
    try:
        value = json.loads(noted)
        address, version = value["url"], value["vcs_info"]
        commit = version["commit_id"]
    except (ValueError, KeyError, TypeError):
        return Origin()
    if version.get("vcs") != "git" or not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        return Origin()
    if not isinstance(address, str) or not re.fullmatch(_ADDRESS, address):
        return Origin()
    repository = address.removesuffix("/").removesuffix(".git")
    revision = version.get("requested_revision")
    is_tag = isinstance(revision, str) and re.fullmatch(r"v?\d[\w.-]*", revision)
    return Origin(f"git+{address}@{commit}", repository, commit, revision if is_tag else commit)
