"""The hook that adds `Task: ID` to a commit message: `modsquad-lint-task-trailer FILE`.

It is for `prepare-commit-msg` and `commit-msg`, and does nothing where neither the branch nor
MODSQUAD_TASK names a task. A message that has nothing to say yet is left alone, so that git still
gives up at an empty one: it gets its trailer at the second moment, after the editor.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence

from ..engine.config import DEFAULT, configure
from ..planning.options import Options
from ..repository import files
from ..repository.git.checked_out import task_in_environment, task_of_branch
from ..repository.git.repository import GitFailedError, Repository, decode, names
from ..repository.project import Project
from ..repository.reading import read_regular
from ..text.errors import Exit, UserError
from ..text.typed import NamedTuple
from ..text.vocabulary import did_you_mean
from .main import guarded
from .output import complain

_SCISSORS = r"^{} -{{24}} >8 -{{24}}\r?$"
_AUTOMATIC = "#;@!$%^&|:"
"""What git chooses from where `core.commentChar` is "auto"."""
_NEVER = "\x01"
_NEUTRAL = {
    # A trailer's configuration can name a program, and git runs those of all trailers at once.
    "GIT_DIR": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_CONFIG_COUNT": "0",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Add the trailer to the message in a file, unless it has one or is empty."""
    return guarded(lambda: _run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        raise UserError(
            "say which file holds the commit message, as git does for prepare-commit-msg"
        )
    root = files.find_root(os.curdir)
    if root is None:
        raise UserError("this is no git repository; the hook is for one")
    path, *source = *arguments[:2], os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    if source[0] == "template":
        # git gives up at one that nobody has edited.
        return Exit.OK
    repository = Repository(root)
    options = _options(root)
    try:
        ident = task_in_environment() or task_of_branch(repository, options.branch_pattern)[0]
        if ident and ident.isprintable() and _is_known(ident):
            _add(repository, path, f"{options.task_trailer}: {ident}")
    except GitFailedError as error:
        raise UserError(f"cannot add the trailer: {error}") from error
    except OSError as error:
        raise UserError(f"cannot add the trailer to {path}: {error.strerror}") from error
    return Exit.OK


def _is_known(ident: str) -> bool:
    """Whether a plan here has a task, or there is none; else it is said that none has."""
    project = Project()
    try:
        subjects = [project.look(entry) for entry in project.files()]
    except UserError:  # no plan here, or none that can be read, could have it
        return True
    ids = frozenset().union(*(subject.file.ids() for subject in subjects))
    if not ids or ident in ids:
        return True
    complain(
        f'no tasks file has the task "{ident}", so no trailer names it{did_you_mean(ident, ids)}'
    )
    return False


class _Message(NamedTuple):
    """A commit message on its way through git.

    Attributes:
        text: what may become the message.
        cut: what git cuts off: the changes that `git commit -v` shows, and the line above them.
        comment: what lines begin with that git leaves out; `_NEVER` where it leaves out none.
    """

    text: str
    cut: str
    comment: str

    def words(self) -> list[str]:
        """The lines that make git take a message for more than an empty one."""
        return [
            line.rstrip()
            for line in self.text.split("\n")
            if line.strip() and not line.startswith((self.comment, "Signed-off-by: "))
        ]


def _add(repository: Repository, path: str, trailer: str) -> None:
    wishes = _wishes(repository)
    text = _read(path)
    message = _take_apart(text, wishes)
    words = message.words()
    template = wishes.get("commit.template")
    if not words or (template and words == _words_of_template(repository, template, message)):
        return
    before = message.text.rstrip("\n") + "\n"
    answer = repository.ask(
        *("interpret-trailers", "--no-divider", "--if-exists", "doNothing", "--trailer", trailer),
        given=_encoded(before),
        settings={"core.commentChar": message.comment},
        variables=_NEUTRAL,
    )
    after = _added(before, decode(answer), trailer)
    if after is not None:
        files.write(path, _encoded(after + message.cut), expected=_encoded(text), is_gits=True)


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _added(before: str, after: str, trailer: str) -> str | None:
    """The message with the line that git added, and nothing else of it changed; None where it added none.

    git writes other trailers anew: of "TASK : orders" it makes "TASK: orders".
    """
    lines, new = before.split("\n"), after.split("\n")
    more = len(new) - len(lines)
    if more <= 0:
        return None
    at = len(new) - 1 - new[::-1].index(trailer) - (more - 1)
    # Where there was no trailer yet, a blank line comes before it.
    return "\n".join([*lines[:at], *[""] * (more - 1), trailer, *lines[at:]])


def _read(path: str) -> str:
    """A commit message; with "commit -v" the whole difference stands below it."""
    return decode(read_regular(path, files.MOST_BYTES))


def _wishes(repository: Repository) -> dict[str, str]:
    """How whoever commits wants messages to be read, by the names of git's configuration."""
    wanted = r"^(core\.comment(char|string)|commit\.(cleanup|template))$"
    answer = repository.ask("config", "-z", "--get-regexp", wanted, accept=(0, 1))
    lines = (line.partition("\n") for line in names(answer))
    return {name.replace("string", "char"): value for name, _, value in lines}


def _take_apart(text: str, wishes: Mapping[str, str]) -> _Message:
    # git says so when no editor comes up; what it then gets is never begun with an empty line.
    is_edited = os.environ.get("GIT_EDITOR") != ":" or text.startswith("\n")
    comment = wishes.get("core.commentchar", "#")
    is_automatic = comment == "auto"
    begins = f"([{_AUTOMATIC}])" if is_automatic else f"({re.escape(comment)})"
    scissors = re.compile(_SCISSORS.format(begins), re.MULTILINE)
    cut = scissors.search(text) if is_edited else None
    end = cut.start() if cut else len(text)
    cleanup = wishes.get("commit.cleanup", "default")
    if cleanup != "strip" and (cleanup != "default" or not is_edited):
        return _Message(text[:end], text[end:], _NEVER)
    if is_automatic:
        last = text.rstrip().rpartition("\n")[2][:1]
        comment = cut[1] if cut else last if last and last in _AUTOMATIC else "#"
    return _Message(text[:end], text[end:], comment)


def _words_of_template(repository: Repository, template: str, message: _Message) -> list[str]:
    path = os.path.join(repository.root, os.path.expanduser(template))
    try:
        return message._replace(text=_read(path)).words()
    except OSError:
        return []


def _options(root: str) -> Options:
    found = files.find_config(root, root)
    return (configure(DEFAULT, found[1], found[0]) if found else DEFAULT).options
