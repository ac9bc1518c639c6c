"""What has to hold for any bytes at all: one function for each target, which raises where it does not.

Knows no fuzzer: `run.py` feeds these to atheris, and `test_fuzz.py` feeds them the corpus.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NoReturn
from unittest import mock

from modsquad_lint import reporters
from modsquad_lint.cli import hosts
from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.fixer import mend
from modsquad_lint.engine.linting import lint, look
from modsquad_lint.engine.report import Report, Run
from modsquad_lint.planning import readers
from modsquad_lint.planning.decisions.guard import Answer, Decision
from modsquad_lint.planning.pricing.schedule import analyse
from modsquad_lint.reporters.plans.planned import Planned
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.syntax import parse, yaml_events
from modsquad_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source

_MOST_PLACES = 200
# A document that is nothing but a block scalar may have its text at the margin; C takes it for a comment.
# So it may be the mark that ends a document.
BLOCK_AT_MARGIN = re.compile(r"[|>][-+0-9]*(?:[ \t]+#[^\r\n]*)?\s*[\r\n](?:#|---|\.\.\.)")


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _standard(text: str) -> tuple[bool, Any]:
    """Whether Python's own reader takes a text, and what it makes of it; too deep is refused."""
    try:
        value = json.loads(text, parse_constant=_refuse, parse_int=_float)
    except (ValueError, RecursionError):
        return False, None
    return _depth(value) <= MAX_DEPTH, value


