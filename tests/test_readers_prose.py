"""Paths in prose: which words are paths, and where exactly they stand."""

from __future__ import annotations

import re

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.planning.readers import prose
from modsquad_lint.planning.readers.prose import mentions, of_task
from modsquad_lint.text.source import Span

TRACKED = {
    "src",
    "src/auth",
    "tests",
    "tests/unit",
    "server",
    "client",
    "bin",
    "bin/serve",
    "Makefile",
}

PATHS = {
    # an extension
    "Write src/session.ts": ["src/session.ts"],
    "Write src/session.ts.": ["src/session.ts"],
    "(src/session.ts)": ["src/session.ts"],
    "src/a.ts, src/b.ts; src/c.ts": ["src/a.ts", "src/b.ts", "src/c.ts"],
    "_Files: src/a.py, src/b.py_": ["src/a.py", "src/b.py"],
    "**src/a.py** and _b.py_": ["src/a.py", "_b.py"],
    "src/__init__.py, __main__.py": ["src/__init__.py", "__main__.py"],
    "main.py's loop": ["main.py"],
    "session.test.ts": ["session.test.ts"],
    "./src/a.py": ["./src/a.py"],
    r"src\auth\login.cs": [r"src\auth\login.cs"],
    "docs/mapa-único.md": ["docs/mapa-único.md"],
    ".github/workflows/ci.yml": [".github/workflows/ci.yml"],
    "app/(auth)/login/page.tsx": ["app/(auth)/login/page.tsx"],
    "(auth)/page.tsx, [id].vue": ["(auth)/page.tsx", "[id].vue"],
    "app/[slug]/[...rest]/page.tsx": ["app/[slug]/[...rest]/page.tsx"],
    # a place in the file is cut off
    "src/a.py:12": ["src/a.py"],
    "src/a.py:12-40, src/b.py:3:7": ["src/a.py", "src/b.py"],
    "src/a.ts#L10-L20": ["src/a.ts"],
    "tests/test_a.py::test_b": ["tests/test_a.py"],
    # backticks
    "`src/a.py`": ["src/a.py"],
    "`a.py`, `b.py`": ["a.py", "b.py"],
    "`src/a.py, src/b.py`": ["src/a.py", "src/b.py"],
    "`src/components/auth`": ["src/components/auth"],
    "`Dockerfile`": ["Dockerfile"],
    "``src/a`b.py``": [],
    # beside scripts without blanks
    "在src/hooks/useUser.ts中创建": ["src/hooks/useUser.ts"],
    "修复main.css、theme.css": ["main.css", "theme.css"],
    "파일 src/a.cpp에": ["src/a.cpp"],
    # names without an extension
    "Write the Dockerfile": ["Dockerfile"],
    "Update .gitignore and .env.example": [".gitignore", ".env.example"],
    "docker/Dockerfile": ["docker/Dockerfile"],
    # folders and patterns are areas
    "Put it into tests/unit/": ["tests/unit/"],
    "docs/": ["docs/"],
    "src/**/*.ts": ["src/**/*.ts"],
    "`src/models/{user,order}.py`": ["src/models/{user,order}.py"],
    "src/{a,b}/c.py": ["src/{a,b}/c.py"],
    # what git has
    "the code in src/auth": ["src/auth"],
    "the code in src/new/part": ["src/new/part"],
    "start bin/serve": ["bin/serve"],
    "between client/server": [],
    "scripts for server/styles, src/new": ["src/new"],
    # names, not files
    "Node.js, Next.js, Vue.js, Express.js and D3.js": [],
    "`Node.js`": [],
    "ASP.NET": [],
    "React/Next.js": [],
    "App.js": ["App.js"],
    # routes
    "GET /api/users": [],
    "`/api/users/{id}`": [],
    "/specs/001/plan.md": [],
    # the official template's own words
    "authentication/authorization": [],
    "Implement [endpoint/feature]": [],
    "models/entities": [],
    "and/or, read/write, CI/CD, w/ tests": [],
    # links, domains, versions
    "https://example.com/a/b.md": [],
    "www.example.com/a.html": [],
    "example.com/a/b.md": [],
    "[the plan](docs/plan.md)": [],
    "1.2.3, v2.0, ^18.0.0, 3.x": [],
    # what programs are written with
    "`npm run test -- src/a.test.ts`": [],
    "`res.json()`": [],
    "`user.save(data/x.py)`": [],
    "console.log, process.env, Array.map": [],
    "`console.log`": [],
    "`@scope/package`, @/lib/utils": [],
    "`next/navigation`": [],
    "`application/json`": [],
    "`origin/main`": [],
    "`actions/checkout@v4`": [],
    "`GET/POST`": [],
    "`a?b/c:d`": [],
    "`int | None`": [],
    # what is left out, or stands for something
    "src/.../session.ts": [],
    "../other/a.py": [],
    "src/<module>/a.py": [],
    "src/{module}/a.py": [],
    ".ts and .tsx files": [],
    "*.md": [],
    "~/notes.md": [],
    "<!-- src/a.py -->": [],
    "e.g. this, i.e. that, etc.": [],
}


