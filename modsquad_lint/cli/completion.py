"""`modsquad-lint completion`: a script for a shell, made from what the parsers of the commands take."""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from ..repository.project import Project
from ..rules import RULES
from ..text.errors import UserError
from ..text.typed import NamedTuple
from . import output
from .commands import COMMANDS
from .common import Formats
from .parser import make_parser
from .starting.host_hooks import HOOKS


class Value(NamedTuple):
    """What an option or an argument takes.

    Attributes:
        name: of the kind of value, as the help shows it.
        words: what can be suggested.
        kind: "word", "file", "list" (words with commas between them), "output" (a word, or a word,
            "=" and a file) or "ids" (of tasks, for which this program is asked).
    """

    name: str
    words: Sequence[str] = ()
    kind: str = "word"


class Usage(NamedTuple):
    """One command, with its options, and what it takes without one."""

    name: str
    summary: str
    options: Sequence[Action]
    argument: Value


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "shell", nargs="?", choices=tuple(_SCRIPTS), help="which shell the script is for"
    )
    which.add_argument(
        "--ids",
        nargs="*",
        metavar="FILE",
        help="print the ids of the tasks in these files, or in those that git tracks here, "
        "as the scripts ask for them",
    )


def run(arguments: Namespace) -> int:
    """Print the script, or the ids that it asks for; returns the exit code."""
    if arguments.ids is not None:
        return output.print_text("".join(f"{ident}\n" for ident in _ids(arguments.ids)))
    return output.print_text(script(arguments.shell))


def _ids(files: Sequence[str]) -> Iterator[str]:
    """The ids of tasks that a shell can take as they are; of files that can't be read none."""
    project = Project()
    with suppress(UserError):
        for entry in project.files(*files):
            with suppress(UserError):
                for ident in project.look(entry).file.by_id:
                    if re.fullmatch(_PLAIN, ident):
                        yield ident


def script(shell: str) -> str:
    """The script for a shell: bash, zsh or fish."""
    usages = [_usage(name, summary) for name, summary in COMMANDS.items()]
    return "\n".join(_SCRIPTS[shell](usages)) + "\n"


# ---------------------------------------------------------------- what the parsers take

_RULES = (*RULES, *(rule.name for rule in RULES.values()))
_PLAIN = r"[\w./%+,-]+"
"""An id that needs no quotes in any shell, and is one word in each."""

_AGAINST = ("auto", "pushed", "staged", "worktree")


def _usage(name: str, summary: str) -> Usage:
    actions = make_parser(name)._actions  # noqa: SLF001 - argparse has no other list of them
    options = [action for action in actions if action.option_strings]
    (argument,) = [_value(each) for each in actions if each not in options] or [Value("")]
    return Usage(name, summary, options, argument)


def _value(action: Action) -> Value:
    if action.choices:
        return Value(action.dest, tuple(action.choices))
    if isinstance(action.metavar, Formats):
        return Value("format", action.metavar.names, "output")
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    values = {
        "CODE": Value(name, _RULES),
        "FILE": Value(name, kind="file"),
        "ID": Value(name, kind="ids"),
        "NAMES": Value(name, tuple(HOOKS), "list"),
        "PATH": Value(name, kind="file"),
        "RULES": Value(name, _RULES, "list"),
        "WHAT": Value(name, _AGAINST),
    }
    return values.get(name, Value(name))


def _help(action: Action) -> str:
    return "" if action.help in {None, SUPPRESS} else str(action.help)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# ---------------------------------------------------------------- bash

_BASH = """\
# Completion of modsquad-lint in bash, for ~/.bashrc: eval "$(modsquad-lint completion bash)"
# Without words to suggest, bash suggests files.
_modsquad_lint_ids() {
  local name files=()
  for name in "${COMP_WORDS[@]:1}"; do
    if [[ -f $name && $name != *=* ]]; then files+=("$name"); fi
  done
  modsquad-lint completion --ids "${files[@]}" 2>/dev/null
}
_modsquad_lint() {
  local IFS=$' \\t\\n' command=check word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local words='' list='' prefix=''
  case ${COMP_WORDS[1]} in
    COMMAND_PATTERN) if ((COMP_CWORD > 1)); then command=${COMP_WORDS[1]}; fi ;;
  esac
  # "=" is a word of its own: --format=sarif, and the file in sarif=PATH.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  if [[ $before != -* && ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then return; fi
  case "$command $before" in
CASES
    *)
      case "$command $word" in
OPTIONS
      esac
      if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then words='COMMAND_WORDS'; fi
      ;;
  esac
  if [[ -n $list && $word == *,* ]]; then
    prefix=${word%,*},
    word=${word##*,}
  fi
  COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _modsquad_lint modsquad-lint"""


def _bash(usages: Sequence[Usage]) -> Iterator[str]:
    commands = [usage.name for usage in usages]
    cases, options, arguments = [], [], []
    for usage in usages:
        names = [name for option in usage.options for name in option.option_strings]
        options.append(f'"{usage.name} -"*) words={_quoted(" ".join(names))} ;;')
        if usage.argument.words:
            words = _quoted(" ".join(usage.argument.words))
            arguments.append(f'"{usage.name} "*) words={words} ;;')
        for option in usage.options:
            if option.nargs != 0:
                value = _value(option)
                pattern = "|".join(f'"{usage.name} {name}"' for name in option.option_strings)
                words = _quoted(" ".join(value.words))
                if value.kind == "ids":
                    words = "$(_modsquad_lint_ids)"
                is_list = " list=yes" if value.kind == "list" else ""
                cases.append(f"{pattern}) words={words}{is_list} ;;")
    yield (
        _BASH.replace("COMMAND_PATTERN", "|".join(commands))
        .replace("COMMAND_WORDS", " ".join(commands))
        .replace("CASES", _indented(4, cases))
        .replace("OPTIONS", _indented(8, [*options, *arguments]))
    )


