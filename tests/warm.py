"""Runs of the program, each a process of its own, that need not start a Python: most of a short run is that.

A Python that has read the program waits for runs, and each of them is a child of it. Where the start is the point
(what is imported, signals, a file of the repository in Python's way), a test starts a Python itself.
"""

import _socket
import os
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from subprocess import CompletedProcess

PROGRAM = "modsquad_lint.__main__:run"
_IN_A_PYTHON = "import pkgutil, sys; sys.exit(pkgutil.resolve_name(sys.argv.pop(1))())"


class Program:
    """The program: a function `module:function` of it, as a script of that function runs it.

    Attributes:
        command: what a run begins with, as words of a command.
        address: the socket at which it waits; None on a system where no process is born of another.
    """

    def __init__(self, command: list[str], address: "str | None") -> None:
        self.command = command
        self.address = address

    def run(
        self,
        *arguments: str,
        cwd: "str | Path",
        function: str = PROGRAM,
        env: "Mapping[str, str] | None" = None,
        given: bytes = b"",
    ) -> "CompletedProcess[bytes]":
        """Run it, and keep what it wrote."""
        import subprocess
        from tempfile import TemporaryFile

        variables = dict(os.environ if env is None else env)
        if self.address is None:
            command = [*self.command, function, *arguments]
            return subprocess.run(
                command, cwd=cwd, env=variables, input=given, capture_output=True, check=False
            )
        with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
            stdin.write(given)
            stdin.seek(0)
            streams = [stdin.fileno(), stdout.fileno(), stderr.fileno()]
            code = _ask(self.address, [function, *arguments], str(cwd), variables, streams)
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess(arguments, code, stdout.read(), stderr.read())

    def words(self, function: str = PROGRAM) -> str:
        """What a command of a shell begins with that runs it, with the streams and variables there."""
        import shlex

        return shlex.join([*self.command, function])


def started() -> "Iterator[Program]":
    """Have it wait until the generator goes on; it also ends with whoever started it."""
    import subprocess
    from tempfile import TemporaryDirectory

    if not hasattr(os, "fork"):
        yield Program([sys.executable, "-c", _IN_A_PYTHON], None)
        return
    with TemporaryDirectory() as folder:
        address = os.path.join(
            folder, "socket"
        )  # in a short folder: an address has a hundred bytes
        command = [sys.executable, __file__, address]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield Program([sys.executable, "-I", "-S", __file__, address], address)
            server.communicate()


def _ask(
    address: str,
    words: list[str],
    cwd: str,
    variables: "Mapping[str, str]",
    streams: list[int],
) -> int:
    """Have it run; the exit code."""
    pairs = [f"{name}={value}" for name, value in variables.items()]
    text = "\0".join([str(len(words)), *words, cwd, *pairs]).encode("utf-8", "surrogateescape")
    rights = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("iii", *streams))
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.connect(address)
        connection.sendmsg([struct.pack("i", len(text))], [rights])
        connection.sendall(text)
        (code,) = connection.recv(1)
        return code
    finally:
        connection.close()


def _wait(address: str) -> None:
    """Give birth to a process for each run, also while another runs; each has one that waits for it."""
    import contextlib
    import select
    import socket

    _read_all()
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(address)
        waiting.listen()
        os.write(1, b"ready\n")
        while waiting.fileno() in select.select([waiting.fileno(), 0], [], [])[0]:
            with waiting.accept()[0] as asked:
                size, streams, *_ = socket.recv_fds(asked, struct.calcsize("i"), 3)
                with asked.makefile("rb") as stream:
                    text = stream.read(*struct.unpack("i", size))
                if not os.fork():
                    waiting.close()
                    child = os.fork()
                    if not child:
                        asked.close()
                        _run(text.decode("utf-8", "surrogateescape").split("\0"), streams)
                    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                    asked.sendall(bytes([code if code >= 0 else 128 - code]))
                    os._exit(0)
                for each in streams:
                    os.close(each)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _read_all() -> None:
    """Import what runs may need, and pre-commit, which tests run more often than all else."""
    import importlib
    import pkgutil

    import modsquad_lint

    own = pkgutil.walk_packages(modsquad_lint.__path__, "modsquad_lint.")
    others = ("git", "identify.identify", "ruamel.yaml", "pre_commit.main")
    for name in (*(module.name for module in own), *others):
        if ".editor" not in name:  # it needs more than is always there
            importlib.import_module(name)


def _run(fields: list[str], streams: list[int]) -> None:
    """Become the run."""
    import pkgutil
    import traceback

    number, *rest = fields
    words, (cwd, *pairs) = rest[: int(number)], rest[int(number) :]
    for stream, each in enumerate(streams):
        os.dup2(each, stream)
        os.close(each)
    os.environ.clear()
    for pair in pairs:
        name, _, value = pair.partition("=")
        os.environ[name] = value
    sys.argv = words
    code = 1
    try:
        os.chdir(cwd)
        code = pkgutil.resolve_name(words[0])()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0
    except BaseException:  # noqa: BLE001 - where a Python ends, too
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(_ask(sys.argv[1], sys.argv[2:], os.getcwd(), os.environ, [0, 1, 2]))
    _wait(sys.argv[1])
