"""Who gets a letter or a sheet, and how it is said that they may not."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import RoutingError


@dataclass(frozen=True, slots=True)
class PersonConcerned:
    """A person of the case, by id, who is told what concerns them."""

    person: str


@dataclass(frozen=True, slots=True)
class ReceivingAgency:
    """An agency that the case is referred to: its kind, and its office where the directory has one."""

    kind: str
    office: str | None = None


Recipient = PersonConcerned | ReceivingAgency


class Refused(RoutingError):
    """A letter or a sheet that must not be written: nothing may reach this recipient, or nothing concerns it.

    The text is for whoever works on the case. It never goes to the recipient: even the refusal tells something.
    """


class LetterRefused(Refused):
    """A letter to a person that must not be written."""


class SheetRefused(Refused):
    """A referral sheet to an agency that must not be written, or not yet."""
