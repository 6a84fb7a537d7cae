"""What the desk refuses. Messages name cases and referrals by their ids, and quote nothing else of a case."""

from __future__ import annotations

from pydantic import ValidationError

from routing.errors import UnplacedError


class DeskError(UnplacedError):
    """A command that the desk cannot carry out; nothing has happened. `help` says what to do, or is None."""


class UnknownCase(DeskError):
    """There is no such case at the desk."""


class UnknownReferral(DeskError):
    """There is no such referral in a case."""


class NotPermitted(DeskError):
    """The state of a referral does not permit the move, or not to whom makes it."""


def told(problem: ValidationError) -> str:
    """The first thing that is wrong with data, and where; without the value."""
    first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    text = first["msg"].removeprefix("Value error, ")
    return f"{where}: {text}" if where else text