def _indented(spaces: int, lines: Sequence[str]) -> str:
    return "\n".join(" " * spaces + line for line in lines)


# ---------------------------------------------------------------- zsh


def _zsh(usages: Sequence[Usage]) -> Iterator[str]:
    yield "#compdef modsquad-lint"
    yield "# Completion of modsquad-lint in zsh: a file _modsquad-lint in a folder of $fpath, or in"
    yield '# ~/.zshrc, after compinit: eval "$(modsquad-lint completion zsh)"'
    yield "_modsquad_lint_output() {"
    yield "  if compset -P '*='; then _files; else compadd -- \"$@\"; fi"
    yield "}"
    yield "_modsquad_lint_ids() {"
    yield "  local name; local -a files ids"
    yield "  for name in $words; do [[ -f $name ]] && files+=($name); done"
    yield '  ids=(${(f)"$(modsquad-lint completion --ids $files 2>/dev/null)"})'
    yield "  compadd -a ids"
    yield "}"
    yield "_modsquad_lint() {"
    yield "  local command=check"
    yield "  local -a commands=("
    for usage in usages:
        yield f"    {_quoted(f'{usage.name}:{usage.summary}')}"
    yield "  )"
    yield "  if (( CURRENT == 2 )); then"
    yield "    _describe -t commands command commands"
    yield "  elif [[ -n ${commands[(r)$words[2]:*]} ]]; then"
    yield "    command=$words[2]"
    yield "    shift words"
    yield "    (( CURRENT-- ))"
    yield "  fi"
    yield "  case $command in"
    for usage in usages:
        yield f"    {usage.name})"
        yield "      _arguments -s -S \\"
        for option in usage.options:
            yield from (f"        {spec} \\" for spec in _zsh_option(option))
        many = "*" if usage.argument.kind == "file" else "1"
        yield f"        {_quoted(many + _zsh_value(usage.argument))}"
        yield "      ;;"
    yield "  esac"
    yield "}"
    yield "if [[ $funcstack[1] == _modsquad-lint ]]; then"
    yield '  _modsquad_lint "$@"'
    yield "else"
    yield "  compdef _modsquad_lint modsquad-lint"
    yield "fi"


def _zsh_option(option: Action) -> Iterator[str]:
    text = _help(option).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    # What may stand once is not suggested again, under none of its names.
    repeats = type(option).__name__ == "_AppendAction"
    others = "*" if repeats else f"({' '.join(option.option_strings)})"
    for name in option.option_strings:
        takes = "" if option.nargs == 0 else _zsh_value(_value(option))
        gives = "=" if takes and name.startswith("--") else ""
        yield _quoted(f"{others}{name}{gives}[{text}]{takes}")


def _zsh_value(value: Value) -> str:
    words = " ".join(value.words)
    action = {
        "word": f"({words})" if words else " ",
        "file": "_files",
        "ids": " _modsquad_lint_ids",
        "list": f"_sequence compadd - {words}",
        "output": f" _modsquad_lint_output {words}",
    }[value.kind]
    return f":{value.name.replace(':', ' ')}:{action}"


# ---------------------------------------------------------------- fish


def _fish(usages: Sequence[Usage]) -> Iterator[str]:
    names = " ".join(usage.name for usage in usages)
    yield "# Completion of modsquad-lint in fish: ~/.config/fish/completions/modsquad-lint.fish"
    yield "function __modsquad_lint_command"
    yield "    set -l words (commandline -opc)"
    yield "    set -l command check"
    yield f"    if set -q words[2]; and contains -- $words[2] {names}"
    yield "        set command $words[2]"
    yield "    end"
    yield "    test $command = $argv[1]"
    yield "end"
    yield "function __modsquad_lint_first"
    yield "    test (count (commandline -opc)) -eq 1"
    yield "end"
    yield "function __modsquad_lint_ids"
    yield "    set -l files"
    yield "    for name in (commandline -opc)"
    yield "        if test -f $name; set -a files $name; end"
    yield "    end"
    yield "    modsquad-lint completion --ids $files 2>/dev/null"
    yield "end"
    # Behind a comma the words begin anew; what stands before it stays.
    yield "function __modsquad_lint_list"
    yield "    string match -rg '^(?:--[^=]*=)?(.*,)?' -- (commandline -ct) | read -l before"
    yield "    printf '%s\\n' \"$before\"$argv"
    yield "end"
    for usage in usages:
        start = "complete -c modsquad-lint -n __modsquad_lint_first"
        yield f"{start} -a {usage.name} -d {_fish_quoted(usage.summary)}"
    for usage in usages:
        start = f"complete -c modsquad-lint -n '__modsquad_lint_command {usage.name}'"
        if usage.argument.kind != "file":
            yield f"{start} -f -a '{' '.join(usage.argument.words)}'"
        for option in usage.options:
            flags = [
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                for name in option.option_strings
            ]
            takes = "" if option.nargs == 0 else _fish_value(_value(option))
            means = f" -d {_fish_quoted(_help(option))}" if _help(option) else ""
            yield f"{start} {' '.join(flags)}{takes}{means}"


def _fish_value(value: Value) -> str:
    # Without words, -x is enough; behind "=" in --format=sarif= fish suggests files by itself.
    how = {"file": "-r -F", "output": "-r"}.get(value.kind, "-x")
    words = " ".join(value.words)
    if value.kind == "ids":
        words = "(__modsquad_lint_ids)"
    if value.kind == "list":
        words = f"(__modsquad_lint_list {words})"
    return f" {how}" + (f" -a '{words}'" if words else "")


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_SCRIPTS: dict[str, Callable[[Sequence[Usage]], Iterator[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
