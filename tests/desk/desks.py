"""A small town for the tests of the desk: its rules, its offices, a case, and the people who act."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from routing.case import Case
from routing.case.parts import History, Need
from routing.desk import Actor, CaseFile, Desk, Facts, Referral
from routing.router import Router
from routing.rulebook import Rulebook
from routing.store import EventStore
from tests.settling import DEBT, DEMENTIA, MENTAL, case, office, own, refer, rule, rulebook

ABUSE, DV, HERMIT = "abuse.elder", "abuse.dv", "isolation.hikikomori"
JST = dt.timezone(dt.timedelta(hours=9))
NOON = dt.datetime(2026, 4, 1, 12, tzinfo=JST)
"""A Wednesday; the case of `case()` stands on that day."""
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)

CENTER = Actor(kind="support_center", office="center")
EAST = Actor(kind="support_center", office="east")
MONEY = Actor(kind="self_reliance", office="money")
HEALTH = Actor(kind="health_center", office="health")
COUNCIL = Actor(kind="social_council", office="council")
ELDERS = Actor(kind="elder_disability_office", office="elders")
TEAM = Actor(kind="backup_team", office="team")
CHIEF = Actor(kind="support_center", office="center", role="係長")

LAW = {"law": "高齢者虐待防止法", "article": "第7条", "status": "verified"}
NEEDS = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}


@cache
def router() -> Router:
    """The router of the town, made once."""
    return Router(town())


def town(**head: Any) -> Rulebook:
    """The rulebook of the town: dementia is for the support center, debts and mental illness have owners of their own,
    abuse is reported and seen to at once, violence keeps the council away."""
    report = {"duty": {"to": "elder_disability_office", "within": "PT48H", "basis": [LAW]}}
    visit = {"immediate": {"action": "visit_now", "to": ["support_center"], "about": "p"}}
    rules = [
        rule("care", DEMENTIA, refer("support_center", tier="generalist", for_="n")),
        rule("debt", DEBT, own("self_reliance"), refer("social_council", "support", within="P14D")),
        rule("mental", MENTAL, own("health_center"), refer("minsei", "inform")),
        rule("abuse", ABUSE, report, visit, own("support_center")),
        rule("hermit", HERMIT, refer("health_center", tier="specialist", for_="n")),
        rule("violence", DV, {"exclude": {"about": "p", "kind": "social_council"}}, own("health_center")),
    ]
    kinds = {"center": "support_center", "east": "support_center", "money": "self_reliance", "health": "health_center"}
    kinds |= {"council": "social_council", "elders": "elder_disability_office", "team": "backup_team", "ward": "minsei"}
    return rulebook(*rules, offices=[office(id, kind) for id, kind in kinds.items()], **head)


def store(folder: Path, name: str = "desk.db") -> EventStore:
    return EventStore.open(f"sqlite:///{folder / name}")


def opened(desk: Desk, now: dt.datetime = NOON, **fields: Any) -> CaseFile:
    """The case K at the desk, with the needs n1 (dementia) and n2 (debts) unless said otherwise."""
    return desk.open(town_case(**fields), now)


def town_case(**fields: Any) -> Case:
    return case(**{"needs": NEEDS, "received_at": "center", **fields})


def asked(file: CaseFile, role: str, need: str | None = None) -> Referral:
    """The newest referral of a role, of a need where given."""
    found = [r for r in file.referrals.values() if r.role == role and need in (None, r.need)]
    return found[-1]


def lines(file: CaseFile) -> list[tuple[str, str | None, str | None, str]]:
    """Every referral in short: role, office, need, state."""
    return [(r.role, r.agency, r.need, r.state) for r in file.referrals.values()]


def told(*entries: dict[str, Any]) -> Facts:
    """Facts that are entries of the history."""
    return Facts(history=tuple(History(**entry) for entry in entries))


def need(id: str, code: str, person: str = "a", **more: Any) -> Facts:
    """One new or changed need."""
    return Facts(needs=(Need(id=id, person=person, code=code, **more),))
