"""Hostile text in every place that comes from a user, through every format: it stays text.

Each output is read by a reader of its own kind, and must have the same structure as the output for the
same findings with plain words in those places.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from modsquad_lint import reporters
from modsquad_lint.cli.main import main
from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import look
from modsquad_lint.engine.report import Finding, Fix, Related, Report, Run
from modsquad_lint.planning.plan import Plan
from modsquad_lint.planning.pricing.schedule import Analysis, analyse
from modsquad_lint.reporters.plans.planned import Planned
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.source import Source, Span

HOSTILE = {
    "line": "\nforged",
    "lines": "\r\n\r\n# forged\n\n",
    "command": "\n::error file=x::forged",
    "command at once": "::error::forged",
    "command after space": " \t::warning::forged",
    "old command": "##[error]forged",
    "stop commands": "\n::stop-commands::x\n",
    "encoded": "%0A::error::forged%25%3A%2C",
    "property": ",line=1,title=x::y",
    "escape": "\x1b[2J\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
    "c1": "\x9b31m\x85\x90x\x9c",
    "controls": "".join(map(chr, range(32))) + "\x7f",
    "script": "</script><script>alert(1)</script>",
    "style": "</style><style>*{display:none}</style>",
    "svg": "</title></text></desc><image href='javascript:alert(1)'/>",
    "comment": "--><!--",
    "section": "]]><x>",
    "entity": "&lt;b&gt; &#60;b&#62; &x;",
    "attribute": "' onload='alert(1)\" onload=\"alert(1)",
    "code": "`a` ``b`` ```\nforged\n```",
    "fence": "\n```\n\n# forged\n\n```mermaid\n",
    "cell": "| a | b |\n| --- | --- |\n",
    "mention": "@user @org/team #1 GH-1 org/repo#1",
    "link": "[a](https://example.org) ![b](x) <https://example.org> https://example.org www.example.org",
    "script link": "[a](javascript:alert(1)) javascript:alert(1) data:text/html,x",
    "sarif link": "[a](1) [b](sarif:/runs/0)",
    "reference": "[a]: https://example.org\n\n[a]",
    "emphasis": "**a** _b_ ~~c~~ ## d\n- e\n> f",
    "front": "---\nfoo: bar\n---",
    "mermaid": '"] --> b; click t1 "https://example.org" \n%%{init: {"theme": "dark"}}%%',
    "mermaid end": "end\nsubgraph x",
    "mermaid icon": "fa:fa-ban $$x$$ #quot; #35;",
    "dot": '" URL="https://example.org',
    "dot escape": '\\" ] } graph x { \\N \\G \\l',
    "dot html": "<b>bold</b>",
    "expression": "${{ secrets.TOKEN }}",
    "shell": "$(touch x) `touch x` ; touch x\ny",
    "output": "\nplan=forged\n",
    "quotes": "\"'\\\\'\"",
    "bidi": "\u202e\u2066\u2067\u2068\u2069\u200f\u061c",
    "invisible": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u2800\u3164\U000e0041\ufe0f",
    "separators": "\u2028::error::x\u2029\x0b\x0c\x1c\x1d\x1e",
    "surrogates": "\ud800 \udcff\udc80 \udfff",
    "noncharacters": "\ufffe\uffff",
    "wide": "計画🎉é e\u0301",
    "formula": "=1+1 +1 -1 @SUM",
    "dashes": "-- --- ->",
}


class Sample:
    """Findings and a plan with a text in every place that may hold any."""

    def __init__(self, wrap: Callable[[str], str]) -> None:
        tasks = [
            self._task(wrap, "a", ["shared", "one"], "x"),
            self._task(wrap, "b", ["shared"], "y"),
            self._task(wrap, "c", ["two"], None, ["a"]),
            self._task(wrap, "d", ["two", "shared"], "x", ["a", "b"]),
        ]
        text = json.dumps({"tasks": tasks}, ensure_ascii=False)
        path = wrap("tasks") + ".json"
        self.source = Source(path, text.encode("utf-8", "surrogatepass"), display=path)
        # Read from a text that is sound UTF-8: a surrogate cannot stand in a file, but in an escape.
        subject = look(
            Source("tasks.json", json.dumps({"tasks": tasks}).encode()), Facts(), DEFAULT
        )
        self.plan: Plan = subject.plan
        self.analysis: Analysis = analyse(subject.work, self.plan)
        report = Report(
            self.source,
            [self._finding(wrap, severity) for severity in Severity],
            self.plan,
            notes=(wrap("note"),),
        )
        self.report = report
        reasons = (wrap("NOT"), wrap("more"))
        self.run = Run([report], 1, Severity.INFO, not_checked=reasons, statistics=True)

    @staticmethod
    def _task(
        wrap: Callable[[str], str],
        ident: str,
        files: list[str],
        squad: str | None,
        dependencies: list[str] | None = None,
    ) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": wrap(ident),
            # a name with letters around it: no payload can normalise away, or be a path or a list of its own
            "file_modifications": [re.sub("[/*?{.,]", "_", wrap(name)) for name in files],
            "dependencies": [wrap(each) for each in dependencies or ()],
        }
        return made if squad is None else {**made, "squad": wrap(squad)}

    def _finding(self, wrap: Callable[[str], str], severity: Severity) -> Finding:
        start, end = self.source.position(2), self.source.position(7)
        return Finding(
            self.source.path,
            start,
            end,
            "MSQ402" if severity is Severity.WARNING else "MSQ201",
            "file-intersection" if severity is Severity.WARNING else "path-backslash",
            severity,
            wrap("words"),
            wrap("help"),
            wrap("label"),
            wrap("id"),
            (Related(start, end, wrap("related")),),
            Fix(wrap("title"), safe=True, edits=(Edit(Span(2, 7), wrap("new")),)),
            "0" * 32,
            wrap("file") if severity is Severity.ERROR else None,
        )


def _plain(word: str) -> str:
    return word


# ---------------------------------------------------------------- readers


def _lines(text: str) -> object:
    """What a terminal or GitHub's runner makes of a line; how many there are depends on their width."""
    for line in text.split("\n"):
        assert not re.match(r"\s*::|(?:#+ )?forged|file=|plan=", line), line
    assert "##[" not in text
    return None


