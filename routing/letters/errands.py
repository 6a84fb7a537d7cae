"""What each agency is to do for one person, as far as the person may be told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.letters.upheld import Upheld

Address = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Errand:
    """What one agency is asked to do for a person: the needs it answers (ids), services, until when, by which rules."""

    kind: str
    office: str | None
    needs: tuple[str, ...]
    services: tuple[str, ...]
    due: dt.date | None
    rules: tuple[str, ...]
    informed: bool = False


def errands(upheld: Upheld, person: str) -> list[Errand]:
    """What each agency is to do for a person: the lead first, then the supports, then who is informed.

    Told are the agencies that the person's own facts lead to, or that are at work with them already.
    """
    decision, found = upheld.decision, []
    owned: dict[Address, list[str]] = {}
    owning: dict[Address, list[str]] = {}
    for owner in decision.owners:
        plain = upheld.holds(owner) or (not owner.rules and upheld.serves(owner.to, owner.agency))
        if owner.need in upheld.view.needs and plain:
            owned.setdefault((owner.to, owner.agency), []).append(owner.need)
            owning.setdefault((owner.to, owner.agency), []).extend(upheld.rules(owner))
    parts: list[tuple[Address, tuple[str, ...], tuple[str, ...], dt.date | None, bool]] = []
    lead = decision.lead
    if lead is not None and person in lead.about:
        services = upheld.services(lead.to, lead.service.split(" / ") if lead.service else ())
        parts.append(((lead.to, lead.agency), upheld.rules(lead), services, None, False))
    for several, informed in ((decision.supports, False), (decision.inform, True)):
        for one in several:
            if person in one.about:
                services = upheld.services(one.to, one.services)
                parts.append(((one.to, one.agency), upheld.rules(one), services, upheld.due(one), informed))
    for (kind, office), rules, services, due, informed in parts:
        needs = owned.get((kind, office), [])
        if needs or rules or upheld.serves(kind, office):
            by = (*owning.get((kind, office), []), *rules)
            found.append(Errand(kind, office, tuple(sorted(needs)), services, due, tuple(dict.fromkeys(by)), informed))
    return found
