"""What can go wrong in an audit. No message quotes a value of a case."""

from __future__ import annotations

from importlib.util import find_spec

from routing.errors import UnplacedError


class AuditError(UnplacedError):
    """An audit could not be made as it was asked for. `help` says what to do, or is None."""


def require(package: str, purpose: str) -> None:
    """Raise `AuditError` where a package is not installed; `purpose` says what needs it."""
    if find_spec(package) is None:
        raise AuditError(
            f"{purpose} needs {package}, which is not installed", help="pip install 'referral-routing[audit]'"
        )
