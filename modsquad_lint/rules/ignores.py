"""Rules about suppressions; they run when all others have looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..planning.tasks import TaskFile
from ..text.source import Place, Span
from ..text.vocabulary import Vocabulary
from .draft import Draft, DraftFix, Severity
from .mending import removing
from .registry import SUPPRESSIONS, Subject, rule


@rule("MSQ109", "unused-ignore", Severity.WARNING, fix="safe", needs=(SUPPRESSIONS,))
def unused_ignore(subject: Subject) -> Iterator[Draft]:
    """A suppression suppresses nothing.

    It names a rule that finds nothing there, or no rule at all. Suppressions are the `lint_ignore` of a
    task, and `# modsquad: ignore[MSQ402]` at the end of a line of YAML. A comment without the brackets, or
    with nothing in them, does not suppress everything: it suppresses nothing.

    ## Why

    A suppression that outlived its reason hides the next finding of that kind, which nobody has judged.

    ## Example

    ```json
    {
      "id": "add-model",
      "file_modifications": ["models.py"],
      "lint_ignore": ["MSQ201"]
    }
    ```

    Instead:

    ```json
    {
      "id": "add-model",
      "file_modifications": ["models.py"]
    }
    ```

    ## Fix

    Safe: takes the code out of `lint_ignore`, and `lint_ignore` out of the task when no code in it has an
    effect. A comment is left to its author.
    """
    unused = Counter(_list_of(place) for place, *_ in subject.unused)
    vocabulary: Vocabulary | None = None
    for place, selector, is_known in subject.unused:
        if isinstance(place, Span) and not selector:
            yield Draft(
                place,
                "a comment that names no rule in brackets suppresses nothing",
                help='write "# modsquad: ignore[MSQ402]", with the codes or names that are meant',
            )
            continue
        if is_known:
            message, meant = f'ignoring "{selector}" has no effect here', ""
        else:
            message = f'ignoring "{selector}" has no effect: no rule has that code or name'
            vocabulary = vocabulary or Vocabulary(subject.selectors, subject.budget)
            near = vocabulary.near(selector)
            meant = f'; did you mean "{near[0]}"?' if near else ""
        yield Draft(
            place,
            message,
            help="remove it" + meant,
            fix=_without(place, selector, unused[_list_of(place)], subject.file),
        )


def _list_of(place: Place | Span) -> Place | None:
    return Place(place.steps[:-1]) if isinstance(place, Place) else None


def _without(place: Place | Span, selector: str, unused: int, file: TaskFile) -> DraftFix | None:
    """Take one code out of its list, or the list with the last of them."""
    if isinstance(place, Span):
        return None
    listed = Place(place.steps[:-1])
    if unused == len(file.value_at(listed.steps)):
        return removing(listed, "lint_ignore")
    return removing(place, selector)
