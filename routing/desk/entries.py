"""What a command enters into a file: new events, each of which counts at once for the next."""

from __future__ import annotations

import datetime as dt

from routing.desk.asked import Asked
from routing.desk.events import DeskEvent, Held, Moved, Requested
from routing.desk.file import CaseFile, apply
from routing.desk.referral import DESK, Actor, Holder, Move, Referral


class Entries:
    """The events of one command on a file, at one instant. `file` is the file as it is with those entered so far."""

    def __init__(self, file: CaseFile, now: dt.datetime) -> None:
        self.file = file
        self.now = now
        self.events: list[DeskEvent] = []

    def enter(self, event: DeskEvent) -> None:
        """Add an event, and let it count."""
        self.file = apply(self.file, event)
        self.events.append(event)

    def request(self, asked: Asked, by: Actor = DESK) -> Referral:
        """Ask an agency: a new referral, numbered on in the case."""
        referral = Referral(
            id=f"{self.file.id}/{len(self.file.referrals) + 1}",
            role=asked.role,
            to=asked.to,
            agency=asked.agency,
            about=asked.about,
            need=asked.need,
            matter=asked.matter,
            rules=asked.rules,
            reasons=asked.reasons,
            source=asked.source,
            decision=self.file.decision.digest,
            due=asked.due,
            moves=(Move(state="requested", at=self.now, by=by),),
        )
        self.enter(Requested(at=self.now, referral=referral))
        return referral

    def move(self, referral: Referral, move: Move) -> Referral:
        """Bring a referral to another state (unchecked: see `moves`)."""
        self.enter(Moved(at=self.now, referral=referral.id, move=move))
        return self.file.referrals[referral.id]

    def cancel(self, referral: Referral, reason: str, by: Actor = DESK) -> None:
        """End a referral from which something was still to come."""
        self.move(referral, Move(state="cancelled", at=self.now, by=by, reason=reason))

    def hold(self, kind: str, agency: str | None, reason: str) -> None:
        """Make an agency the holder. One that is already has a new reason to be, and goes on holding."""
        former = self.file.holder
        same = (kind, agency) == (former.kind, former.agency)
        holder = Holder(kind=kind, agency=agency, since=former.since if same else self.now, reason=reason)
        if holder != former:
            self.enter(Held(at=self.now, holder=holder))
