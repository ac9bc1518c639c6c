"""The content of objects that git has stored, all asked for at once."""

from __future__ import annotations

from collections.abc import Sequence

from .formats import understood
from .repository import GitFailedError, Repository, decode, lines


def is_nameable(path: str) -> bool:
    """Whether `read_blobs` can be asked for what a commit has at a path: each name is a line there."""
    return "\n" not in path


def read_blobs(repository: Repository, wanted: Sequence[str]) -> list[bytes | None]:
    """The content of each object, by its id, or by a commit and a path, `HEAD:a.py`.

    None for the id of none, which is all zeros, and where the commit has no file of that path.

    Raises:
        GitFailedError: git cannot say, or an id is that of no object.
    """
    stored = [name for name in wanted if name.strip("0")]
    if not stored:
        return [None for _ in wanted]
    given = "".join(f"{name}\n" for name in stored).encode(errors="surrogateescape")
    answer = repository.ask("cat-file", "--batch", given=given)
    found: dict[str, bytes] = {}
    position = 0
    for name in stored:
        with understood():
            end = answer.index(b"\n", position)
            header = decode(answer[position:end])
            position = end + 1
            # Of a submodule it is another repository's.
            if ":" in name and header.endswith((" missing", " submodule")):
                continue
            if header.endswith(" missing"):
                raise GitFailedError(header)
            _, kind, length = header.rsplit(" ", 2)
            size = int(length)
        if kind == "blob":
            found[name] = answer[position : position + size]
        position += size + 1
    return [found.get(name) for name in wanted]


def read_sizes(repository: Repository, wanted: Sequence[str]) -> list[int]:
    """How many bytes each object has, by its id; 0 for one that git does not have.

    Raises:
        GitFailedError: git cannot say.
    """
    if not wanted:
        return []
    given = "".join(f"{ident}\n" for ident in wanted).encode()
    answer = repository.ask("cat-file", "--batch-check=%(objectsize)", given=given)
    return [int(size) if size.isdecimal() else 0 for size in lines(answer)]
