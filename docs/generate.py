"""Write what is generated in the documents: tables from the catalogue, and real output of the program.

`python docs/generate.py` writes; with --check it only says what is stale, and exits with 1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from modsquad_lint.config import SETTINGS
from modsquad_lint.rules import RULES
from modsquad_lint.rules.registry import Rule

ROOT = Path(__file__).resolve().parent.parent
RULE_PAGES = Path("docs", "rules")
SHOWN_CHECK = "sample_tasks/bad_practice/dependency_order.tasks.json"
SHOWN_PLAN = "sample_tasks/example_4/tasks.json"

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FAMILIES = {
    "1": "The document",
    "2": "Paths",
    "3": "Dependencies",
    "4": "The plan",
    "5": "Design",
    "6": "Comparison with git",
}
_FIXES = {None: "", "safe": "yes", "unsafe": "unsafe"}


def documents() -> dict[Path, str]:
    """Every generated document, relative to the checkout, with the text that it should have."""
    wanted = {
        path: _BLOCK.sub(_block, (ROOT / path).read_text(encoding="utf-8"))
        for path in (Path("README.md"), Path("sample_tasks", "README.md"))
    }
    for rule in RULES.values():
        wanted[RULE_PAGES / f"{rule.code}.md"] = _rule_page(rule)
    return wanted


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The documents that are missing, differ, or should no longer be there."""
    differing = [
        path
        for path, text in wanted.items()
        if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    left_over = (path.relative_to(ROOT) for path in (ROOT / RULE_PAGES).glob("*.md"))
    return [*differing, *(path for path in left_over if path not in wanted)]


def run(*arguments: str) -> str:
    """What the program prints in the root of the checkout, without git and without colour."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT", "FORCE_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "modsquad_lint", *arguments],
        cwd=ROOT,
        env=environment | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"modsquad-lint {' '.join(arguments)}: exit code {done.returncode}")
    return done.stdout


def _block(match: re.Match[str]) -> str:
    start, name, end = match.groups()
    return start + "\n".join(BLOCKS[name]()) + "\n" + end


def _rules() -> Iterator[str]:
    family = ""
    for code, rule in RULES.items():
        if code[3] != family:
            family = code[3]
            yield f"\n**{_FAMILIES[family]}**\n"
            yield from _table_head("code", "name", "severity", "fix", "reports")
        meaning = _escaped(rule.doc.partition("\n")[0])
        link = f"[{code}](docs/rules/{code}.md)"
        yield _row(link, rule.name, str(rule.severity), _FIXES[rule.fix], meaning)
    yield ""


def _settings() -> Iterator[str]:
    yield from _table_head("setting", "meaning", "example")
    for setting in SETTINGS:
        yield _row(f"`{setting.name}`", _escaped(setting.meaning), f"`{_escaped(setting.example)}`")


def _samples() -> Iterator[str]:
    yield from _table_head("file", "errors and warnings", "batches", "rating")
    files = sorted((ROOT / "sample_tasks").glob("*/*tasks.*"))
    names = [path.relative_to(ROOT).as_posix() for path in files]
    report = json.loads(run("check", "--no-git", "--format", "json", *names))
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


def _console(*arguments: str) -> Iterator[str]:
    yield "```console"
    yield f"$ modsquad-lint {' '.join(arguments)}"
    yield run(*arguments).rstrip()
    yield "```"


def _table_head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def _rule_page(rule: Rule) -> str:
    fix = {None: "", "safe": ", with a fix", "unsafe": ", with an unsafe fix"}[rule.fix]
    return f"# {rule.code} {rule.name}\n\n*{rule.severity}{fix}*\n\n{rule.doc.rstrip()}\n"


BLOCKS: dict[str, Callable[[], Iterator[str]]] = {
    "rules": _rules,
    "settings": _settings,
    "samples": _samples,
    "check": lambda: _console("check", SHOWN_CHECK),
    "plan": lambda: _console("plan", SHOWN_PLAN),
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
