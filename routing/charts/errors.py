"""What charts need and nothing else does."""

from __future__ import annotations

from importlib.util import find_spec

from routing.errors import UnplacedError


class ChartsExtraMissing(UnplacedError):
    """matplotlib is not installed."""


def require() -> None:
    """Raise `ChartsExtraMissing` where charts cannot be drawn."""
    if find_spec("matplotlib") is None:
        raise ChartsExtraMissing(
            "charts need matplotlib, which is not installed", help="pip install 'referral-routing[audit]'"
        )
