"""The documentation site: it builds strictly, asks nobody for anything, and what its pages claim holds."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from browser import Browser
from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML

from modsquad_lint import reporters
from modsquad_lint.cli.commands import COMMANDS
from modsquad_lint.cli.common import destinations
from modsquad_lint.cli.main import main
from modsquad_lint.cli.parser import make_parser
from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.schema import tasks_schema
from modsquad_lint.planning.keys import KEYS
from modsquad_lint.rules import RULES
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.errors import Exit
from modsquad_lint.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BAD = sorted((ROOT / "sample_tasks" / "bad_on_purpose").glob("*.json"))


def _tokens(text: str) -> Iterator[Token]:
    """What Markdown consists of, with that of the blocks that are Markdown themselves."""
    for token in MarkdownIt().enable("table").parse(text):
        yield token
        if token.type == "fence" and token.info == "markdown":
            yield from _tokens(token.content)


def _blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page, each with its language."""
    for token in _tokens(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            yield token.info, token.content


def _spans(page: Path) -> Iterator[str]:
    """What is marked as code within sentences and tables."""
    for token in _tokens(page.read_text(encoding="utf-8")):
        yield from (part.content for part in token.children or [] if part.type == "code_inline")


def _all(language: str) -> list[Any]:
    return [
        pytest.param(content, id=f"{page.name}-{number}")
        for page in PAGES
        for number, (info, content) in enumerate(_blocks(page))
        if info == language
    ]


def _yaml(kind: str) -> list[Any]:
    """The YAML blocks that have a key, which says what they are."""
    return [
        block for block in _all("yaml") if re.search(rf"^{kind}:", block.values[0], re.MULTILINE)
    ]


def _cells(page: str, column: int, *, below: str) -> list[str]:
    """What stands in a column of the first table below a line, code marks taken off."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition(below)[2]
    rows = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert rows is not None
    lines = rows.group().splitlines()[2:]
    return [re.split(r"(?<!\\)\|", line)[column].strip() for line in lines]


def _codes(cells: list[str]) -> list[str]:
    return [code for cell in cells for code in re.findall("`([^`]+)`", cell)]


def _valid(schema: str, content: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    checker = pytest.importorskip("check_jsonschema")
    path = folder / "file.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        checker.main(["--builtin-schema", schema, str(path)])
    assert (done.value.code, capfd.readouterr().err) == (0, "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published, built strictly."""
    pytest.importorskip("material")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT,
        # The theme advertises its successor.
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def test_the_site_has_all_pages_and_asks_nobody_for_anything(site: Path) -> None:
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {f"rules/{code}.html" for code in RULES} | {"index.html", "rules/index.html"} <= pages
    asked = re.compile(
        r"""(?:src="|<link[^>]*href="|url\(["']?|@import ["'])((?:https?:)?//[^"')]*)"""
    )
    assert [
        (path.name, address)
        for path in site.rglob("*")
        if path.suffix in {".html", ".css"}
        for address in asked.findall(path.read_text(encoding="utf-8"))
    ] == []


PHONE = (390, 844)
DESK = (1280, 800)


def test_a_browser_complains_of_no_page(site: Path, browser: Browser) -> None:
    """Of rules one page of each family: they are made alike."""
    every = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    pages = sorted(page for page in every if not re.search(r"MSQ\d(?!01)\d\d", page))
    visits = [(page, *(("dark", PHONE), ("light", DESK))[at % 2]) for at, page in enumerate(pages)]
    visits += [("index.html", "light", PHONE), ("index.html", "dark", DESK)]
    with served(site) as address:
        for page, scheme, window in visits:
            browser.visit(f"{address}/{page}", scheme, window)
            wider = browser.run("document.documentElement.scrollWidth - innerWidth")
            assert (page, browser.complaints(), max(wider, 0)) == (page, [], 0)
            assert {urlsplit(asked).netloc for asked in browser.requests()} <= {
                urlsplit(address).netloc,
                "",
            }


def test_the_table_of_contents_follows_and_each_block_can_be_copied(
    site: Path, browser: Browser
) -> None:
    with served(site) as address:
        browser.visit(f"{address}/index.html#4-look-at-the-plan", "light", DESK)
        active = "[...document.querySelectorAll('.md-nav--secondary .md-nav__link--active')]"
        while not browser.run(f"{active}.length"):
            time.sleep(0.01)
        assert browser.run(f"{active}.at(-1).innerText") == "4. Look at the plan"
        blocks = browser.run("document.querySelectorAll('.highlight pre').length")
        buttons = browser.run("document.querySelectorAll('.highlight button').length")
        assert buttons == blocks
        assert blocks > 5


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on this machine."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _commands() -> set[str]:
    """Every command line of this program that a page shows, in a block or in a sentence."""
    line = re.compile(r"(?:^\$ |^|run: |- )(modsquad-lint .*)", re.MULTILINE)
    shown = {span for page in PAGES for span in _spans(page) if span.startswith("modsquad-lint ")}
    for page in PAGES:
        for language, content in _blocks(page):
            if language in {"console", "bash", "yaml", ""}:
                shown.update(line.findall(content))
    # "[FILE...]" stands for words, and what follows a pipe is not ours.
    return {re.split(r" [|>(]", line)[0] for line in shown if "[" not in line}


@pytest.mark.parametrize("line", sorted(_commands()))
def test_every_command_shown_is_one(line: str) -> None:
    _, *arguments = shlex.split(line.replace("SHELL", "bash"))
    name = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "check"
    if "--help" in arguments or "--version" in arguments:
        return
    read = make_parser(name).parse_args(arguments)
    if name in {"check", "plan"}:
        formats = reporters.FORMATS if name == "check" else reporters.PLAN_FORMATS
        destinations(read, formats)
    # A file that is called like a command of ours is more likely to be a command that is gone.
    assert not {"completion", "plan", "rule", "schema"} & set(getattr(read, "files", ()))


def test_every_option_named_is_one() -> None:
    known = {name for command in COMMANDS for name in make_parser(command)._option_string_actions}
    # Of the two other commands, and one of Python.
    others = {"--dry-run", "--output", "--check-deps", "--tasks", "-I"}
    named = {
        re.split("[= ]", span)[0]
        for page in PAGES
        for span in _spans(page)
        if span.startswith("-") and span != "-"
    }
    assert named - known - others == set()


@pytest.mark.parametrize("content", _all("json"))
def test_every_json_is_json(content: str) -> None:
    json.loads(content)


@pytest.mark.parametrize("content", _all("toml"))
def test_every_setting_shown_is_a_setting(content: str) -> None:
    settings = tomllib.loads(content)
    if "language-server" in settings:  # an editor's own
        return
    settings = settings.get("tool", {}).get("modsquad-lint", settings)
    assert configure(DEFAULT, settings, "the page").origins.keys() == settings.keys() != set()


@pytest.mark.parametrize("content", _all("yaml"))
def test_every_yaml_is_yaml(content: str) -> None:
    YAML(typ="safe", pure=True).load(content)


@pytest.mark.parametrize("content", _yaml("jobs"))
def test_every_workflow_is_valid_by_githubs_schema(
    content: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _valid("vendor.github-workflows", content, tmp_path, capfd)


@pytest.mark.parametrize("content", _yaml("  image"))
def test_every_pipeline_is_valid_by_gitlabs_schema(
    content: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _valid("vendor.gitlab-ci", content, tmp_path, capfd)


@pytest.mark.parametrize("content", _yaml("jobs"))
def test_every_use_of_the_action_is_one_that_it_knows(content: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    action = yaml.load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for job in yaml.load(content)["jobs"].values():
        for step in job.get("steps", []):
            if step.get("uses") == "OWNER/modsquad-lint@REV":
                assert set(step.get("with", {})) <= set(action["inputs"])
    used = set(re.findall(r"steps\.tasks\.outputs\.([\w-]+)", content))
    assert used <= set(action["outputs"])


@pytest.mark.parametrize("content", _yaml("repos"))
def test_every_hook_shown_exists(content: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    hooks = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    repos = [repo for repo in yaml.load(content)["repos"] if repo["repo"] != "local"]
    shown = [hook["id"] for repo in repos for hook in repo["hooks"]]
    assert set(shown) <= {hook["id"] for hook in hooks}


@pytest.mark.parametrize(
    ("format", "content"),
    [
        (suffix, content)
        for suffix, language in (("json", "json"), ("yaml", "yaml"))
        for info, content in _blocks(ROOT / "docs" / "tasks-file.md")
        if info == language
    ],
)
def test_the_tasks_files_shown_are_sound(format: str, content: str) -> None:  # noqa: A002 - its name
    report = lint(Source(f"tasks.{format}", content.encode()), Facts(), DEFAULT)
    found = {finding.code for finding in report.findings if finding.severity > Severity.INFO}
    # What the page silences is not there to be silenced.
    assert found <= {"MSQ109"}
    assert report.plan is not None


def test_tables_name_what_there_is() -> None:
    action = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text(encoding="utf-8"))
    exits = _cells("commands.md", 1, below="## Exit codes")
    commands = _codes(_cells("commands.md", 1, below="# Commands"))
    assert _codes(_cells("ci.md", 1, below="Leave both out")) == list(action["inputs"])
    assert _codes(_cells("ci.md", 1, below="| `version` |")) == list(action["outputs"])
    assert [command.split()[1].strip("[]") for command in commands] == list(COMMANDS)
    assert [int(code) for code in exits] == [code.value for code in Exit]
    assert set(_codes(_cells("tasks-file.md", 1, below="## Keys"))) == KEYS


def test_the_json_reference_names_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--no-git", "--format", "json", str(ROOT / "sample_tasks/example_5/tasks.json")])
    document = json.loads(capsys.readouterr().out)

    def documented(below: str) -> list[str]:
        return _codes(_cells("json.md", 1, below=below))

    assert documented("# JSON output") == list(document)
    assert documented("## A finding") == list(document["findings"][0])
    assert documented("## A plan") == list(document["plans"][0])
    assert documented("## The summary") == list(document["summary"])


def test_a_schema_does_not_see_what_is_bad_on_purpose() -> None:
    """docs/comparison.md says so, and that two of them get infos only."""
    schema = jsonschema.Draft202012Validator(tasks_schema())
    only_infos = {}
    for path in BAD:
        schema.validate(json.loads(path.read_text(encoding="utf-8")))
        findings = lint(Source("tasks.json", path.read_bytes()), Facts(), DEFAULT).findings
        if all(finding.severity is Severity.INFO for finding in findings):
            only_infos[path.name] = {finding.code for finding in findings}
    assert list(only_infos) == ["implicit_dependencies.tasks.json", "mixed_scopes.tasks.json"]
    assert "MSQ306" in only_infos["implicit_dependencies.tasks.json"]
    assert "MSQ503" in only_infos["mixed_scopes.tasks.json"]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize(
    ("at", "printed"), [(0, "a\n"), (1, "gone\n")], ids=["ids", "dependencies"]
)
def test_the_jq_scripts_do_what_is_said_of_them(at: int, printed: str, tmp_path: Path) -> None:
    (script,) = (text for info, text in _blocks(ROOT / "docs" / "comparison.md") if info == "bash")
    tasks = [{"id": "a"}, {"id": "a", "dependencies": ["b"]}, {"id": "b", "dependencies": ["gone"]}]
    (tmp_path / "tasks.json").write_text(json.dumps({"tasks": tasks}), encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", script.splitlines()[at]], cwd=tmp_path, stdout=subprocess.PIPE, check=True
    )
    assert done.stdout.decode() == printed


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_jq_scripts_report_one_bad_on_purpose(tmp_path: Path) -> None:
    (script,) = (text for info, text in _blocks(ROOT / "docs" / "comparison.md") if info == "bash")
    reported = []
    for path in BAD:
        (tmp_path / "tasks.json").write_bytes(path.read_bytes())
        reported += subprocess.check_output(["bash", "-c", script], cwd=tmp_path).splitlines()
    assert (len(BAD), reported) == (8, [b"add-ruoter"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_rules_are_called_by_codes_that_exist(page: Path) -> None:
    named = set(re.findall(r"MSQ\d{3}", page.read_text(encoding="utf-8")))
    assert named <= set(RULES)
