"""Where the project lives, which is not known before it is published: the one place that says it."""

from __future__ import annotations

PROJECT = "https://github.com/OWNER/modsquad-lint"
"""The repository; OWNER stands for whoever publishes it."""

IS_KNOWN = "/OWNER/" not in PROJECT
"""Whether it says where: a program that opens addresses has nothing to open before."""

DOCUMENTATION = f"{PROJECT}/blob/main/docs"
"""The folder of its pages."""


def page_of(code: str) -> str:
    """The page of a rule."""
    return f"{DOCUMENTATION}/rules/{code}.md"
