"""The extras of the store: what it needs and nothing else of this library does."""

from __future__ import annotations

from importlib.util import find_spec

from routing.store.errors import StoreExtraMissing

_EXTRAS = {"sqlalchemy": "desk", "psycopg": "postgres", "cryptography": "encryption"}


def require(package: str, purpose: str) -> None:
    """Raise `StoreExtraMissing` where a package is not installed; `purpose` says what needs it."""
    if find_spec(package) is None:
        raise StoreExtraMissing(
            f"{purpose} needs {package}, which is not installed",
            help=f"pip install 'referral-routing[{_EXTRAS[package]}]'",
        )