def _depth(value: object) -> int:
    depth = 0
    level = [value]
    while containers := [item for item in level if isinstance(item, list | dict)]:
        depth += 1
        level = [
            child
            for item in containers
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def _places(value: object) -> Iterator[tuple[Place, object]]:
    """Values and keys of a document, each with its place."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        steps, value = waiting.pop()
        yield Place(steps), value
        members = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, child in members:
            if isinstance(key, str):
                yield Place((*steps, key), is_key=True), key
            waiting.append(((*steps, key), child))


def _hold_problem(problem: SyntaxProblem, text: str) -> None:
    start, end = problem.span
    assert 0 <= start <= end <= len(text), problem
    assert problem.message, problem
    assert problem.help, problem
    assert "\n" not in problem.message, problem


def json_reader(data: bytes) -> None:
    """The reader takes what Python's does, makes the same of it, and knows where all of it stands."""
    source = Source("tasks.json", data)
    document = parse(source)
    if source.undecodable is not None:
        assert isinstance(document, SyntaxProblem)
        _hold_problem(document, source.text)
        return
    sound, value = _standard(source.text)
    assert isinstance(document, SyntaxProblem) is not sound, document
    if isinstance(document, SyntaxProblem):
        _hold_problem(document, source.text)
        return
    assert repr(_floats(document.value)) == repr(value)
    has_duplicates = any(True for _ in document.duplicates())
    for place, expected in islice(_places(document.value), _MOST_PLACES):
        start, end = document.span(place)
        if not has_duplicates or not isinstance(expected, dict):
            assert repr(_floats(json.loads(source.text[start:end], parse_int=_float))) == repr(
                _floats(expected)
            )


def _float(digits: str) -> float:
    """Of any number of digits; "-0" is 0, as an integer is."""
    return float(digits) or 0.0


def _floats(value: object) -> object:
    """The value with its integers as floats, as deep as MAX_DEPTH."""
    if isinstance(value, dict):
        return {key: _floats(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_floats(child) for child in value]
    if type(value) is int:
        return _float(str(value))
    return value


def yaml_readers(data: bytes) -> None:
    """Each reader says where all stands, or what is wrong."""
    source, read_by_each = _read_by_each(data)
    for read in read_by_each:
        if isinstance(read, SyntaxProblem):
            _hold_problem(read, source.text)
        else:
            for place, _ in islice(_places(read.value), _MOST_PLACES):
                start, end = read.span(place)
                assert 0 <= start <= end <= len(source.text), place
            read.ignores()
            list(read.duplicates())


def yaml_agreement(data: bytes) -> None:
    """Of a text that both readers take, they make the same. What only the one in C takes, `yaml_events` names."""
    source, (one, other) = _read_by_each(data)
    if isinstance(one, SyntaxProblem) or isinstance(other, SyntaxProblem):
        return
    if BLOCK_AT_MARGIN.search(source.text):
        return
    assert repr(one.value) == repr(other.value)
    for place, _ in islice(_places(one.value), _MOST_PLACES):
        assert one.span(place) == other.span(place), place


def _read_by_each(data: bytes) -> tuple[Source, list[Document | SyntaxProblem]]:
    """What comes of a text with the reader in C, and without."""
    source = Source("tasks.yaml", data)
    with mock.patch.object(yaml_events, "_events_in_c", return_value=None):
        other = parse(source)
    return source, [parse(source), other]


def markdown(data: bytes) -> None:
    """A plan in Markdown: every path and id that was read stands where it is said to stand."""
    source = Source(".planning/phases/02-a/02-01-PLAN.md", data)
    document, reading = readers.read(source, None, lambda path: path in {"src", "bin"})
    if isinstance(document, SyntaxProblem):
        assert 0 <= document.span.start <= document.span.end <= len(source.text), document
        return
    for number, task in enumerate(document.value["tasks"] if reading.name else ()):
        paths = task["file_modifications"]
        for index, path in enumerate(paths if isinstance(paths, list) else ()):
            span = document.span(Place(("tasks", number, "file_modifications", index)))
            if reading.name != "GSD":  # there a path may be any value of YAML
                assert source.text[span.start : span.end] == path, (path, span)
        for key in ("id", "description", "status", "dependencies", "file_modifications"):
            span = document.span(Place(("tasks", number, key)))
            assert 0 <= span.start <= span.end <= len(source.text), (key, span)
    lint(source, Facts(), DEFAULT)


def guard(data: bytes) -> None:
    """A hook's call: it is refused in words, or its writes are texts, and each answer is one line of JSON."""
    try:
        call = hosts.read_call(data)
    except hosts.UnreadableCallError:
        return
    for host in (None, *hosts.HOSTS):
        try:
            request = hosts.read_request(call, host, is_alone=False)
        except hosts.UnreadableCallError:
            assert host is None
            continue
        assert all(isinstance(write.path, str) for write in request.writes), request
        assert not request.is_unclear or not request.writes, request
        said = hosts.answer(request, host, call, Answer(Decision.ASK, "why"))
        assert isinstance(json.loads(said), dict), said
        assert said.index("\n") == len(said) - 1, said


def program(data: bytes) -> None:
    """A whole run, in memory: first byte, JSON or YAML; then the file. All formats, fixes, the plan."""
    path = "tasks.yaml" if data[:1] == b"y" else "tasks.json"
    source = Source(path, data[1:])
    facts = Facts()

    def found_in(text: Source) -> Report:
        return lint(text, facts, DEFAULT)

    report = found_in(source)
    for finding in report.findings:
        assert 0 <= finding.start.offset <= finding.end.offset <= len(source.text), finding
    mended = mend(report, found_in, unsafe=True)
    if mended.before is not None:
        assert not isinstance(parse(mended.source), SyntaxProblem)
        again = mend(found_in(mended.source), found_in, unsafe=True)
        assert again.before is None, (mended.source.text, again.source.text)
    run = Run([report], verbose=1, show_least=Severity.INFO, statistics=True)
    for name in reporters.FORMATS:
        reporters.render(name, run).encode()
    if report.plan is not None:
        subject = look(source, facts, DEFAULT)
        assert subject.predicted is not None
        analysis = analyse(subject.work, subject.plan)
        planned = Planned(report.plan, report, analysis, verbose=True)
        for name in reporters.PLAN_FORMATS:
            reporters.render_plan(name, planned).encode()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "json": json_reader,
    "yaml": yaml_readers,
    "agreement": yaml_agreement,
    "markdown": markdown,
    "guard": guard,
    "program": program,
}
"""Each target by the name of its folder in the corpus."""