def _commands(text: str) -> object:
    """Workflow commands, as the runner reads them: command, names of properties."""
    found = []
    for line in text.splitlines():
        command = re.fullmatch(r"::(\w+) ((?:\w+=[^,:\r\n]*,?)+)::(.*)", line)
        assert command, line
        found.append((command[1], [each.partition("=")[0] for each in command[2].split(",")]))
        assert "##[" not in command[3]
    return found


def _json(text: str) -> object:
    assert text.isascii()
    return _shape(json.loads(text))


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: _shape(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_shape(child) for child in value]
    return type(value).__name__


def _sarif(text: str) -> object:
    """Also: no message holds a link (SARIF 2.1.0, section 3.11.6)."""
    for message in _texts(json.loads(text)["runs"][0]["results"]):
        assert not re.search(r"(?<!\\)\]\(", message), message
    return _json(text)


def _texts(value: object) -> Iterator[str]:
    """Everything in SARIF that is a message."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key in {"message", "description"}:
                yield child["text"]
            else:
                yield from _texts(child)
    for child in value if isinstance(value, list) else ():
        yield from _texts(child)


def _xml(text: str) -> object:
    return [
        (element.tag, sorted(element.attrib))
        for element in ET.fromstring(text.encode()).iter()  # noqa: S314 - our own output
    ]


def _svg(text: str) -> object:
    """As XML; in how many lines the reason of a batch stands depends on its words."""
    found: list[object] = []
    for element in ET.fromstring(text.encode()).iter():  # noqa: S314 - our own output
        shape = (element.tag, sorted(element.attrib), element.get("class"))
        is_next_line = element.get("class") == "soft" and found[-1:] == [shape]
        found += [] if is_next_line else [shape]
    return found


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shape = (tag, sorted(name for name, _ in attrs))
        # In how many lines the reason of a batch stands depends on its words.
        is_next_line = ("class", "soft") in attrs and self.found[-2:] == [shape, f"/{tag}"]
        if is_next_line:
            self.found.pop()
        else:
            self.found.append(shape)
        for name, value in attrs:
            assert not name.startswith("on")
            assert not re.match(r"(?i)\s*(?:javascript|data|vbscript):", value or "")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))


def _html(text: str) -> object:
    reader = _Html()
    reader.feed(text)
    reader.close()
    return reader.found


def _markdown(text: str) -> object:
    """Blocks and inline parts; links lead to the file, and pictures hold what Mermaid's reader allows."""
    found: list[object] = []
    # Character references are read where they stand: what GitHub would make links of then shows.
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        if token.type == "fence":
            found.append((token.info, _mermaid(token.content)))
            continue
        found.append(token.type)
        for part in token.children or ():
            href = part.attrGet("href")
            assert href is None or not re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", str(href)), href
            if part.type == "text":
                assert not re.search(r"(?i)[@#]\w|\bGH-\d", part.content), part.content
            if part.type not in {"text", "text_special"}:
                found.append(part.content if part.type == "html_inline" else part.type)
    return found


