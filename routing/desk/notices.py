"""Who is to be told what when something happened: notices that name cases and referrals by id, and no facts.

A notice leaves the house of whoever runs the desk, so it says that there is something to look at and not what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from routing.desk.events import AboutSet, DeskEvent, Held, Moved, Requested, ReviewSet, Stepped
from routing.desk.exclusion import NEVER_STRUCK, struck
from routing.desk.file import CaseFile
from routing.desk.referral import Holder, Referral
from routing.directory import Directory
from routing.store import Message


def notices(
    before: CaseFile | None, after: CaseFile, events: Sequence[DeskEvent], directory: Directory | None
) -> tuple[Message, ...]:
    """The notices that events give rise to, in their order.

    Who is asked, reminded or no longer asked is told; the holder is told of answers and reviews; who held the case and
    who holds it now are told of the change. Nobody is told of what they did themselves, and nobody the same thing twice
    at one time, however many reminders a desk has to catch up on. Whom an exclusion strikes is told nothing, not even
    that it is asked no longer.
    """
    found: dict[str, Message] = {}
    holder = before.holder if before is not None else after.holder
    for event in events:
        found |= {repr(message): message for message in _of(event, after, holder)}
        if isinstance(event, Held):
            holder = event.holder
    permitted = may_be_told(after, directory)
    return tuple(message for message in found.values() if permitted(message))


def may_be_told(file: CaseFile, directory: Directory | None) -> Callable[[Message], bool]:
    """Whether a notice may go out, as the exclusions are now: no agency is told of what it is kept from."""
    everybody = frozenset(person.id for person in file.case.persons)

    def permitted(message: Message) -> bool:
        referral = file.referrals.get(message.body.get("referral", ""))
        if referral is not None and referral.role in NEVER_STRUCK:
            return True
        kind, _, agency = message.to.partition(":")
        about = everybody if referral is None else referral.about
        return not struck(file.decision, kind, agency or None, about, directory)

    return permitted


def newly_excluded(before: CaseFile | None, after: CaseFile) -> bool:
    """Whether exclusions have changed, so that what was to be sent has to be looked at again."""
    return before is not None and before.decision.excluded != after.decision.excluded


def _of(event: DeskEvent, file: CaseFile, holder: Holder) -> Iterator[Message]:
    match event:
        case Requested(referral=referral):
            yield _about(file, "requested", referral.to, referral.agency, referral)
        case AboutSet(referral=id):
            referral = file.referrals[id]
            yield _about(file, "changed", referral.to, referral.agency, referral)
        case Stepped(do="remind", subject=subject) if subject in file.referrals:
            referral = file.referrals[subject]
            yield _about(file, "reminded", referral.to, referral.agency, referral)
        case Stepped(do="remind"):
            yield _notice(file, "reminded", holder.kind, holder.agency, {"subject": event.subject})
        case Moved(referral=id, move=move):
            referral = file.referrals[id]
            told = dict.fromkeys(((referral.to, referral.agency), (holder.kind, holder.agency)))
            for kind, agency in told:
                if (move.by.kind, move.by.office) != (kind, agency):
                    yield _about(file, move.state, kind, agency, referral)
        case Held(holder=new) if (new.kind, new.agency) != (holder.kind, holder.agency):
            for kind, agency in ((holder.kind, holder.agency), (new.kind, new.agency)):
                yield _notice(file, "held", kind, agency, {"holder": address(new.kind, new.agency)})
        case ReviewSet(passed=day) if day is not None:
            yield _notice(file, "review", holder.kind, holder.agency, {"day": day.isoformat()})


def address(kind: str, agency: str | None) -> str:
    """An agency in one word: its kind and, where known, its office.

    >>> address("support_center", "kinuta-anshin")
    'support_center:kinuta-anshin'
    """
    return kind if agency is None else f"{kind}:{agency}"


def _about(file: CaseFile, kind: str, to: str, agency: str | None, referral: Referral) -> Message:
    due = None if referral.due is None else referral.due.isoformat()
    return _notice(file, kind, to, agency, {"referral": referral.id, "role": referral.role, "due": due})


def _notice(file: CaseFile, kind: str, to: str, agency: str | None, body: dict[str, Any]) -> Message:
    return Message(address(to, agency), kind, {"case": file.id, **body})
