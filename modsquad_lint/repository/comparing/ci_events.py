"""What `auto` stands for: what a hook or the event of a CI says was changed; knows no task."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from ...text.errors import NotCheckedError
from ...text.typed import NamedTuple
from ..git.advice import fetch_advice
from ..git.checked_out import branch_name
from ..git.formats import understood
from ..git.repository import Repository, lines
from ..reading import read_regular
from .new_refs import Begin, New, since
from .ranges import Names, NothingToCompare, Wish, exists, names_of_pushed, published_refs

PUSH = "the commits to push"


def automatic(repository: Repository, remotes: Sequence[str]) -> Wish | None:
    """What `auto` stands for; None for what is staged. What `remotes` have counts as pushed, too.

    Raises:
        NotCheckedError: nothing says what to compare with.
        NothingToCompare: nothing does, and nobody asked for it in particular.
    """
    first, last = (os.environ.get(f"PRE_COMMIT_{side}_REF") for side in ("FROM", "TO"))
    remote = os.environ.get("PRE_COMMIT_REMOTE_NAME")
    published = published_refs(repository, [remote, *remotes]) if remote else ()
    if first and last:
        what = PUSH if remote else ""
        refs = _pushed_by_hook(repository, last)
        return Wish(f"{first}...{last}", what, published=published, refs=refs)
    if remote:
        # Nothing is on the remote yet.
        end = os.environ.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD"
        with understood():
            (tip,) = lines(repository.ask("rev-parse", "--verify", f"{end}^{{commit}}"))
        (begin,) = New(repository, [tip], refs=published).begins([tip])
        refs = _pushed_by_hook(repository, tip)
        return since(repository, begin, end, Wish("", PUSH, published=published, refs=refs))
    is_gitlab = bool(os.environ.get("GITLAB_CI"))
    wish = _gitlab(repository) if is_gitlab else _github(repository, _event())
    if wish is not None:
        return wish
    name = os.environ.get("GITHUB_EVENT_NAME") or os.environ.get("CI_PIPELINE_SOURCE")
    if name or any(_is_set(variable) for variable in _IN_CI):
        when = f'when the event is "{name}"' if name else "in this CI"
        raise _unknown(f"nothing says what to compare with {when}")
    return None


def _pushed_by_hook(repository: Repository, commit: str) -> tuple[Names, ...]:
    """The branches that pre-commit says are pushed to, and from: either may be that of a task."""
    to, of = (os.environ.get(f"PRE_COMMIT_{side}_BRANCH") or "" for side in ("REMOTE", "LOCAL"))
    names = names_of_pushed(repository, [(to, of, commit)]) if of else ()
    return tuple(filter(None, names))


_IN_CI = ("CI", "JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID")
"""Variables that are set where nothing is ever staged."""


def _is_set(variable: str) -> bool:
    # People switch a CI's ways off by hand with CI=false.
    return (os.environ.get(variable) or "").lower() not in {"", "0", "false"}


def _unknown(reason: str) -> Exception:
    if os.environ.get("PRE_COMMIT"):
        return NothingToCompare(reason)
    return NotCheckedError(reason, "give --against a revision")


def _github(repository: Repository, event: Mapping[str, object]) -> Wish | None:
    if os.environ.get("GITHUB_BASE_REF") or "pull_request" in event:
        # Only some of the events of a pull request have the variable.
        branch = os.environ.get("GITHUB_HEAD_REF") or _at(event, "pull_request", "head", "ref")
        refs = (((branch,),),) if branch else ()
        return Wish(_pull_request(repository, event), "the pull request", refs=refs)
    if "merge_group" in event:
        base, head = (_at(event, "merge_group", f"{end}_sha") for end in ("base", "head"))
        return Wish(f"{base}...{head or 'HEAD'}", "the merge group")
    if "before" not in event:
        return None
    branch = branch_name(_at(event, "ref"))
    return _push(
        repository,
        Push(_at(event, "before"), _at(event, "after") or "HEAD", branch),
        _at(event, "repository", "default_branch"),
    )


def _gitlab(repository: Repository) -> Wish | None:
    get = os.environ.get
    if base := get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        what = "the merge request"
        if get("CI_MERGE_REQUEST_EVENT_TYPE") in {"merged_result", "merge_train"}:
            if exists(repository, "HEAD^2"):
                return Wish("HEAD^1..HEAD", what)
            # Where merges are fast forward, no commit merges it.
            base = get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA") or base
        return Wish(f"{base}...HEAD", what)
    if get("CI_PIPELINE_SOURCE") != "push" or not get("CI_COMMIT_BRANCH"):
        return None
    branch = get("CI_COMMIT_BRANCH") or ""
    pushed = Push(get("CI_COMMIT_BEFORE_SHA") or "", get("CI_COMMIT_SHA") or "HEAD", branch)
    return _push(repository, pushed, get("CI_DEFAULT_BRANCH") or "")


class Push(NamedTuple):
    """What a CI says was pushed: the commit before, all zeros for none, the one after, and the branch."""

    before: str
    after: str
    branch: str


def _push(repository: Repository, push: Push, default: str) -> Wish:
    """From what was there before to what is there now; a new branch begins where it left the default one."""
    if not push.before:
        raise NotCheckedError(
            "the event does not say what was there before the push", "give --against a revision"
        )
    if not push.after.strip("0"):
        raise NothingToCompare("the push deletes its branch")
    what = "the push"
    refs = (((push.branch,),),) if push.branch else ()
    if push.before.strip("0"):
        return Wish(f"{push.before}...{push.after}", what, refs=refs)
    if default and push.branch == default:
        return since(repository, Begin(""), push.after, Wish("", what, refs=refs))
    for base in (f"origin/{default}", default):
        if default and exists(repository, base):
            return Wish(f"{base}...{push.after}", what, refs=refs)
    raise NotCheckedError(
        "this is a first push, and nothing was there before",
        fetch_advice(repository, "give --against the branch that this one started from"),
    )


_MOST_OF_AN_EVENT = 1 << 26


def _event() -> Mapping[str, object]:
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    import json

    try:
        event = json.loads(read_regular(path, _MOST_OF_AN_EVENT))
    except (OSError, RecursionError, ValueError) as error:
        raise NotCheckedError(
            f"cannot read the event in GITHUB_EVENT_PATH ({error})", "give --against a revision"
        ) from error
    return event if isinstance(event, dict) else {}


def _at(event: Mapping[str, object], *keys: str) -> str:
    """A text somewhere in an event; empty when it is not there."""
    value: object = event
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _pull_request(repository: Repository, event: Mapping[str, object]) -> str:
    """The range of a pull request: what its merge commit brings, or what its head has since its base."""
    with understood():
        head, *parents = lines(repository.ask("rev-parse", "HEAD", "HEAD^@"))
    asked = _at(event, "pull_request", "head", "sha")
    if len(parents) > 1 and asked in {"", parents[1]}:
        return "HEAD^1..HEAD"
    if asked and head != asked:
        raise NotCheckedError(
            "HEAD is not the pull request, nor the commit that merges it",
            fetch_advice(repository, "check out the pull request first"),
        )
    branch = os.environ.get("GITHUB_BASE_REF") or _at(event, "pull_request", "base", "ref")
    bases = [_at(event, "pull_request", "base", "sha"), *([f"origin/{branch}"] if branch else [])]
    for base in filter(None, bases):
        if exists(repository, base):
            return f"{base}...HEAD"
    raise NotCheckedError(
        f'the base of the pull request ("{branch}") is not here',
        fetch_advice(repository, "fetch it, or set fetch-depth: 0 for actions/checkout"),
    )
