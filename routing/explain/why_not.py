"""Why an agency or a rule has no part in a decision: what each rule that could have named it lacked or lost to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from routing.engines.firings import Firings
from routing.errors import RoutingError, did_you_mean, printable
from routing.explain.bounded import STEPS
from routing.explain.fact_texts import FactTexts
from routing.explain.why_not_lost import became
from routing.explain.why_not_near import Miss, nearest_miss
from routing.explain.why_not_said import LackTexts
from routing.explain.why_not_shape import shape_of
from routing.explain.why_parts import Data, Part, parts
from routing.explain.why_said import claim
from routing.rulebook.effects import Duty, Effect, Immediate, Refer
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
    """Why an agency kind, or a rule, has no part in a decision. Where it has one after all, `present` says which.

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
    """Why an agency kind, or the rule of an id, has no part in the decision about a case.

    The nearest miss is looked for by following the few best bindings, not all: it is near, not proved nearest. Facts
    are told with their values. `most` is the number of rules told.
    Raises RoutingError where there is no such kind or rule, CaseError where the case does not fit the rulebook.
    """
    rulebook = router.rulebook
    in_force = rulebook.rules_in_force(case.as_of)
    named = [rule for rule in in_force if rule.id == target]
    if not named and target not in rulebook.vocabulary.agency_kinds:
        known = [*rulebook.vocabulary.agency_kinds, *(rule.id for rule in in_force)]
        hint = did_you_mean(target, known, "name an agency kind, or the id of a rule in force on the day of the case")
        raise RoutingError(f"there is no agency kind or rule `{printable(target)}`\nhelp: {hint}")
    rules = named or [rule for rule in in_force if any(target in reaches(effect) for effect in rule.effects)]
    firings = router.fire(case)
    decision: Data = json.loads(settle(case.canonical(), firings, rulebook).to_json())
    names = Names(rulebook, lang, case.as_of)
    facts = FactTexts(case, names)
    texts = LackTexts(facts, names, firings.graph)
    here = [part for part in parts(decision) if _is_present(part, target, bool(named))]
    asked = _Asked(firings, decision, texts, rulebook, None if named else target, case)
    chances = sorted(
        (asked.chance(rule) for rule in rules), key=lambda one: (_RANK[one.outcome], one.cost, one.rule.id)
    )
    told = tuple(asked.told(one) for one in chances[:most])
    name = named[0].title[lang] if named else names.kind(target)
    present = tuple(claim(part, names, facts) for part in here)
    return WhyNot(case.case, target, name, lang, rulebook, present, told, len(chances) - len(told))


_RANK = {"fired": 0, "unknown": 1, "missed": 2}


def reaches(effect: Effect) -> tuple[str, ...]:
    """The agency kinds that an effect may bring into a decision."""
    match effect:
        case Refer():
            return (effect.to, *effect.if_absent)
        case Duty():
            return (effect.to,)
        case Immediate():
            return effect.to
    return ()


def _is_present(part: Part, target: str, rule: bool) -> bool:
    if rule:
        return target in part.rules
    return part.kind not in ("withheld", "exclusion") and target in part.to


class _Asked:
    """What is asked of one case, rule by rule. `kind` is None where a rule was asked for."""

    def __init__(
        self, firings: Firings, decision: Data, texts: LackTexts, rulebook: Rulebook, kind: str | None, case: Case
    ) -> None:
        self.firings = firings
        self.decision = decision
        self.texts = texts
        self.rulebook = rulebook
        self.kind = kind
        self.as_of = case.as_of
        self.steps = [STEPS]
        self.misses: dict[str, Miss] = {}
        self.fired = {firing.rule.id for firing in firings.fired}
        self.open = {firing.rule.id: firing for firing in reversed(firings.undetermined)}

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
            self.misses[rule.id] = nearest_miss(shape, self.firings.graph, self.as_of, self.steps)
        return self.misses[rule.id]

    def told(self, chance: Chance) -> Chance:
        """The same in words."""
        return Chance(chance.rule, chance.outcome, tuple(self._said(chance)), chance.cost)

    def _said(self, chance: Chance) -> Iterator[str]:
        rule = chance.rule
        if chance.outcome == "fired":
            yield from became(rule, self.kind, self.decision, self.texts)
        elif chance.outcome == "unknown":
            unknown = dict.fromkeys(self.open[rule.id].unknown)
            yield from (self.texts.unknown(node, name) for node, name in unknown)
        else:
            yield from self.texts.texts(self._miss(rule), shape_of(rule, self.rulebook))
