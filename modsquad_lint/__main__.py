"""`python -m modsquad_lint` is `modsquad-lint`: the program as a process of its own."""

from __future__ import annotations

import gc


def run() -> None:
    """Run the command line, and end the process."""
    # Tasks, findings and plans hold no cycles. Looking for some takes a tenth of a short run, and a
    # third of reading a large file.
    gc.disable()
    from .cli.main import main

    _leave(main())


def _leave(exit_code: int) -> None:
    """End the process without taking it apart first, which would take a tenth of a run, or more."""
    import atexit
    import os

    # Someone who measures coverage, say, has something left to do, and so has what GitPython imports.
    if atexit._ncallbacks():  # noqa: SLF001 - there is no other way to know
        atexit._run_exitfuncs()  # noqa: SLF001 - nor to do it and nothing else
        from contextlib import suppress

        with suppress(OSError, ValueError):  # which the language server has closed
            print(end="", flush=True)  # noqa: T201 - what they have printed
    # What was meant to be read was flushed when it was written.
    os._exit(exit_code)


if __name__ == "__main__":
    from ._door import leave_the_folder_out

    leave_the_folder_out()
    run()
