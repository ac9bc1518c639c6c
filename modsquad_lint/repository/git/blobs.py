"""The content of objects that git has stored, all asked for at once."""

from __future__ import annotations

from collections.abc import Sequence

from .repository import GitFailedError, Repository, decode, understood


def read_blobs(
    repository: Repository, wanted: Sequence[str], *, may_miss: bool = False
) -> list[bytes | None]:
    """The content of each object; None for the id of none, which is all zeros.

    Raises:
        GitFailedError: git cannot say; or, unless some `may_miss`, one is not there.
    """
    stored = [ident for ident in wanted if ident.strip("0")]
    if not stored:
        return [None for _ in wanted]
    given = "".join(f"{ident}\n" for ident in stored).encode(errors="surrogateescape")
    answer = repository.ask("cat-file", "--batch", given=given)
    found: dict[str, bytes] = {}
    position = 0
    for ident in stored:
        with understood():
            end = answer.index(b"\n", position)
            header = decode(answer[position:end])
            position = end + 1
            if header.endswith(" missing") and may_miss:
                continue
            if header.endswith(" missing"):
                raise GitFailedError(header)
            size = int(header.rpartition(" ")[2])
        found[ident] = answer[position : position + size]
        position += size + 1
    return [found.get(ident) for ident in wanted]
