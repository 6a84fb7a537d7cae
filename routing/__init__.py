"""Route a welfare case: rules over a graph of people, needs and agencies, and one settled decision.

>>> from routing import Case, Router, Rulebook
>>> router = Router(Rulebook.load("generic"))
>>> decision = router.route(Case.parse('''
... case: K-001
... as_of: 2026-04-01
... municipality: somewhere
... received_by: support_center
... persons: [{id: a, age: 82}]
... needs: [{person: a, code: care.dementia_suspected}]
... '''))
>>> decision.holder.to
'support_center'

The names here are loaded when first used, so that `import routing` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.errors import (
        CaseError,
        PatternError,
        RoutingError,
        RulebookError,
        RulebookErrors,
        SourceError,
        UnsupportedFeature,
    )
    from routing.router import Router
    from routing.rulebook import Rulebook

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseError",
    "Decision",
    "PatternError",
    "Router",
    "RoutingError",
    "Rulebook",
    "RulebookError",
    "RulebookErrors",
    "SourceError",
    "UnsupportedFeature",
    "__version__",
]

_HOMES = {
    "Case": "routing.case",
    "Decision": "routing.decision",
    "Router": "routing.router",
    "Rulebook": "routing.rulebook",
}


def __getattr__(name: str) -> object:
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module `routing` has no attribute `{name}`")
    value: object = getattr(import_module(_HOMES.get(name, "routing.errors")), name)
    globals()[name] = value  # from the second use on, a plain attribute
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
