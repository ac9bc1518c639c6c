"""Feeds a target by atheris, a fuzzer that follows coverage: `python -m fuzz.run TARGET [OPTION...]`.

Options are libFuzzer's. It begins with the target's corpus and the project's samples. What `make fuzz`
finds is written into the corpus, where `test_fuzz.py` runs it from then on.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["modsquad_lint", "ruamel"]):
    import modsquad_lint

    from . import targets

    # Most are imported late, and would go uncounted.
    for module in pkgutil.walk_packages(modsquad_lint.__path__, "modsquad_lint."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_tasks"
_LARGEST = 4096


def _seeds(target: str) -> Path:
    """A folder of texts to begin with: the fuzzer writes what it finds into the first one it gets."""
    seeds = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    for number, path in enumerate(sorted(filter(Path.is_file, SAMPLES.rglob("*")))):
        kind = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".md": "markdown"}.get(
            path.suffix
        )
        data = path.read_bytes()
        wanted = {"program": {"json", "yaml"}, "agreement": {"yaml"}}.get(target, {target})
        if len(data) >= _LARGEST or kind not in wanted:
            continue
        prefix = kind[:1].encode() if target == "program" else b""
        (seeds / f"{number}").write_bytes(prefix + data)
    return seeds


def main() -> None:
    """Run until the fuzzer has had enough, or finds a crash."""
    target, *options = sys.argv[1:]
    arguments = [
        sys.argv[0],
        *options,
        f"-dict={HERE / 'words.dict'}",
        f"-max_len={_LARGEST}",
        str(_seeds(target)),
        str(HERE / "corpus" / target),
    ]
    atheris.Setup(arguments, targets.TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
