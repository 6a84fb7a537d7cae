"""The record of a case conference: who took part on what basis, who does what, and when it is looked at again."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from routing.desk.facts import Facts
from routing.desk.referral import Id, Instant, Note, Record

Meeting = Literal["support_meeting", "multilayer_meeting"]
"""`support_meeting`: 支援会議 (社会福祉法 第106条の6), whose members owe secrecy, so that no consent is needed.
`multilayer_meeting`: 重層的支援会議, with the consent of the person and a support plan."""
Secrecy = Literal["statutory", "consent"]


class Participant(Record):
    """An agency that took part, and on what basis it may learn of the case."""

    kind: Id
    office: Id | None = None
    secrecy: Secrecy


class Division(Record):
    """One agreed role: `lead` of the case, `owner` of one need, or `support`, by one agency.

    `about` are the persons it concerns; empty means the persons of the need, or everybody.
    """

    role: Literal["lead", "owner", "support"]
    to: Id
    agency: Id | None = None
    need: Id | None = None
    about: tuple[Id, ...] = ()
    due: dt.date | None = None

    @model_validator(mode="after")
    def _need_of_owner(self) -> Division:
        if (self.role == "owner") != (self.need is not None):
            raise ValueError("an owner is named for one need, a lead and a support for none")
        return self


class Conference(Record):
    """What a conference decided. Its `facts` join the case, its `roles` become referrals, the case is reviewed at
    `next_review`.

    `plan` says that there is a support plan, `consent` that the person agreed to be discussed: a 重層的支援会議 needs
    both. Every participant of it takes part by consent, of a 支援会議 by the statutory duty of secrecy.
    """

    meeting: Meeting
    held_at: Instant
    agenda: tuple[Note, ...] = Field(min_length=1)
    participants: tuple[Participant, ...] = Field(min_length=2)
    consent: bool = False
    plan: bool = False
    roles: tuple[Division, ...] = ()
    facts: Facts = Facts()
    next_review: dt.date
    note: Note | None = None

    @model_validator(mode="after")
    def _lawful(self) -> Conference:
        if self.meeting == "multilayer_meeting" and not (self.consent and self.plan):
            raise ValueError("a 重層的支援会議 needs the consent of the person and a support plan")
        basis = "consent" if self.meeting == "multilayer_meeting" else "statutory"
        if any(participant.secrecy != basis for participant in self.participants):
            raise ValueError(f"every participant of this meeting takes part by `{basis}`")
        if sum(part.role == "lead" for part in self.roles) > 1:
            raise ValueError("a case has one lead")
        owned = [part.need for part in self.roles if part.role == "owner"]
        if len(owned) != len(set(owned)):
            raise ValueError("a need has one owner")
        return self