@pytest.mark.parametrize("text", PATHS)
def test_paths(text: str) -> None:
    prose = f"é {text} \U0001f4a5"
    found = list(mentions(prose, Span(1, len(prose)), TRACKED.__contains__))
    assert [mention.path for mention in found] == PATHS[text]
    assert [prose[slice(*mention.span)] for mention in found] == PATHS[text]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Make Models/ in src/Models/", ["src/Models/"]),
        ("`a.py` again: a.py", ["a.py"]),
        ("Write `session.ts` in src/session.ts, see ./src/session.ts", ["src/session.ts"]),
        ("src/a/index.ts, src/b/index.ts, index.ts", ["src/a/index.ts", "src/b/index.ts"]),
    ],
)
def test_paths_of_a_task(text: str, paths: list[str]) -> None:
    found = of_task(list(mentions(text, Span(0, len(text)), lambda _: False)))
    assert [mention.path for mention in found] == paths


def test_only_what_stands_alone_in_backticks_is_quoted() -> None:
    text = "`a.py` b.py `c.py:12` `d.py, e.py`"
    found = mentions(text, Span(0, len(text)), lambda _: False)
    assert [mention.path for mention in found if mention.is_quoted] == [
        "a.py",
        "c.py",
        "d.py",
        "e.py",
    ]


@pytest.mark.parametrize(
    "word",
    [
        ")" * 50_000,
        "a/" * 50_000,
        "(" * 50_000,
        "{a," * 20_000,
        "`" * 20_000,
        "a." * 50_000,
        "_*" * 20_000,
        "<!--" * 9_000,
        "::" * 20_000,
    ],
)
def test_odd_text_takes_no_quadratic_time(word: str) -> None:
    assert len(list(mentions(word, Span(0, len(word)), lambda _: False))) < 2


def _plainly(text: str) -> list[tuple[int, int, int, int]]:
    """CommonMark's rule, run by run: one is closed by the next of the same length."""
    runs = [match.span() for match in re.finditer("`+", text)]
    spans, at = [], 0
    while at < len(runs):
        start, end = runs[at]
        closing = next((it for it in runs[at + 1 :] if it[1] - it[0] == end - start), None)
        if closing is not None:
            spans.append((start, end, *closing))
            at = runs.index(closing)
        at += 1
    return spans


@examples(200)
@given(st.lists(st.sampled_from(["`", "``", "```", "a", " ", "/"]), max_size=24).map("".join))
def test_code_spans_are_those_of_a_plain_reading(text: str) -> None:
    found = prose._code_spans(text, Span(0, len(text)))
    assert [(*opening, *closing) for opening, closing in found] == _plainly(text)
