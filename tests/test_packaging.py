"""What a user installs: all modules, what they read, the marker that they are typed, the licence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from modsquad_lint import __version__

CHECKOUT = Path(__file__).parent.parent
HOME = os.environ.get("HOME", "")  # read before the tests get another: pip's configuration is there


@pytest.mark.network
def test_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*pip, tmp_path, CHECKOUT], check=True, env=os.environ | {"HOME": HOME})
    (wheel,) = tmp_path.iterdir()
    assert wheel.name == f"modsquad_lint-{__version__}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = archive.read(
            f"modsquad_lint-{__version__}.dist-info/entry_points.txt"
        ).decode()
    package = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "modsquad_lint").rglob("*")
        if path.suffix == ".py" or path.name == "py.typed" or path.parent.name == "assets"
    }
    info = f"modsquad_lint-{__version__}.dist-info"
    assert names == package | {
        f"{info}/{name}"
        for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    # A page made from the wheel alone is the one that the checkout makes.
    page = _page(wheel, tmp_path)
    assert page.startswith("<!DOCTYPE html>")
    assert page == _page(CHECKOUT, tmp_path)
    assert entry_points.splitlines() == [
        "[console_scripts]",
        "modsquad-lint = modsquad_lint.__main__:run",
        "modsquad-lint-task-trailer = modsquad_lint.cli.task_trailer:main",
    ]


def _page(package: Path, folder: Path) -> str:
    """The page of a plan, drawn by the package of a wheel or a folder, and by no other."""
    program = (
        f"import sys; sys.path.insert(0, {str(package)!r})\n"
        "import modsquad_lint.reporters as found\n"
        f"assert found.__file__.startswith({str(package)!r}), found.__file__\n"
        "from modsquad_lint.cli.main import main\n"
        "sys.exit(main(['plan', '--no-git', '--format', 'html', sys.argv[1]]))"
    )
    sample = CHECKOUT / "sample_tasks/example_5/tasks.json"
    command = [sys.executable, "-I", "-c", program, str(sample)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout
