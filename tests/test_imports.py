"""Which new files a text imports: a table of texts, each with the files and lines that are found."""

from __future__ import annotations

import json

import pytest
from growth import lines_of

from modsquad_lint.planning.aliases import Aliases, TooMuch, settings_above
from modsquad_lint.planning.imports import NewFiles
from modsquad_lint.text.vocabulary import Budget

NEW = (
    "app/__init__.py",
    "app/models/order.py",
    "src/shop/cart.py",
    "services/api/app/main.py",
    "tools/helper.py",
    "packages/bar/src/bar/core.py",
    "ns/deep/part.py",
    "types/api.pyi",
    "web/src/session.ts",
    "web/src/lib/index.ts",
    "web/src/Button.tsx",
    "web/src/Panel.vue",
    "web/data.json",
    "index.js",
)

PYTHON = {
    ("app/views.py", "import app.models.order\n"): [("app/models/order.py", 1)],
    ("app/views.py", "\nfrom app.models import order as o\n"): [("app/models/order.py", 2)],
    ("app/views.py", "from app.models.order import Order"): [("app/models/order.py", 1)],
    ("app/views.py", "from .models import order"): [("app/models/order.py", 1)],
    ("app/views/list.py", "from ..models.order import Order"): [("app/models/order.py", 1)],
    ("app/views.py", "from . import nothing"): [("app/__init__.py", 1)],
    ("app/views.py", "from ... import order"): [],
    ("app/views.py", "import app"): [("app/__init__.py", 1)],
    ("tests/test_cart.py", "from shop.cart import Cart"): [("src/shop/cart.py", 1)],
    ("tests/test_cart.py", "from shop import cart"): [("src/shop/cart.py", 1)],
    ("tests/test_cart.py", "if True:\n    import shop.cart"): [("src/shop/cart.py", 2)],
    ("services/api/tests/test_main.py", "from app.main import run"): [
        ("services/api/app/main.py", 1)
    ],
    ("tools/other.py", "import helper"): [("tools/helper.py", 1)],
    # One part alone, from elsewhere, may be anything.
    ("app/views.py", "import helper"): [],
    ("packages/foo/src/foo/x.py", "from bar.core import y"): [("packages/bar/src/bar/core.py", 1)],
    ("x.py", "from ns.deep import part"): [("ns/deep/part.py", 1)],
    ("x.py", "import types.api"): [("types/api.pyi", 1)],
    ("x.py", 'importlib.import_module("ns.deep.part")'): [("ns/deep/part.py", 1)],
    ("x.py", "import os, sys\nfrom typing import Any"): [],
    ("app/models/order.py", "from app.models import order"): [],
    ("x.py", "def broken(:"): None,
    ("x.py", "x = '\0'"): None,
    ("x.go", 'import "app/models/order"'): None,
}

SCRIPTS = {
    ("web/src/app.ts", 'import { s } from "./session";'): [("web/src/session.ts", 1)],
    ("web/src/app.ts", "import type { S } from './session'"): [("web/src/session.ts", 1)],
    ("web/src/app.ts", "import './session'"): [("web/src/session.ts", 1)],
    ("web/src/app.ts", 'export * from "./session.js"'): [("web/src/session.ts", 1)],
    ("web/src/app.js", 'const s = require("./session")'): [("web/src/session.ts", 1)],
    ("web/src/app.ts", '\nconst s = await import(\n  "./session"\n)'): [("web/src/session.ts", 3)],
    ("web/src/app.ts", 'import {\n  a,\n  b,\n} from "./lib"'): [("web/src/lib/index.ts", 4)],
    ("web/src/pages/a.tsx", 'import { B } from "../Button"'): [("web/src/Button.tsx", 1)],
    ("web/src/pages/a.vue", '<script>import P from "../Panel.vue"</script>'): [
        ("web/src/Panel.vue", 1)
    ],
    ("web/src/app.ts", 'import d from "../data.json"'): [("web/data.json", 1)],
    ("web/app.ts", 'import x from "../"'): [("index.js", 1)],
    ("web/src/app.ts", 'import x from "session"'): [],
    ("web/src/app.ts", '// import x from "./session"'): [],
    ("web/src/app.ts", '/* import x from "./session" */'): [],
    ("web/src/app.ts", "const x = 'import y from \"./session\"'"): [],
    ("web/src/app.ts", 'const x = "./session"'): [],
    ("web/src/app.ts", 'import x from "../../../session"'): [],
    ("web/src/app.ts", 'import /* why */ x from /* here */ "./session"'): [
        ("web/src/session.ts", 1)
    ],
    ("web/src/session.ts", 'import x from "./session"'): [],
    ("web/src/app.ts", 'import a from "./session"; import b from "./session?raw"'): [
        ("web/src/session.ts", 1)
    ],
    ("web/src/app.ts", "'never closed\nimport x from './session'"): [("web/src/session.ts", 2)],
}


