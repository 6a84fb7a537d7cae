"""The rulebook under check, with everything that the checks ask of it, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from routing.decision import Decision
from routing.errors import RoutingError
from routing.quality.check.contributions import Reading
from routing.quality.check.corpus import Corpus, Key, Known
from routing.quality.check.finding import Finding, Place, Severity, Words
from routing.quality.check.periods import last_day
from routing.quality.check.questions import Questions
from routing.quality.check.written import Written
from routing.router import Router
from routing.rulebook import Rule, Rulebook


@dataclass
class Subject:
    """A rulebook with its files, its known cases and who answers questions about it.

    `examples` are cases in which a rule fires, by id and first day; False for one that can fire in none.
    """

    rulebook: Rulebook
    written: Written
    corpus: Corpus
    questions: Questions
    examples: dict[Key, Known | bool] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """What the effects of the rules mean."""
        return Reading(self.rulebook.schema, self.rulebook.tiers, self.rulebook.directory)

    @cached_property
    def router(self) -> Router:
        """Routes witnesses, without the second engine."""
        return Router(self.rulebook, cross_check=False)

    def route(self, known: Known) -> Decision | None:
        """The decision about a case; None where the rulebook does not take it."""
        try:
            return self.router.route(known.case)
        except RoutingError:
            return None

    def others(self, rule: Rule, day: dt.date) -> list[Rule]:
        """The other rules in force on a day."""
        return [other for other in self.rulebook.rules_in_force(day) if other.id != rule.id]

    def outdone(self, rule: Rule, others: Iterable[Rule]) -> Severity | None:
        """How grave it is that others leave a rule nothing to decide: only a note where a pack above adds one of them,
        which may well be its purpose; else as grave as ever."""
        order = self.written.order
        return "note" if any(order[other.pack] > order[rule.pack] for other in others) else None

    def day(self, *rules: Rule) -> dt.date | None:
        """The latest day on which rules hold together."""
        return last_day(rules, self.rulebook)

    def own(self) -> Iterable[Rule]:
        """The rules that can fire, as far as is known, every dated version."""
        return (rule for rule in self.rulebook.rules if self.examples.get((rule.id, rule.start)) is not False)

    def fires(self, rule: Rule) -> list[Known]:
        """Known cases in which a rule fires."""
        known = self.corpus.firing(rule)
        example = self.examples.get((rule.id, rule.start))
        return known if known or not isinstance(example, Known) else [example]

    def finding(
        self,
        code: str,
        place: Place,
        text: Words,
        help: Words | None = None,
        *,
        rules: Iterable[Rule] = (),
        needs: Iterable[str] = (),
        kinds: Iterable[str] = (),
        witness: Known | None = None,
        later: Known | None = None,
        shows: Words | None = None,
        raised: Severity | None = None,
    ) -> Finding:
        """A finding; it belongs to the pack of the first rule it is about, else to the rulebook itself."""
        rules = list(rules)
        owner = max((rule.pack for rule in rules), key=self.written.order.__getitem__, default=self.rulebook.id)
        return Finding(
            code,
            place,
            text,
            help,
            tuple(dict.fromkeys(rule.id for rule in rules)),
            tuple(needs),
            tuple(kinds),
            owner,
            witness.case if witness is not None else None,
            later.case if later is not None else None,
            shows,
            raised,
        )


def quoted(names: Iterable[str]) -> str:
    """Names in backticks, with commas between."""
    return ", ".join(f"`{name}`" for name in names)
