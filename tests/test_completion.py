"""Completion scripts, tried in the shells that they are for, where those are installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from modsquad_lint import reporters
from modsquad_lint.cli.commands import COMMANDS
from modsquad_lint.cli.completion import script
from modsquad_lint.cli.main import main
from modsquad_lint.rules import RULES

_FILES = ("tasks.json", "two words.json", "strict.toml")
_TASKS = [{"id": ident, "file_modifications": ["a.py"]} for ident in ("add-a", "add-b", "$(id) c")]
_TEXTS = {"tasks.json": json.dumps(_TASKS)}


def _run(*command: str, folder: Path, given: str = "") -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ZDOTDIR": str(folder),
            "TERM": "dumb",
            "COLUMNS": "200",
        },
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def _in_bash(line: str, folder: Path) -> list[str]:
    # As bash splits a line: "=" is a word of its own, and the last word may be empty.
    words = [part for word in line.split(" ") for part in word.replace("=", " = ").split(" ")]
    while "" in words[:-1]:
        words.remove("")
    quoted = " ".join(f"'{word}'" for word in words)
    asked = f"""
        {script("bash")}
        complete -p modsquad-lint >/dev/null || exit 1
        COMP_WORDS=({quoted})
        COMP_CWORD={len(words) - 1}
        _modsquad_lint
        # What "complete -o default" does.
        if ((${{#COMPREPLY[@]}} == 0)); then
          mapfile -t COMPREPLY < <(compgen -f -- '{words[-1]}')
        fi
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return _run("bash", "--noprofile", "--norc", "-c", asked, folder=folder).splitlines()


def _in_fish(line: str, folder: Path) -> list[str]:
    (folder / "script.fish").write_text(script("fish"), encoding="utf-8")
    asked = f"source script.fish; rm script.fish; complete -C '{line}'"
    shown = _run("fish", "--no-config", "-c", asked, folder=folder).splitlines()
    words = [word.split("\t")[0].replace("\\ ", " ") for word in shown]
    # fish writes the option that a value stands behind once more.
    return [
        word.rpartition("=")[2] if line.rpartition(" ")[2].startswith("--") else word
        for word in words
    ]


_ZSH = """
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'PS1= PS2= RPS1=; stty -echo; autoload -Uz compinit; compinit -u -d ../zcompdump'
zpty -w inner 'source ./script.zsh; rm script.zsh'
# What is offered is printed too, between marks, and then the end: DONE is in no command line.
zpty -w inner 'compadd() {
  local -a found; builtin compadd -O found "$@"
  print -rl -- "<"${^found}">"; builtin compadd "$@" }'
zpty -w inner 'ask() { zle complete-word; print -r -- "DO""NE" }; zle -N ask; bindkey "^I" ask'
zpty -w inner 'print -r -- "REA""DY"'
zpty -r inner out '*READY*'
zpty -w -n inner "$1"$'\t'
zpty -r inner out '*DONE*'
print -r -- $out
zpty -d inner
"""


def _in_zsh(line: str, folder: Path) -> list[str]:
    (folder / "script.zsh").write_text(script("zsh"), encoding="utf-8")
    shown = _run("zsh", "-f", "-c", _ZSH, "zsh", line, folder=folder)
    return [word.replace("\\ ", " ") for word in re.findall("<([^<>]+)>", shown)]


_SHELLS: dict[str, Callable[[str, Path], list[str]]] = {
    "bash": _in_bash,
    "zsh": _in_zsh,
    "fish": _in_fish,
}


@pytest.fixture(params=_SHELLS)
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], set[str]]:
    shell: str = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    for name in _FILES:
        (tmp_path / name).write_text(_TEXTS.get(name, ""), encoding="utf-8")
    return lambda line: set(_SHELLS[shell](f"modsquad-lint {line}", tmp_path))


def _codes(start: str) -> set[str]:
    return {code for code in RULES if code.startswith(start)}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pl", {"plan"}),
        ("ta", {"tasks.json"}),
        ("--fo", {"--format"}),
        ("check --fo", {"--format"}),
        ("check ta", {"tasks.json"}),
        ("check two", {"two words.json"}),
        ("check --fail-on ", {"error", "warning", "info", "never"}),
        ("--against s", {"staged"}),
        ("init --agents cu", {"cursor"}),
        ("check --format sa", {"sarif"}),
        ("check --format=sa", {"sarif"}),
        ("check --format=sarif=st", {"strict.toml"}),
        ("check --config st", {"strict.toml"}),
        ("check --select MSQ30", _codes("MSQ30")),
        ("check --select file-i", {"file-intersection"}),
        ("rule file-i", {"file-intersection"}),
        ("tasks.json --ignore MSQ50", _codes("MSQ50")),
        ("plan --format m", {name for name in reporters.PLAN_FORMATS if name.startswith("m")}),
        ("plan --su", {"--suggest"}),
        ("accuracy --format m", {"markdown"}),
        ("plan tasks.json --why add-", {"add-a", "add-b"}),
        ("tasks.json --task add-a", {"add-a"}),
        ("next tasks.json --done=add-", {"add-a", "add-b"}),
        ("rule MSQ50", _codes("MSQ50")),
        ("rule --format ", {"text", "json"}),
        ("schema ", {"tasks", "config"}),
        ("completion ", {"bash", "zsh", "fish"}),
        ("help pl", {"plan"}),
    ],
)
def test_the_shell_suggests(ask: Callable[[str], set[str]], line: str, words: set[str]) -> None:
    assert ask(line) == words


def test_the_shell_suggests_every_command(ask: Callable[[str], set[str]]) -> None:
    assert ask("") - set(_FILES) == set(COMMANDS)


@pytest.mark.parametrize("line", ["--select MSQ1,MSQ30", "check --select=MSQ1,MSQ30"])
def test_rules_are_suggested_behind_a_comma(ask: Callable[[str], set[str]], line: str) -> None:
    assert {word.removeprefix("MSQ1,") for word in ask(line)} == _codes("MSQ30")


@pytest.mark.parametrize("shell", _SHELLS)
def test_the_command_prints_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert capsys.readouterr().out == script(shell)