@pytest.mark.parametrize("given", [*PYTHON, *SCRIPTS])
def test_what_is_imported(given: tuple[str, str]) -> None:
    found = NewFiles(NEW).imported(*given)
    assert (None if found is None else [tuple(it) for it in found]) == {**PYTHON, **SCRIPTS}[given]


TSCONFIG = """{
  "extends": "./base.json", // not followed
  "compilerOptions": {
    /* from here: */ "baseUrl": "./src",
    "paths": {"@/*": ["./*"], "@/types/*": ["../types/*",], "@/store": ["session.ts"], "*.css": ["no"], "#": 1},
  },
}"""
ALIASES = {
    "@/session": "web/src/session.ts",
    "@/lib": "web/src/lib/index.ts",
    "@/Panel.vue": "web/src/Panel.vue",
    "@/types/api": "web/types/api.ts",
    "@/store": "web/src/session.ts",
    # From the base.
    "session": "web/src/session.ts",
    "$lib/auth": "web/src/lib/auth.ts",
    "$lib": "web/src/lib/index.ts",
    "./session": "web/src/session.ts",
    "@/nothing": None,
    "@scope/session": None,
    "@/../../../session": None,
    "#": None,
    "": None,
}


STARS = {"compilerOptions": {"paths": {"*": [f"{at}/*" for at in range(10_000)]}}}
DEEP = "d/" * 400
HEAVY: dict[str, tuple[str, str, dict[str, str]]] = {
    "a long text of Python": ("x.py", "x\n" * 150_000, {}),
    "a long name": ("x.py", f"import a{'.b' * 300}", {}),
    "a path of many folders": (f"{'d/' * 600}x.py", "import ns.deep.part", {}),
    "targets of an alias": ("x.ts", "import 'q'\n" * 100, {"tsconfig.json": json.dumps(STARS)}),
    "places for a module": (f"{DEEP}x.py", "import ns.deep.part\n" * 100, {}),
    "places for a script": (f"{DEEP}x.ts", "import '$lib/q'\n" * 100, {}),
}
_STEPS = 20_000


@pytest.mark.parametrize("name", HEAVY)
def test_what_takes_too_long_is_left(name: str) -> None:
    path, text, settings = HEAVY[name]
    files = NewFiles(NEW, Aliases(settings, Budget(_STEPS)))

    def look(_: object) -> None:
        with pytest.raises(TooMuch):
            files.imported(path, text)

    assert lines_of(look, None) < 2 * _STEPS


def test_settings_are_looked_for_in_so_many_folders() -> None:
    assert len(settings_above([f"{at}/a.ts" for at in range(4_999)])) == 20_000
    with pytest.raises(TooMuch):
        settings_above([f"{at}/a.ts" for at in range(5_001)])


@pytest.mark.parametrize(
    "text", [f"{{,{'/* */' * 50_000}x", f"{{{', ' * 50_000}", "/*" * 50_000, "[" * 50_000]
)
def test_settings_that_are_hard_to_read_are_none(text: str) -> None:
    assert [*Aliases({"tsconfig.json": text}).meant([], "a")] == []


def test_what_aliases_mean() -> None:
    settings = {"web/tsconfig.json": TSCONFIG, "tsconfig.json": "[{,", "jsconfig.json": "[1]"}
    files = NewFiles([*NEW, "web/types/api.ts", "web/src/lib/auth.ts"], Aliases(settings))
    found = {
        name: [it.path for it in files.imported("web/src/app.ts", f'import x from "{name}"') or ()]
        for name in ALIASES
    }
    assert found == {name: [path] if path else [] for name, path in ALIASES.items()}


def test_where_settings_of_scripts_stand() -> None:
    names = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
    assert settings_above([]) == []
    assert settings_above(["web/src/a.ts", "web/src/b.ts", "c.ts"]) == [
        f"{folder}{name}" for folder in ("", "web/", "web/src/") for name in names
    ]


def test_a_module_of_which_there_are_two_is_none() -> None:
    files = NewFiles(["a/src/bar/core.py", "b/src/bar/core.py"])
    assert files.imported("c/x.py", "import bar.core") == []
    assert [it.path for it in files.imported("b/tests/x.py", "import bar.core") or ()] == [
        "b/src/bar/core.py"
    ]


def test_long_scripts_take_one_pass() -> None:
    text = "'" * 200_000 + "/*" * 100_000 + '"./session"'
    assert NewFiles(NEW).imported("web/src/app.ts", text) == []
