"""The extra `workshop`: what the tools of rule authors need and nothing else does."""

from __future__ import annotations

from routing.errors import RoutingError


class WorkshopMissing(RoutingError):
    """A part of the workshop is not installed. `help` says how to install it."""

    help = "pip install 'referral-routing[workshop]'"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return f"{self.message}\nhelp: {self.help}"
