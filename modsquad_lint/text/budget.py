"""How much work one run may spend on what is not sure to help, counted in steps; knows no work."""

from __future__ import annotations

_MOST = 40_000_000
"""One or two seconds for looking up near words, whatever the files are like."""


class Budget:
    """Steps that all look-ups of a run share: it changes, so that each sees what the others left."""

    def __init__(self, steps: int | None = None) -> None:
        self.left = _MOST if steps is None else steps

    def spend(self, steps: int) -> bool:
        """Take so many steps; False where they are not left. Then nobody gets any more."""
        self.left -= steps
        return self.left >= 0
