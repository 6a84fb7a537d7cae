"""What every decision stands on, settled or fail-safe: the facts, what follows from the firings, who holds the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.engines.firings import Firings
from routing.settlement.acts import addressed
from routing.settlement.backup import Trigger, reported
from routing.settlement.consequences import Consequences, Report, consequences
from routing.settlement.facts import NOBODY, Facts, read_facts
from routing.settlement.holder import BACKUP, Held, find_holder
from routing.settlement.offices import Offices
from routing.settlement.prepared import Prepared, PreparedRule, prepared
from routing.settlement.shown import Shown
from routing.settlement.slot import Slot

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook


@dataclass(slots=True, eq=False)
class Ground:
    """The ground of a decision. `rules` are those that fired, firing by firing, prepared; `shown` tells how nodes are
    written; `team` is the backup team that would be asked."""

    facts: Facts
    prepared: Prepared
    rules: list[PreparedRule]
    shown: Shown
    found: Consequences
    offices: Offices
    held: Held
    reports: list[tuple[Report, Slot]]
    team: Slot

    def triggers(self) -> list[Trigger]:
        """The reasons to ask the backup team that do not hang on who leads or owns."""
        facts = self.facts
        triggers = reported(facts) if facts.turned_down or facts.case["history"] else []
        for asked in self.found.asked:
            triggers.append(("rule", "rule", asked.reason, asked.rules, asked.level))
        for report, slot in self.reports:
            if slot.lost is not None:
                detail = f"no office receives the report to {report.to}"
                triggers.append(("duty_unaddressed", "empty_slot", detail, report.rules, None))
        return triggers


def lay_ground(case: Case, firings: Firings, rulebook: Rulebook, availability: Mapping[str, int] | None) -> Ground:
    """The ground of a decision about a case."""
    facts = read_facts(case, rulebook)
    known = prepared(rulebook)
    rules = known.rules(firings.fired)
    shown = Shown(firings.graph)
    found = consequences(firings.fired, rules, shown, facts, known, rulebook)
    offices = Offices(rulebook.directory, known.usual, facts, found.exclusions, availability)
    team = offices.find("support", (BACKUP,), facts.persons, NOBODY)
    return Ground(
        facts,
        known,
        rules,
        shown,
        found,
        offices,
        find_holder(facts, offices, known.holding, rulebook),
        addressed(found.reports, offices),
        team if team.lost is None else Slot(BACKUP),
    )
