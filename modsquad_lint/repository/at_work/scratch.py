"""A git directory for a while: it sees the objects of a repository, and takes the new ones itself.

What is asked here writes nothing to the repository, and runs no program that its configuration or its
attributes name: no driver, filter or hook has a command in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from ..git.blobs import is_nameable, read_blobs
from ..git.formats import understood
from ..git.repository import GitFailedError, Repository, decode, lines, names
from ..reading import note

_KEPT = r"^core\.(autocrlf|eol|ignorecase|filemode|symlinks)$"
"""Settings that say how a work tree is read; no others are taken over."""
_ATTRIBUTES = ".gitattributes"
_NOBODY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "x"), ("EMAIL", "x"), ("DATE", "2000-01-01T00:00:00Z"))
}
"""Who makes commits there, and when."""


class Scratch:
    """A git directory of its own in a temporary folder; `open_scratch` makes one."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def ask(
        self,
        *arguments: str,
        top: str | None = None,
        index: str | None = None,
        given: bytes | None = None,
        accept: tuple[int, ...] = (0,),
    ) -> bytes:
        """What git answers here; `top` is the work tree that it looks at, and by default one without files.

        Raises:
            GitFailedError: it cannot answer.
        """
        top = top or f"{self.folder}/top"
        return Repository(top).ask(
            *arguments,
            given=given,
            accept=accept,
            variables={
                **_NOBODY,
                "GIT_DIR": self.folder,
                "GIT_COMMON_DIR": self.folder,
                "GIT_WORK_TREE": top,
                "GIT_INDEX_FILE": index or f"{self.folder}/index",
                "GIT_OBJECT_DIRECTORY": f"{self.folder}/objects",
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_COUNT": "0",
                "GIT_CONFIG_PARAMETERS": "",
                "HOME": self.folder,
                "XDG_CONFIG_HOME": self.folder,
            },
        )

    def take_attributes(self, repository: Repository, commit: str) -> None:
        """Let the attributes hold that a commit has: `merge=union` among them.

        Raises:
            GitFailedError: git cannot say.
        """
        listed = names(self.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit))
        paths = [path for path in listed if _has_attributes(path) and is_nameable(path)]
        wanted = [f"{commit}:{path}" for path in paths]
        for path, data in zip(paths, read_blobs(repository, wanted), strict=True):
            folder = path.rpartition("/")[0]
            with suppress(OSError, ValueError):
                os.makedirs(f"{self.folder}/top/{folder}", exist_ok=True)
                with open(f"{self.folder}/top/{path}", "xb") as file:
                    file.write(data or b"")


def _has_attributes(path: str) -> bool:
    *folders, name = path.split("/")
    return name == _ATTRIBUTES and not {"", ".", ".."} & {*folders}


@contextmanager
def open_scratch(repository: Repository) -> Iterator[Scratch]:
    """A git directory that sees a repository's objects, for as long as it is used.

    Raises:
        GitFailedError: git cannot say where these are, or there is no room for it.
    """
    from tempfile import TemporaryDirectory

    asked = ("rev-parse", "--show-object-format", "--git-path", "objects")
    with understood():
        form, objects = lines(repository.ask(*asked))
    objects = os.path.join(repository.root, objects)
    if objects.startswith('"') or "\n" in objects:
        raise GitFailedError(f"the objects lie in a folder whose name cannot be noted: {objects!r}")
    settings = decode(repository.ask("config", "-z", "--get-regexp", _KEPT, accept=(0, 1)))
    try:
        spare = TemporaryDirectory(prefix="modsquad-lint-", ignore_cleanup_errors=True)
    except OSError as error:
        raise GitFailedError(f"there is no folder for temporary files: {error.strerror}") from error
    with spare as folder:
        try:
            for name in ("objects/info", "refs/heads", "info", "top"):
                os.makedirs(f"{folder}/{name}")
            _write(folder, "HEAD", b"ref: refs/heads/none\n")
            _write(folder, "config", "".join(_config(form, settings)).encode())
            _write(folder, "objects/info/alternates", os.fsencode(f"{objects}\n"))
            for name in ("shallow", "info/attributes"):
                _write(folder, name, note(f"{repository.common_folder}/{name}") or b"")
            _write(folder, "info/exclude", b"".join(_excludes(repository)))
            if not os.path.getsize(f"{folder}/shallow"):
                os.unlink(f"{folder}/shallow")
        except OSError as error:
            raise GitFailedError(f"{folder} cannot be written: {error.strerror}") from error
        yield Scratch(folder)


def _config(form: str, settings: str) -> Iterator[str]:
    yield "[core]\n\tbare = false\n"
    yield f"\trepositoryformatversion = {int(form != 'sha1')}\n"
    for setting in settings.split("\0")[:-1]:
        name, _, value = setting.partition("\n")
        if value.isalnum():  # these settings take nothing else
            yield f"\t{name.rpartition('.')[2]} = {value}\n"
    if form != "sha1":
        yield f"[extensions]\n\tobjectFormat = {form}\n"


def _excludes(repository: Repository) -> Iterable[bytes]:
    """The patterns of what is ignored, the repository's own and its user's, who has them in other places."""
    asked = ("config", "--path", "--get", "core.excludesFile")
    own = decode(repository.ask(*asked, accept=(0, 1))).removesuffix("\n")
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    for path in (own or f"{home}/git/ignore", f"{repository.common_folder}/info/exclude"):
        yield (note(path) or b"") + b"\n"


def _write(folder: str, name: str, data: bytes) -> None:
    with open(f"{folder}/{name}", "wb") as file:
        file.write(data)
