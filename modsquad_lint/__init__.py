"""Lints tasks files: parallel work on one git repository, written down before it starts.

These names are public, and `docs/api.md` shows them at work. What stands below, in the folders of this
package, is not: it may change with every version.
"""

# Nothing is imported before it is asked for: `python -m` would look for it in the current folder.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .engine.prediction import Prediction
    from .engine.pure import lint, plan
    from .engine.report import Finding, Fix, Related, Report, Reports
    from .planning.plan import Batch, Intersection, Metrics, Plan, Rating
    from .planning.tasks import Task
    from .reporters.public import render
    from .repository.project import Project
    from .repository.search import Entry
    from .rules import RULES
    from .rules.draft import Severity
    from .rules.registry import Rule
    from .rules.wanted import Wanted
    from .syntax.changes import Edit
    from .text.errors import NotCheckedError, UserError
    from .text.source import Position, Source
    from .text.units import Range
    from .text.version import __version__

__all__ = [
    "RULES",
    "Batch",
    "Edit",
    "Entry",
    "Finding",
    "Fix",
    "Intersection",
    "Metrics",
    "NotCheckedError",
    "Plan",
    "Position",
    "Prediction",
    "Project",
    "Range",
    "Rating",
    "Related",
    "Report",
    "Reports",
    "Rule",
    "Severity",
    "Source",
    "Task",
    "UserError",
    "Wanted",
    "__version__",
    "lint",
    "plan",
    "render",
]

_HOMES = {
    "engine.prediction": ("Prediction",),
    "engine.pure": ("lint", "plan"),
    "engine.report": ("Finding", "Fix", "Related", "Report", "Reports"),
    "planning.plan": ("Batch", "Intersection", "Metrics", "Plan", "Rating"),
    "planning.tasks": ("Task",),
    "reporters.public": ("render",),
    "repository.project": ("Project",),
    "repository.search": ("Entry",),
    "rules": ("RULES",),
    "rules.draft": ("Severity",),
    "rules.registry": ("Rule",),
    "rules.wanted": ("Wanted",),
    "syntax.changes": ("Edit",),
    "text.errors": ("NotCheckedError", "UserError"),
    "text.source": ("Position", "Source"),
    "text.units": ("Range",),
    "text.version": ("__version__",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # who would take every name for one of ours

    def __getattr__(name: str) -> object:
        """A public name, from the module that it is at home in."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
