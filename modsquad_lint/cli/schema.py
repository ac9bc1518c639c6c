"""`modsquad-lint schema`: JSON Schemas, for editors."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from ..engine import schema
from . import output


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "of", nargs="?", choices=("tasks", "config"), default="tasks", metavar="{tasks,config}"
    )


def run(arguments: Namespace) -> int:
    """Print the schema; returns the exit code."""
    described = schema.config_schema() if arguments.of == "config" else schema.tasks_schema()
    return output.print_text(json.dumps(described, indent=2) + "\n")
