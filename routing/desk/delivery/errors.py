"""What can go wrong on the way to a receiver. No message holds an address, a secret or what a notice says."""

from __future__ import annotations

from routing.desk.errors import DeskError


class DeliveryError(DeskError):
    """A notice did not arrive, or nobody knows whether it did: it is sent again, under the same id."""


class SignatureError(DeskError):
    """What was received is not what the sender signed, or is too old to be believed."""
