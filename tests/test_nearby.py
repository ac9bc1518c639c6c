from __future__ import annotations

import pytest

from modsquad_lint.text.nearby import Nearby

EXISTING = [
    "Makefile",
    "api/v1/users.py",
    "backend/app/main.py",
    "backend/app/models/order.py",
    "backend/app/routers/__init__.py",
    "backend/app/routers/orders.py",
    "frontend/app/main.py",
    "frontend/components/Chart.tsx",
]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("backend/app/router", "backend/app/routers"),
        ("backend/App/routers", "backend/app/routers"),
        ("bakcend/app/routers", "backend/app/routers"),
        ("frontend/component", "frontend/components"),
        ("backend/app/schemas", None),
        ("api/v2", None),
        ("aip/v1", "api/v1"),
        ("backend/apps/schemas", None),
        ("backend/apps/router", None),
        ("new", None),
        ("ap/v1", None),
        ("backend/app", None),
    ],
)
def test_folder(folder: str, expected: str | None) -> None:
    assert Nearby(EXISTING).folder(folder) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/routers/orders.py", "backend/app/routers/orders.py"),
        ("project/backend/app/models/order.py", "backend/app/models/order.py"),
        ("app/main.py", None),  # two of them
        ("main.py", None),
        ("Makefile", None),
        ("routers/users.py", None),
    ],
)
def test_with_other_start(path: str, expected: str | None) -> None:
    assert Nearby(EXISTING).with_other_start(path) == expected


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        ("backend/app/routers", "order.py", "backend/app/routers/orders.py"),
        ("", "Makefle", "Makefile"),
        ("backend/app/routers", "users.py", None),
        ("nowhere", "order.py", None),
    ],
)
def test_sibling(folder: str, name: str, expected: str | None) -> None:
    assert Nearby(EXISTING).sibling(folder, name) == expected


def test_nothing_exists() -> None:
    assert Nearby([]).folder("a/b") is None
