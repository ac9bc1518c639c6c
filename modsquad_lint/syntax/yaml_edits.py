"""Turns changes into text edits for YAML: block style by lines, flow style as in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence

from ..text.source import Place, Source, Span
from ..text.typed import Protocol
from .changes import AddItem, AddKey, Edit
from .edits import Editable, FlowEditor, UnsafeError, runs
from .members import Container, Member
from .nodes import Document, SyntaxProblem

_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_COLON = re.compile(r"[ \t]*:")
# What stands before a member on its line: nothing else, or the dashes of what it is the first of.
_BEFORE_ITEM = re.compile(r" *-[ \t]+")
_BEFORE_KEY = re.compile(r" *")
_BEFORE_FIRST = re.compile(r" *(?:-[ \t]+)+")
# Such a block scalar keeps the empty lines after it, and would take others.
_KEEPS_LINES = re.compile(r"[|>][0-9]*\+")
# What YAML 1.1, which most readers still speak, takes for a truth value, a number, a date or a sign;
# and all that looks like a number or a date, since quotes do no harm.
_MEANS_MORE = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.(?:inf|nan))"
    r"|[-+.]*[0-9][-+.:_ 0-9a-fA-FxXoOtTzZ]*|[-+.]*"
)
_BLOCK_SCALAR = re.compile(r"[|>][0-9]*[-+]?[0-9]*[ \t]*(?:#.*)?$", re.MULTILINE)
_NOT_RAW = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


class EditableYaml(Editable, Protocol):
    """A YAML document that can also say how its containers are written."""

    def is_flow(self, steps: tuple[str | int, ...]) -> bool:
        """Whether these steps lead into brackets."""


class YamlEditor(FlowEditor):
    """Makes edits for a document without anchors, tags and duplicate keys."""

    document: EditableYaml

    def __init__(
        self,
        document: EditableYaml,
        text: str,
        parse: Callable[[Source], Document | SyntaxProblem],
    ) -> None:
        """For this document of this text; `parse` is the reader that will read what is written."""
        super().__init__(document, text)
        self._parse = parse

    def quoted(self, old: Span, new: str, place: Place) -> str:
        """Plain and single-quoted text stays so where it can; all else takes double quotes."""
        was = self.text[old.start : old.end]
        is_quoted = was.startswith(('"', "'"))
        # An empty value, a block scalar, a list or mapping, plain text on several lines.
        if not was or was[0] in "|>[{" or ("\n" in was and not is_quoted):
            raise UnsafeError
        if was.startswith("'") and new.isprintable():
            return "'" + new.replace("'", "''") + "'"
        is_flow = self.document.is_flow(place.steps[:-1])
        if not is_quoted and self._stays_plain(new, is_key=place.is_key, is_flow=is_flow):
            return new
        return _double_quoted(new)

    def replace(self, place: Place, value: str) -> Edit:
        """Write it on the line of the old value, which has no other."""
        span = self.document.span(place)
        was = self.text[span.start : span.end]
        if was.startswith(("|", ">")) or not {"\n", "\r", "#"}.isdisjoint(was):
            raise UnsafeError
        is_apart = was != "" or self.text[span.start - 1 : span.start] in {" ", "\t", "[", ","}
        return Edit(span, value if is_apart else f" {value}")

    def written(self, value: str) -> str:
        """A string in double quotes."""
        return _double_quoted(value)

    def new_key(self, key: str, sibling: Member | None) -> str:
        """Plain, unless the sibling stands in double quotes."""
        is_quoted = sibling is not None and self.text[sibling.key_span.start] == '"'
        if is_quoted or not self._stays_plain(key, is_key=True, is_flow=True):
            return _double_quoted(key)
        return key

    def cut(self, start: int, end: int) -> Edit:
        """Take out a stretch of text, but no comment that might be about something else."""
        if "#" in self.text[start:end]:
            raise UnsafeError
        return super().cut(start, end)

    def empty(self, steps: tuple[str | int, ...], container: Container) -> Edit:
        """Write empty brackets for a block whose members all go."""
        if self._is_bracketed(container):
            return super().empty(steps, container)
        brackets = "{}" if isinstance(container.members[0].key, str) else "[]"
        start, end = container.span
        key = self.document.span(Place(steps, is_key=True)) if steps else None
        if key is not None and isinstance(steps[-1], str):
            start = _end(_COLON, self.text, key.end)
            brackets = " " + brackets
        if "#" in self.text[start:end]:
            raise UnsafeError
        return Edit(Span(start, end), brackets)

    def remove(self, container: Container, gone: Sequence[int]) -> Iterator[Edit]:
        """Take out lines, but none that a comment stands in or ends."""
        if self._is_bracketed(container):
            yield from super().remove(container, gone)
            return
        members = container.members
        for first, last in runs(gone):
            if first == 0 and not self._has_own_line(members[0]):
                if not _BEFORE_FIRST.fullmatch(self._before(members[0])):
                    raise UnsafeError
                yield self.cut(members[0].key_span.start, members[last + 1].key_span.start)
                continue
            cuts = [self._cut_lines(member) for member in members[first : last + 1]]
            if not self.text.endswith(("\n", "\r"), 0, cuts[-1].span.end):
                self._check_last_line(members[first - 1])
                # The file ends without a line end, and will again.
                index = len(cuts) - 1
                while index and cuts[index - 1].span.end == cuts[index].span.start:
                    index -= 1
                start, end = cuts[index].span
                before = self.text[:start].removesuffix("\n").removesuffix("\r")
                cuts[index] = Edit(Span(len(before), end), "")
            yield from cuts

    def add(self, change: AddKey, container: Container, known: Collection[str | int]) -> Edit:
        """Add a line after the last key's."""
        if not container.members or self._is_bracketed(container):
            return super().add(change, container, known)
        first, last = container.members[0], container.members[-1]
        if change.key in known:
            raise UnsafeError
        indent = " " * (first.key_span.start - self._line_start(first.key_span.start))
        return self._new_line(
            last, f"{indent}{self.new_key(change.key, last)}: {self.new_list(change)}"
        )

    def append(self, change: AddItem, container: Container) -> Edit:
        """Add a line after the last item's."""
        if not container.members or self._is_bracketed(container):
            return super().append(change, container)
        last = container.members[-1]
        if not isinstance(last.key, int) or not self._has_own_line(last):
            raise UnsafeError
        return self._new_line(last, self._before(last) + self.new_item(change, last))

    def new_item(self, change: AddItem, sibling: Member | None) -> str:
        """Plain where it can be, unless the sibling stands in quotes."""
        if sibling is None:
            stays = self._stays_plain(change.value, is_key=False, is_flow=True)
            return change.value if stays else _double_quoted(change.value)
        return super().new_item(change, sibling)

    def _new_line(self, last: Member, line: str) -> Edit:
        """Add a line after that of the last member of a block."""
        at = self._rest_end(last.span.end)
        if at == len(self.text):
            self._check_last_line(last)
        if _KEEPS_LINES.search(self.text, *last.span):
            raise UnsafeError
        return Edit(Span(at, at), self._line_end_at(at) + line)

    def _line_end_at(self, at: int) -> str:
        """How the line that ends here ends; the last line of a text may do as the one before it."""
        found = _LINE_END.match(self.text, at)
        if found and found.group():
            return found.group()
        start = self._line_start(at)
        before = self.text[max(0, start - 2) : start]
        return before if before == "\r\n" else before[-1:] or "\n"

    def _stays_plain(self, text: str, *, is_key: bool, is_flow: bool) -> bool:
        """Whether the text means itself without quotes, as the reader sees it."""
        if not text.isprintable() or text != text.strip() or _MEANS_MORE.fullmatch(text):
            return False
        if is_flow and ":" in text:
            # Not every reader of YAML takes that.
            return False
        line = f"{text}: 0" if is_key else text
        snippet = (f"{{{line}}}" if is_key else f"[{line}]") if is_flow else line
        document = self._parse(Source("", snippet.encode()))
        if isinstance(document, SyntaxProblem):
            return False
        meant = {text: 0} if is_key else [text] if is_flow else text
        return bool(document.value == meant)

    def _is_bracketed(self, container: Container) -> bool:
        # A block begins with its first member, which may itself begin with a bracket.
        start, members = container.span.start, container.members
        return self.text[start] in "[{" and not (members and members[0].key_span.start == start)

    def _check_last_line(self, member: Member) -> None:
        """A block scalar at the end of the file would gain or lose the line end there."""
        if _BLOCK_SCALAR.search(self.text, *member.span):
            raise UnsafeError

    def _has_own_line(self, member: Member) -> bool:
        wanted = _BEFORE_ITEM if isinstance(member.key, int) else _BEFORE_KEY
        return wanted.fullmatch(self._before(member)) is not None

    def _before(self, member: Member) -> str:
        start = member.key_span.start
        return self.text[self._line_start(start) : start]

    def _cut_lines(self, member: Member) -> Edit:
        if not self._has_own_line(member):
            raise UnsafeError
        start = self._line_start(member.key_span.start)
        end = self._rest_end(member.span.end)
        # A value on one line holds no comment, whatever stands in its quotes.
        is_one_line = {"\n", "\r"}.isdisjoint(self.text[slice(*member.span)])
        inside = member.span if is_one_line else Span(end, end)
        if "#" in self.text[start : inside.start] + self.text[inside.end : end]:
            raise UnsafeError
        return Edit(Span(start, _end(_LINE_END, self.text, end)), "")

    def _rest_end(self, at: int) -> int:
        """Where the line ends that a value ends in; nothing but a comment may follow it."""
        rest = _REST.match(self.text, at)
        if rest is None:
            raise UnsafeError
        return rest.end()

    def _line_start(self, at: int) -> int:
        # A second search goes back no further: to look for what is nowhere is to look through all.
        feed = self.text.rfind("\n", 0, at) + 1
        return max(feed, self.text.rfind("\r", feed, at) + 1)


def _double_quoted(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        code = ord(match.group())
        if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - surrogates, which YAML cannot write
            raise UnsafeError
        return f"\\u{code:04x}"

    return _NOT_RAW.sub(escape, json.dumps(text, ensure_ascii=False))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
