"""The commands that bring a referral to another state: one a state, all of one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from routing.cli.desk.given import Given, by_option, note_option, writing
from routing.cli.outcome import DONE

if TYPE_CHECKING:
    from routing.desk import Actor, State

REASONS = ("capacity", "not_eligible", "out_of_area", "no_consent", "duplicate", "other")

_HELP = """{does}

{then}

\b
Exit codes: 0 done, 2 the state of the referral or --by does not permit it, there is no such referral, wrong usage.

\b
Examples:
  routing desk {name} kinuta-heat/3 --by {by}{reason} --now 2026-08-03T11:00
  routing desk {name} kinuta-heat/3 --by {by}{reason} --key answer-17 --format json
"""
_REASON = click.option(
    "--reason", type=click.Choice(REASONS), required=True, help="Why. `no_consent`: the person or the family refused."
)


def _carry_out(
    given: Given, state: State, referral: str, by: Actor, note: str | None, key: str | None, reason: str | None
) -> int:
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change
    from routing.desk.desk import case_of

    case = case_of(referral)
    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        after = desk.move(referral, state, by, given.now, key, reason=reason, note=note)
        tell_change(at, given, before, after, first=referral)
    return DONE


def _move(name: str, state: State, does: str, then: str, by: str, reasoned: bool) -> click.Command:
    reason = " --reason capacity" if reasoned else ""
    help = _HELP.format(name=name, does=does, then=then, by=by, reason=reason)

    def command(given: Given, referral: str, by: Actor, note: str | None, key: str | None, **more: str) -> int:
        return _carry_out(given, state, referral, by, note, key, more.get("reason"))

    parts: list[Callable[..., Any]] = [click.argument("referral", metavar="REFERRAL"), by_option]
    parts += [_REASON] if reasoned else []
    made: Callable[..., Any] = writing(command)
    for part in reversed((*parts, note_option)):
        made = part(made)
    return click.command(name, help=help, no_args_is_help=True)(made)


_CENTER = "support_center@kinuta-anshin"
_LEARNT = "What was learnt joins the history of the case, and the router decides again: others may be asked."
_ANSWERS = "The agency that the referral was sent to answers; its office is named where the referral names one."

MOVES: tuple[click.Command, ...] = (
    _move(
        "receive",
        "received",
        "Confirm that a referral, named `CASE/NUMBER`, has been received.",
        "A statutory report or an information is answered with that; what else is asked still waits to be accepted.",
        _CENTER,
        False,
    ),
    _move(
        "accept",
        "accepted",
        "Accept a referral: the agency takes on what is asked.",
        "Who accepts to lead holds the case from then on, and not before.\n" + _ANSWERS,
        _CENTER,
        False,
    ),
    _move("reject", "rejected", "Decline a referral, for a reason.", f"{_ANSWERS}\n{_LEARNT}", _CENTER, True),
    _move("start", "in-progress", "Begin the work on a referral that was accepted.", _ANSWERS, _CENTER, False),
    _move(
        "hold",
        "on-hold",
        "Let the work on a referral rest, for a reason.",
        "Its deadline rests with it.",
        _CENTER,
        True,
    ),
    _move(
        "resume",
        "in-progress",
        "Go on with a referral that rested.",
        "Its deadline has moved on by as long as it rested.",
        _CENTER,
        False,
    ),
    _move("complete", "completed", "Tell that what a referral asked is done.", _ANSWERS, _CENTER, False),
    _move("fail", "failed", "Give up what was accepted, for a reason.", f"{_ANSWERS}\n{_LEARNT}", _CENTER, True),
    _move(
        "cancel",
        "cancelled",
        "Call a referral off, for a reason.",
        "The holder of the case or the backup team does that; of a statutory report the backup team alone.\n"
        "The same is not asked of the same agency again.",
        "backup_team@kinuta-backup",
        True,
    ),
    _move(
        "void",
        "entered-in-error",
        "Mark a referral as entered in error, for a reason.",
        "The backup team does that. The router decides again as if it had not been asked.",
        "backup_team@kinuta-backup",
        True,
    ),
)
