"""Which file names are known: right without an extension, and extensions that exist. Knows no repository."""

from __future__ import annotations

import re
from functools import cache

from .words import word_set

_MORE_NAMES = word_set(
    """
    Appfile Appraisals Apptainer BUCK BUGS Berksfile Buildfile CHANGES CNAME CODEOWNERS CONTRIBUTORS
    COPYRIGHT CREDITS Caddyfile Cakefile Capfile Cartfile Corefile DEPS Dangerfile Deliverfile
    Devfile Doxyfile Earthfile FUNDING Guardfile Gymfile HACKING HISTORY INSTALL Jakefile Jamfile
    Jamroot Justfile Kbuild Kconfig LICENCE MANIFEST Matchfile Mintfile Modelfile OWNERS Pluginfile
    Podfile Procfile Puppetfile SECURITY Scanfile Singularity Snakefile Snapfile Steepfile THANKS
    TODO Taskfile Thorfile UNLICENSE VERSION _headers _redirects artisan commit-msg configure
    crontab dockerfile fastfile gradlew jenkinsfile justfile mvnw post-checkout post-commit
    post-merge post-receive post-rewrite pre-commit pre-merge-commit pre-push pre-rebase pre-receive
    prepare-commit-msg procfile rebar3 vagrantfile
    """
)
"""What `identify` does not know."""

_FOLDERS = word_set(
    """
    .githooks .husky bin cron.d cron.daily cron.hourly cron.monthly cron.weekly debian exe githooks
    init.d libexec sbin script sudoers.d
    """
)
"""Folders whose files usually have no extension: programs, hooks, Debian's packaging."""


def needs_no_extension(path: str) -> bool:
    """Whether a path with "/" is usual without an extension: by its name, or by a folder above it."""
    *folders, name = path.split("/")
    # LICENSE-MIT, Dockerfile-dev
    stem = re.split("[-_]", name, maxsplit=1)[0]
    known = _known_names()
    return (
        name in known or (stem[:1].isupper() and stem in known) or not _FOLDERS.isdisjoint(folders)
    )


def has_known_extension(path: str) -> bool:
    """Whether a path ends with an extension that exists, whatever its case."""
    _, dot, extension = path.rpartition(".")
    return dot != "" and extension.lower() in _known_extensions()


@cache
def _known_names() -> frozenset[str]:
    from identify.extensions import NAMES

    return _MORE_NAMES.union(NAMES)


@cache
def _known_extensions() -> frozenset[str]:
    from identify.extensions import EXTENSIONS, EXTENSIONS_NEED_BINARY_CHECK

    return frozenset((*EXTENSIONS, *EXTENSIONS_NEED_BINARY_CHECK))
