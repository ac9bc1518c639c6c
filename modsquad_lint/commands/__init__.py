"""The commands, one module for each: `add_arguments(parser)` and `run(arguments) -> int`."""
