"""A desk of the small town on which every kind of event has happened, with a decision log beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from routing.desk import Conference, Desk, Division, Participant
from routing.log import Override
from routing.store import EventStore
from tests.desk.desks import (
    CENTER,
    CHIEF,
    DAY,
    EAST,
    ELDERS,
    HEALTH,
    HOUR,
    MONEY,
    NOON,
    TEAM,
    asked,
    need,
    opened,
    router,
    told,
    town_case,
)
from tests.log.logs import begun, filled

SECRETS = ("secret-note", "secret-reason", "secret-agenda")
"""What people wrote: none of it may leave the desk."""


def busy(file: Path) -> None:
    """Make the store: the case K with all that can happen, K-2 that waits, K-3 closed; three logged decisions."""
    with EventStore.open(f"sqlite:///{file}") as store:
        desk = Desk(router(), store)
        _much_happens(desk)
        desk.open(town_case().model_copy(update={"case": "K-2"}), NOON)
        desk.open(town_case(needs={}).model_copy(update={"case": "K-3"}), NOON + HOUR)
        desk.close("K-3", TEAM, SECRETS[1], NOON + DAY)
        for days in range(1, 40, 3):
            desk.tick(NOON + days * DAY)
        log = begun(store)
        filled(log, 3)
        log.override(2, Override("support_center", "health_center", "chief", SECRETS[1]), NOON)
        log.redact(3, ["/case/persons"], "officer", SECRETS[1], NOON)


def _much_happens(desk: Desk) -> None:
    file = opened(desk)
    desk.accept(asked(file, "lead").id, CENTER, NOON + HOUR, note=SECRETS[0])
    desk.reject(asked(file, "owner", "n2").id, MONEY, "capacity", NOON + DAY, note=SECRETS[0])
    desk.learn("K", told({"type": "no_agreement", "by": "support_center"}), CENTER, NOON + 2 * DAY)
    desk.record_conference("K", _conference(), TEAM, NOON + 3 * DAY)
    desk.learn("K", need("n3", "abuse.elder"), CENTER, NOON + 4 * DAY)
    desk.receive(asked(desk.file("K"), "duty").id, ELDERS, NOON + 5 * DAY)
    desk.override("K", "holder", "support_center", "east", CHIEF, SECRETS[1], NOON + 6 * DAY)
    file = desk.hand_over("K", "health_center", "health", EAST, NOON + 7 * DAY, note=SECRETS[0])
    desk.accept(list(file.referrals)[-1], HEALTH, NOON + 8 * DAY)
    desk.set_review("K", dt.date(2026, 5, 1), NOON + 8 * DAY)
    desk.close("K", TEAM, SECRETS[1], NOON + 9 * DAY, note=SECRETS[0])
    desk.reopen("K", CENTER, NOON + 12 * DAY, note=SECRETS[0])


def _conference() -> Conference:
    table = (("backup_team", "team"), ("support_center", "center"), ("self_reliance", "money"))
    return Conference(
        meeting="support_meeting",
        held_at=NOON,
        agenda=(SECRETS[2],),
        participants=tuple(Participant(kind=k, office=o, secrecy="statutory") for k, o in table),
        roles=(Division(role="owner", to="self_reliance", agency="money", need="n2"),),
        next_review=dt.date(2026, 4, 30),
        note=SECRETS[0],
    )
