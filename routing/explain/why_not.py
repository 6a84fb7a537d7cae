"""Why an agency, a rule or an effect has no part in a decision: what each rule that could do it lacked or lost to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from routing.engines.firings import Firing, Firings
from routing.explain.bounded import STEPS
from routing.explain.fact_texts import FactTexts
from routing.explain.why_not_lost import became
from routing.explain.why_not_near import Miss, nearest_miss
from routing.explain.why_not_said import LackTexts
from routing.explain.why_not_shape import shape_of
from routing.explain.why_not_target import Target, target_of
from routing.explain.why_parts import Data, parts
from routing.explain.why_said import claim
from routing.pattern.graph import Node
from routing.rulebook.effects import Refer
from routing.settlement import settle
from routing.wording.names import Names
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.case import Case
    from routing.router import Router
    from routing.rulebook import Rulebook
    from routing.rulebook.rule import Rule

NEAREST = 5
"""Rules that are told in full where nothing else is asked for; the rest are counted."""

Outcome = Literal["fired", "unknown", "missed"]


@dataclass(frozen=True, slots=True)
class Chance:
    """A rule that could have named what was asked for. `fired`: `said` tells what became of it; `unknown`: it hangs on
    facts not recorded; `missed`: what its nearest bindings lack, the less the smaller `cost`."""

    rule: Rule
    outcome: Outcome
    said: tuple[str, ...]
    cost: int = 0


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an agency kind, a rule or an effect has no part in a decision. Where it has one, `present` says which.

    `chances` come nearest first; `more` is the number of further rules that are not told.
    """

    case: str
    target: str
    name: str
    language: Language
    rulebook: Rulebook
    present: tuple[str, ...]
    chances: tuple[Chance, ...]
    more: int

    def text(self, ids: bool = False) -> str:
        """As plain text. `ids`: with the ids of rules."""
        from routing.explain.why_not_text import text

        return text(self, ids)

    def markdown(self, ids: bool = False) -> str:
        """As Markdown. `ids`: with the ids of rules."""
        from routing.explain.why_not_text import markdown

        return markdown(self, ids)

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        from routing.explain.why_not_text import data

        return data(self)

    def __str__(self) -> str:
        return self.text()


def why_not(router: Router, case: Case, target: str, lang: Language = "ja", most: int = NEAREST) -> WhyNot:
    """Why an agency kind, the rule of an id, or an effect has no part in the decision about a case.

    An effect is written as in `routing.explain.why_not_target.FORMS`: `duty:welfare_office`, `owner:n1`, `escalate`.
    The nearest miss is looked for by following the few best bindings, not all: it is near, not proved nearest. Facts
    are told with their values. `most` is the number of rules told.
    Raises RoutingError where there is no such kind, rule or effect, CaseError where the case does not fit the rulebook.
    """
    rulebook = router.rulebook
    in_force = rulebook.rules_in_force(case.as_of)
    asked_for = target_of(target, case, in_force, rulebook.vocabulary.agency_kinds)
    if asked_for.rule:
        rules = [rule for rule in in_force if rule.id == target]
    else:
        rules = [rule for rule in in_force if any(map(asked_for.gives, rule.effects))]
    firings = router.fire(case)
    decision: Data = json.loads(settle(case, firings, rulebook).to_json())
    names = Names(rulebook, lang, case.as_of)
    facts = FactTexts(case, names)
    texts = LackTexts(facts, names, firings.graph)
    asked = _Asked(firings, decision, texts, rulebook, asked_for, case)
    chances = sorted(
        (asked.chance(rule) for rule in rules), key=lambda one: (_RANK[one.outcome], one.cost, one.rule.id)
    )
    told = tuple(asked.told(one) for one in chances[:most])
    present = tuple(claim(part, names, facts) for part in parts(decision) if asked_for.shows(part))
    name = asked_for.name(names, facts)
    return WhyNot(case.case, target, name, lang, rulebook, present, told, len(chances) - len(told))


_RANK = {"fired": 0, "unknown": 1, "missed": 2}


class _Asked:
    """What is asked of one case, rule by rule. Of a need that is to be owned only what fires for it counts."""

    def __init__(
        self, firings: Firings, decision: Data, texts: LackTexts, rulebook: Rulebook, target: Target, case: Case
    ) -> None:
        self.firings = firings
        self.decision = decision
        self.texts = texts
        self.rulebook = rulebook
        self.target = target
        self.as_of = case.as_of
        self.steps = [STEPS]
        self.misses: dict[str, Miss] = {}
        self.fired = {firing.rule.id for firing in firings.fired if self._meant(firing)}
        self.open = {firing.rule.id: firing for firing in reversed(firings.undetermined) if self._meant(firing)}

    def _meant(self, firing: Firing) -> bool:
        """Whether a firing is about the need that is asked for."""
        bound = [firing.bindings[name] for name in self._needs(firing.rule)]
        return self.target.need is None or any(self._is_need(node) for node in bound)

    def _needs(self, rule: Rule) -> list[str]:
        """The variables of the needs that a rule finds an owner for."""
        return [effect.need for effect in rule.effects if isinstance(effect, Refer) and effect.need is not None]

    def _is_need(self, node: object) -> bool:
        return isinstance(node, Node) and "Need" in node.labels and node.values["id"] == self.target.need

    def chance(self, rule: Rule) -> Chance:
        """How near a rule came, not yet in words."""
        if rule.id in self.fired:
            return Chance(rule, "fired", ())
        if rule.id in self.open:
            return Chance(rule, "unknown", ())
        return Chance(rule, "missed", (), self._miss(rule).cost)

    def _miss(self, rule: Rule) -> Miss:
        if rule.id not in self.misses:
            shape = shape_of(rule, self.rulebook)
            nodes = self.firings.graph.by_label.get("Need", ()) if self.target.need is not None else ()
            pinned = {name: node for name in self._needs(rule) for node in nodes if self._is_need(node)}
            self.misses[rule.id] = nearest_miss(shape, self.firings.graph, self.as_of, self.steps, pinned)
        return self.misses[rule.id]

    def told(self, chance: Chance) -> Chance:
        """The same in words."""
        return Chance(chance.rule, chance.outcome, tuple(self._said(chance)), chance.cost)

    def _said(self, chance: Chance) -> Iterator[str]:
        rule = chance.rule
        if chance.outcome == "fired":
            yield from became(rule, self.target, self.decision, self.texts)
        elif chance.outcome == "unknown":
            unknown = dict.fromkeys(self.open[rule.id].unknown)
            yield from (self.texts.unknown(node, name) for node, name in unknown)
        else:
            yield from self.texts.texts(self._miss(rule), shape_of(rule, self.rulebook))
