"""What every decision stands on, settled or fail-safe: the facts, what follows from the firings, who holds the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.engines.firings import Firings
from routing.settlement.acts import addressed
from routing.settlement.backup import Trigger, reported
from routing.settlement.consequences import Consequences, Report, consequences
from routing.settlement.facts import Facts, read_facts
from routing.settlement.holder import BACKUP, Held, find_holder
from routing.settlement.offices import Offices, Slot

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground of a decision. `team` is the backup team that would be asked."""

    facts: Facts
    found: Consequences
    offices: Offices
    held: Held
    reports: list[tuple[Report, Slot]]
    team: Slot

    def triggers(self) -> list[Trigger]:
        """The reasons to ask the backup team that do not hang on who leads or owns."""
        triggers = list(reported(self.facts))
        for asked in self.found.asked:
            triggers.append(Trigger("rule", "rule", asked.reason, asked.rules, asked.level))
        for report, slot in self.reports:
            if slot.lost is not None:
                detail = f"no office receives the report to {report.to}"
                triggers.append(Trigger("duty_unaddressed", "empty_slot", detail, report.rules))
        return triggers


def lay_ground(case: Case, firings: Firings, rulebook: Rulebook, availability: Mapping[str, int] | None) -> Ground:
    """The ground of a decision about a case."""
    facts = read_facts(case, rulebook)
    found = consequences(firings.fired, firings.graph, facts, rulebook)
    offices = Offices(rulebook.directory, facts, found.exclusions, availability or {})
    team = offices.supporting(BACKUP, facts.persons, frozenset())
    return Ground(
        facts=facts,
        found=found,
        offices=offices,
        held=find_holder(facts, offices, rulebook),
        reports=addressed(found.reports, offices),
        team=Slot(BACKUP, team.agency),
    )
