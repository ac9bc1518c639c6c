"""Write what is generated in the documents: tables from the catalogue, and real output of the program.

`python docs/generate.py` writes; with --check it only says what is stale, and exits with 1.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ruamel.yaml import YAML
from rule_examples import shown_page

from modsquad_lint import reporters
from modsquad_lint.cli.parser import make_parser
from modsquad_lint.cli.starting import agents_text
from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.settings import SETTINGS
from modsquad_lint.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
RULE_PAGES = Path("docs", "rules")
PICTURE_FOLDER = Path("docs", "pictures")
PICTURES = ("example_1.svg", "example_5.svg", "example_6.svg", "example_5.html")
"""What the documents show of samples, each by its name and its format."""

_BLOCK = re.compile(r"(<!-- generated: ([\w-]+)((?: [^\n]*)?) -->\n).*?(<!-- end -->)", re.DOTALL)
_FAMILIES = {
    "1": "The document",
    "2": "Paths",
    "3": "Dependencies",
    "4": "The plan",
    "5": "Design",
    "6": "Comparison with git",
}
_ENVIRONMENT = {
    "NO_COLOR": "1",
    "PYTHONIOENCODING": "utf-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_NAME": "A U Thor" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "author@example.com" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_DATE": "2026-01-01T00:00:00+00:00" for who in ("AUTHOR", "COMMITTER")},
}
"""The same commits, and so the same ids of commits, on every machine."""

_FIXES = {None: "", "safe": "yes", "unsafe": "unsafe"}


def documents() -> dict[Path, str]:
    """Every generated document, relative to the checkout, with the text that it should have."""
    mixed = [
        *(Path("README.md"), Path("sample_tasks", "README.md"), RULE_PAGES / "index.md"),
        *(path.relative_to(ROOT) for path in sorted((ROOT / "docs").glob("*.md"))),
    ]
    wanted = {path: _filled((ROOT / path).read_text(encoding="utf-8")) for path in mixed}
    for rule in RULES.values():
        wanted[RULE_PAGES / f"{rule.code}.md"] = shown_page(rule)
    for name in PICTURES:
        wanted[PICTURE_FOLDER / name] = _picture(name)
    return wanted


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The documents that are missing, differ, or should no longer be there."""
    differing = [
        path
        for path, text in wanted.items()
        if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    there = [*(ROOT / RULE_PAGES).glob("*.md"), *(ROOT / PICTURE_FOLDER).glob("*.*")]
    left_over = (path.relative_to(ROOT) for path in there)
    return [*differing, *(path for path in left_over if path not in wanted)]


def run(*command: str, folder: Path = ROOT) -> str:
    """What a command prints, without colour and without this machine's git configuration."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COLUMNS", "FORCE_", "GIT", "MODSQUAD_", "PRE_COMMIT"))
    }
    program, *arguments = command
    known = {"modsquad-lint": [sys.executable, "-m", "modsquad_lint"], "python": [sys.executable]}
    code, said = process(
        [*known.get(program, [program]), *arguments],
        folder,
        environment | _ENVIRONMENT | {"PYTHONPATH": str(ROOT)},
    )
    if code not in {0, 1}:
        raise SystemExit(f"{' '.join(command)}: exit code {code}")
    return said.decode("utf-8")


def process(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, bytes]:
    """Run a command; its exit code, and what it prints."""
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, check=False)
    return done.returncode, done.stdout


def _filled(text: str) -> str:
    """A document with its blocks filled, in their order: what one does in a scene, the next one sees."""
    with TemporaryDirectory() as folder:

        def block(match: re.Match[str]) -> str:
            start, name, arguments, end = match.groups()
            lines = BLOCKS[name](Path(folder), *shlex.split(arguments))
            return "\n".join([start, *lines, "", end])

        return _BLOCK.sub(block, text)


def _rules(_: Path, folder: str = "") -> Iterator[str]:
    family = ""
    for code, rule in RULES.items():
        if code[3] != family:
            yield from ([""] if family else [])
            family = code[3]
            yield from (f"**{_FAMILIES[family]}**", "")
            yield from _table_head("code", "name", "severity", "fix", "reports")
        meaning = _escaped(rule.doc.partition("\n")[0])
        link = f"[{code}]({folder}{code}.md)"
        yield _row(link, rule.name, str(rule.severity), _FIXES[rule.fix], meaning)


def _settings(_: Path) -> Iterator[str]:
    yield from _table_head("setting", "meaning", "example")
    for setting in SETTINGS:
        yield _row(f"`{setting.name}`", _escaped(setting.meaning), f"`{_escaped(setting.example)}`")


def _samples(_: Path) -> Iterator[str]:
    yield from _table_head("file", "errors and warnings", "batches", "rating")
    files = sorted((ROOT / "sample_tasks").glob("*/*tasks.*"))
    names = [path.relative_to(ROOT).as_posix() for path in files]
    report = json.loads(run("modsquad-lint", "check", "--no-git", "--format", "json", *names))
    plans = {plan["path"]: plan for plan in report["plans"]}
    for name in names:
        found = [
            finding["code"]
            for finding in report["findings"]
            if finding["path"] == name and finding["severity"] != "info"
        ]
        codes = ", ".join(f"[{code}](../docs/rules/{code}.md)" for code in dict.fromkeys(found))
        plan = plans.get(name)
        short = name.removeprefix("sample_tasks/")
        batches = str(plan["metrics"]["total_batches"]) if plan else "no plan"
        yield _row(f"[{short}]({short})", codes, batches, plan["rating"]["name"] if plan else "")


def _hooks(_: Path) -> Iterator[str]:
    hooks = YAML(typ="safe", pure=True).load(ROOT / ".pre-commit-hooks.yaml")
    yield from _table_head("hook", "does")
    for hook in hooks:
        yield _row(f"`{hook['id']}`", _escaped(hook["description"]))


def _agents_text(_: Path) -> Iterator[str]:
    yield from ("````markdown", agents_text.TEXT, "````")


def _options(_: Path, command: str) -> Iterator[str]:
    yield from _table_head("option", "does")
    for action in make_parser(command)._actions:  # noqa: SLF001 - argparse has no other list of them
        if action.option_strings and action.dest not in {"help", "version"}:
            takes = action.metavar or "\\|".join(action.choices or ())
            names = [
                f"`{name} {takes}`" if takes else f"`{name}`" for name in action.option_strings
            ]
            yield _row(", ".join(names), _escaped(action.help or ""))


def _formats(_: Path, command: str) -> Iterator[str]:
    yield from _table_head(f"of `{command}`", "for")
    for row in (reporters.FORMATS if command == "check" else reporters.PLAN_FORMATS).values():
        yield _row(f"`{row.name}`", _escaped(row.use))


def _reference(_: Path) -> Iterator[str]:
    for setting in SETTINGS:
        yield from (f"## {setting.name}", "", setting.meaning, "")
        default = DEFAULT.values[setting.name]
        if default is None:
            yield "Not set by default."
        else:
            yield f"Default: `{json.dumps(default, ensure_ascii=False)}`"
        yield from ("", "```toml", setting.example, "```", "")


def _console(_: Path, *command: str) -> Iterator[str]:
    yield from _shown(ROOT, command)


def _scene(folder: Path, name: str) -> Iterator[str]:
    """Make a scene's repository, and show its tasks file, if it has one."""
    run("git", "init", "-q", "-b", "main", folder=folder)
    for path, text in SCENES[name].items():
        _write(folder / path, text)
    run("git", "add", "--all", folder=folder)
    run("git", "commit", "-q", "-m", "Plan the work", folder=folder)
    yield from _file(folder, "tasks.json") if "tasks.json" in SCENES[name] else ()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _file(folder: Path, path: str) -> Iterator[str]:
    yield from ("```json", (folder / path).read_text(encoding="utf-8").rstrip(), "```")


def _in_scene(folder: Path, *command: str) -> Iterator[str]:
    yield from _shown(folder, command)


def _changed(folder: Path, *paths: str) -> Iterator[str]:
    """Change files of a scene, of which the reader is told around the block."""
    for path in paths:
        _write(folder / path, "changed = True\n")
    yield from ()


def _shown(folder: Path, command: Sequence[str]) -> Iterator[str]:
    yield "```console"
    yield f"$ {shlex.join(command)}"
    yield from filter(None, [run(*command, folder=folder).rstrip()])
    yield "```"


def _picture(name: str) -> str:
    sample, suffix = name.split(".")
    return run("modsquad-lint", "plan", "--format", suffix, f"sample_tasks/{sample}/tasks.json")


def _shown_picture(_: Path, name: str) -> Iterator[str]:
    """A picture, with what it says of itself to those who can't see it."""
    text = re.search(r"<desc[^>]*>(.*?)</desc>", _picture(name), re.DOTALL)
    if text is None:
        raise SystemExit(f"{name} has no description")
    yield f"![{html.unescape(text[1])}]({PICTURE_FOLDER.name}/{name})"


def _finding(_: Path, path: str, code: str) -> Iterator[str]:
    """One finding of the JSON output."""
    report = json.loads(run("modsquad-lint", "check", "--no-git", "--format", "json", path))
    found = next(finding for finding in report["findings"] if finding["code"] == code)
    yield from ("```json", json.dumps(found, indent=2, ensure_ascii=False), "```")


def _table_head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


SCENES: dict[str, dict[str, str]] = {
    "begin": {"app/main.py": "routers = []\n"},
    "start": {
        "tasks.json": """\
{
  "tasks": [
    {
      "id": "add-orders-model",
      "squad": "ALPHA",
      "file_modifications": ["backend/app/models/orders.py"],
      "dependencies": []
    },
    {
      "id": "add-orders-router",
      "squad": "ALPHA",
      "file_modifications": ["./backend/app/routers/orders.py", "backend/app/main.py"],
      "dependencies": ["add-order-model"]
    },
    {
      "id": "add-orders-page",
      "squad": "BRAVO",
      "file_modifications": ["frontend/pages/orders.tsx"],
      "dependencies": ["add-orders-model"]
    }
  ]
}
""",
    },
    "drift": {
        "tasks.json": """\
{
  "tasks": [
    {
      "id": "add-orders",
      "file_modifications": ["app/orders.py"],
      "dependencies": []
    },
    {
      "id": "add-portfolio",
      "file_modifications": ["app/portfolio.py", "app/main.py"],
      "dependencies": []
    }
  ]
}
""",
        "app/main.py": "routers = []\n",
    },
}
"""Repositories in which commands are shown: each file's path and text."""

BLOCKS: dict[str, Callable[..., Iterator[str]]] = {
    "agents-text": _agents_text,
    "rules": _rules,
    "settings": _settings,
    "hooks": _hooks,
    "options": _options,
    "formats": _formats,
    "reference": _reference,
    "samples": _samples,
    "console": _console,
    "finding": _finding,
    "picture": _shown_picture,
    "scene": _scene,
    "file": _file,
    "in-scene": _in_scene,
    "changed": _changed,
}


def main(arguments: list[str]) -> int:
    """Write the stale documents, or name them."""
    wanted = documents()
    paths = stale(wanted)
    if "--check" in arguments:
        for path in paths:
            sys.stderr.write(f"stale: {path.as_posix()}\n")
        sys.stdout.write(f"{len(wanted)} generated documents, {len(paths)} stale\n")
        return 1 if paths else 0
    for path in paths:
        target = ROOT / path
        if path in wanted:
            target.parent.mkdir(exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8", newline="\n")
        else:
            target.unlink()
        sys.stdout.write(f"{path.as_posix()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
