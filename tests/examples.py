"""How many examples a property is tried with; `make test EXAMPLES=20` tries twenty times as many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(number: int, *suppressed: HealthCheck) -> settings:
    """The decorator. No machine is too slow or too busy for any of them."""
    return settings(
        max_examples=number * _TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, *suppressed],
    )