def _mermaid(text: str) -> object:
    labels = re.findall(r'"([^"\n]*)"', text)
    for label in labels:
        assert re.fullmatch(r"(?:[A-Za-z0-9 ,:./()_-]|#\d+;|<br>)*", label), label
    return re.sub(r'"[^"\n]*"', '""', text)


def _dot(text: str) -> object:
    bare = re.sub(r'"(?:[^"\\\n]|\\[^\n])*"', '""', text)
    assert bare.count('"') % 2 == 0
    assert "<" not in bare
    return bare


def _workflow(text: str) -> object:
    expressions = re.findall(r"\$\{\{.*?\}\}", text)
    path = text.split("TASKS_FILE:")[1].split("\n", maxsplit=1)[0]
    assert [each for each in re.findall(r"\$\{\{.*?\}\}", path) if each != "${{ '${{' }}"] == []
    value = YAML(typ="safe", pure=True).load(BytesIO(text.encode()))
    return _shape(value), len(expressions) - path.count("${{ '${{' }}")


READERS: dict[str, Callable[[str], object]] = {
    "txt": _lines,
    "json": _json,
    "sarif": _sarif,
    "xml": _xml,
    "md": _markdown,
    "mmd": _mermaid,
    "dot": _dot,
    "svg": _svg,
    "html": _html,
    "yml": _workflow,
}
"""What reads a file with this extension; lines are read of what has another."""

_OTHERS = {
    "github": _commands,
    # the letters of the plan stay as they are
    "plans.json": lambda text: _shape(json.loads(text)),
}
"""What reads the output of these modules, whatever its extension."""

_OUR_OWN = {"\n"}
# Mermaid gets spaces of no width from the program itself, where it would make an icon of a text.
_OUR_SPACES = {"mermaid": {"\n", "\u200b"}, "markdown": {"\n", "\u200b"}}


def _visible(name: str, text: str) -> None:
    """No control, direction, invisible or undecodable character comes through as it is."""
    allowed = _OUR_SPACES.get(name, _OUR_OWN)
    hidden = {
        character
        for character in set(text) - allowed
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        or character in "\u034f\u115f\u2800\u3164\ufe0f"
    }
    assert not hidden, hidden
    assert "##[" not in text
    text.encode()


def _outputs(sample: Sample) -> Iterator[tuple[str, Callable[[str], object], str]]:
    planned = Planned(sample.plan, sample.report, sample.analysis, verbose=True)
    for row in reporters.TABLE:
        reader = _OTHERS.get(row.module) or READERS.get(row.extension, _lines)
        if row.shows == reporters.FINDINGS:
            yield row.name, reader, reporters.render(row.name, sample.run)
        else:
            yield row.name, reader, reporters.render_plan(row.name, planned)


@lru_cache(maxsize=1)
def _expected() -> list[object]:
    return [reader(text) for _, reader, text in _outputs(Sample(_plain))]


def _hold(wrap: Callable[[str], str]) -> None:
    for (name, reader, text), expected in zip(_outputs(Sample(wrap)), _expected(), strict=True):
        _visible(name, text)
        assert reader(text) == expected, name


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_text_stays_text(payload: str) -> None:
    _hold(lambda word: f"{word}{payload}{word}")


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_text_at_the_very_beginning_stays_text(payload: str) -> None:
    _hold(lambda word: f"{payload}{word}")


@examples(60)
@example(["    "])
@given(
    st.lists(
        st.sampled_from(list(HOSTILE.values())) | st.text(st.characters(), max_size=6), max_size=4
    )
)
def test_any_mixture_stays_text(parts: list[str]) -> None:
    payload = "".join(parts)
    _hold(lambda word: f"{payload}{word}")


# ---------------------------------------------------------------- the whole program

_NAMES = {
    "line": "a\nmodsquad-lint: no findings",
    "command": "\n::error::forged",
    "command at once": "::error::forged",
    "old command": "##[error]forged",
    "escape": "\x1b[2Jx",
    "c1": "\x9b31mx",
    "bidi": "\u202ex\u2066",
    "invisible": "\u200b\ufeffx",
    "return": "x\rmodsquad-lint: fine",
    "not UTF-8": "x\udcff",
}


