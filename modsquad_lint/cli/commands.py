"""The commands, one module for each: `add_arguments(parser)` and `run(arguments) -> int`."""

from __future__ import annotations

PROGRAM = "modsquad-lint"

COMMANDS = {
    "check": "check tasks files (the default command)",
    "plan": "show the predicted batches of a tasks file",
    "next": "show the tasks that may start now, each with what its worker needs",
    "guard": "answer the hook of an agent's host: may this write happen?",
    "radar": "show who collides with whom, over work trees and branches, now",
    "accuracy": "show how far plans of this repository could be trusted until now",
    "init": "set up a first plan, the hooks, and the text for agents",
    "rule": "say what a rule means",
    "schema": "print the JSON Schema of the tasks file, or of the configuration",
    "server": "serve an editor: the language server (extra lsp)",
    "completion": "print what makes a shell complete command lines",
    "help": "say what there is, or what a command takes",
}
"""Each command, a module here, and what it does."""
