"""Which branches merges say they brought in, by the messages of all hosts; asks git nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_OWNER = r"[^/\s]+/"
_SUBJECTS = (
    r"Merge (?:branch(?:es)?|commits?) (?P<names>(?P<quote>['\"]).+?(?P=quote))(?: of .*| into .*)?",
    r"Merge remote-tracking branch(?:es)? (?P<names>'.+?')(?: into .*)?",
    # GitHub; Gitea and Forgejo; Bitbucket, its cloud and its server; by hand.
    rf"Merge pull request #\d+ from {_OWNER}(?P<name>\S+)",
    r"Merge pull request '.*' \(.\d+\) from (?:[^:\s]+:)?(?P<name>\S+) into \S+",
    r"Merged in (?P<name>\S+) \(pull request #\d+\)",
    r"Merge pull request #\d+ in \S+ from (?P<name>\S+) to \S+",
    r"Merge (?P<name>[^'\"\s]+) into \S+",
)
_LINES = (r"Merge in \S+ from (?P<name>\S+) to \S+",)
"""What Bitbucket's server writes below the title of the request."""
_REMOTE = re.compile(rf"refs/remotes/{_OWNER}|refs/heads/|origin/")


def merged_branches(subject: str, text: str = "") -> tuple[str, ...]:
    """The branches that the message of a merge names, in its order, without the remote that they are of."""
    subject = subject.strip()
    if not subject.startswith(("Merge", "Pull request ")):
        return ()
    lines: list[tuple[str, Sequence[str]]] = [(subject, _SUBJECTS)]
    if text and subject.startswith("Pull request "):
        lines.append((text.strip().partition("\n")[0], _LINES))
    for line, patterns in lines:
        for pattern in patterns:
            if match := re.fullmatch(pattern, line):
                return tuple(_names(line, match.groupdict()))
    return ()


def _names(line: str, said: Mapping[str, str | None]) -> Iterator[str]:
    names = re.findall("['\"]([^'\"]+)['\"]", said.get("names") or "") or [said.get("name") or ""]
    is_remote = line.startswith("Merge remote-tracking")
    for name in names:
        bare = _REMOTE.sub("", name, count=1) if _REMOTE.match(name) else name
        yield bare.partition("/")[2] if is_remote and bare == name else bare