def _harmless(text: str) -> None:
    _visible("", text)
    for line in text.split("\n"):
        assert not re.match(r"\s*::|modsquad-lint: (?:no findings|fine)", line), line
    assert "##[" not in text


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _ran(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(arguments)
    except SystemExit as stopped:  # argparse's own end
        code = int(stopped.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
@pytest.mark.parametrize(
    "arguments",
    [
        ["NAME"],
        ["NAME", "--format", "json"],
        ["tasks.json", "--format", "NAME"],
        ["tasks.json", "--format", "json=NAME/x"],
        ["tasks.json", "--select", "NAME"],
        ["tasks.json", "--ignore", "NAME"],
        ["tasks.json", "--config", "NAME"],
        ["tasks.json", "--fail-on", "NAME"],
        ["tasks.json", "--NAME"],
        ["tasks.json", "--against", "NAME"],
        ["tasks.json", "--against", "HEAD", "--task", "NAME"],
        ["-", "--stdin-filename", "NAME"],
        ["folder"],
        ["plan", "NAME"],
        ["plan", "tasks.json", "--why", "NAME"],
        ["plan", "tasks.json", "--format", "NAME"],
        ["rule", "NAME"],
        ["schema", "NAME"],
    ],
    ids=" ".join,
)
def test_errors_stay_one_or_two_lines(
    arguments: list[str],
    name: str,
    here: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here / "tasks.json").write_text('[{"id": "a", "file_modifications": ["a.py"]}]')
    (here / "folder").mkdir()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"{")))
    code, out, err = _ran(capfd, *(each.replace("NAME", name) for each in arguments))
    assert code in {1, 2, 3}
    _harmless(out)
    _harmless(err)
    if code != 1:
        assert err.startswith("modsquad-lint: ")
        assert len(err.splitlines()) <= 2


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
def test_a_file_and_a_folder_of_any_name(
    name: str, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = here / name.replace("/", "_")
    folder.mkdir()
    file = folder / f"{name}.tasks.json"
    file.write_text('[{"id": "a", "file_modifications": ["a\\\\b.py"]}]')
    other = folder / "broken.tasks.json"
    other.write_text("[")
    relative = os.path.relpath(file)
    for arguments, expected in (
        ([relative], 1),
        ([os.path.relpath(folder)], 1),
        (["."], 1),
        ([relative, "--format", "concise"], 1),
        ([relative, "--format", "github"], 1),
        ([relative, "--show-files"], 0),
        ([relative, "--show-settings"], 0),
        ([relative, "--statistics", "-v"], 1),
        (["plan", relative], 1),
        (["plan", os.path.relpath(folder)], 2),
        ([relative, "--fix"], 0),
    ):
        code, out, err = _ran(capfd, *arguments)
        assert code == expected, (arguments, out, err)
        if "github" not in arguments:
            _harmless(out)
        _visible("", out)
        _harmless(err)
    assert b"a/b.py" in file.read_bytes()
    assert sorted(os.listdir(folder)) == sorted([file.name, other.name])


@pytest.mark.parametrize("name", _NAMES.values(), ids=_NAMES)
@pytest.mark.parametrize(
    "setting",
    [
        "{} = 1",
        "select = [{}]",
        "mergeable = [{}]",
        "mergeable = {}",
        "severity = {{ MSQ201 = {} }}",
        "severity = {{ {} = 'info' }}",
        "scopes = {{ {} = ['*.py'] }}",
        "squads = {{ {} = ['*.py'] }}",
        "per-file-ignores = {{ {} = ['MSQ201'] }}",
        "branch-pattern = {}",
        "task-trailer = {}",
        "fail-on = {}",
        "x = {}y",
    ],
)
def test_any_setting(
    setting: str, name: str, here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "tasks.json").write_text('[{"id": "a", "squad": "b", "file_modifications": ["a.py"]}]')
    text = setting.format(json.dumps(name))
    (here / "modsquad-lint.toml").write_text(text)
    for arguments in (["tasks.json", "-v"], ["tasks.json", "--show-settings"]):
        code, out, err = _ran(capfd, *arguments)
        assert code in {0, 1, 2}
        _harmless(out)
        _harmless(err)
        if code == 2:
            assert err.startswith("modsquad-lint: ")
            assert len(err.splitlines()) <= 2


def test_a_difference_on_a_terminal(here: Path) -> None:
    """Shown through a pseudo-terminal; into a pipe it stays a difference that git can apply."""
    (here / "tasks.json").write_text(
        '[{"id": "\u202e\u200b\x7f ##[error]x", "file_modifications": ["a\\\\b.py"]}]'
    )
    parent, child = os.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "modsquad_lint", "tasks.json", "--diff"], stdout=child
    )
    os.close(child)
    assert done.wait(30) == 1
    shown = os.read(parent, 100_000).decode().replace("\r\n", "\n")
    os.close(parent)
    # The colours of a patch are ours: whole lines in red, green or cyan, and nothing else.
    _harmless(re.sub(r"^\x1b\[3[126]m(.*)\x1b\[0m$", r"\1", shown, flags=re.MULTILINE))
    assert r"\u202e" in shown
