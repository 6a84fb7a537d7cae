"""What settlement takes from a rulebook and its rules, worked out once: the same for every case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from routing.calendar import due_date
from routing.engines.firings import Firing
from routing.rulebook.effects import Before, Duty, Effect, Refer, summary
from routing.settlement.usual import Usual

if TYPE_CHECKING:
    from routing.rulebook import Rulebook
    from routing.rulebook.rule import Rule

DAYS_KEPT = 1024
"""How many due dates are remembered per rulebook."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a rule proposes with a `refer`, whomever it fires for. `tier` counts from 0, the highest.

    `kinds` are the kind asked for and those to try where it has no office. `continued` marks what an agency does
    already, without any rule; `office` is then the one the case names, if any.
    """

    kinds: tuple[str, ...]
    role: str
    tier: int
    rules: frozenset[str]
    services: frozenset[str] = frozenset()
    continued: bool = False
    office: str | None = None

    @property
    def kind(self) -> str:
        return self.kinds[0]


class Wish(NamedTuple):
    """A `refer` of a rule: what it proposes, and the variables that say for whom and until when.

    `named` is the one variable that says whom it is about; None where there are several of them, or none.
    """

    proposal: Proposal
    named: str | None
    about: tuple[str, ...]
    need: str | None
    within: str | None
    before: Before | None


class Told(NamedTuple):
    """A law or agreement as a decision tells it. `text` sorts; `law` with the article tells one from another."""

    text: str
    law: tuple[str, str]
    entry: dict[str, str | None]


Basis = tuple[Told, ...]
"""What a duty rests on; empty for any other effect."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedRule:
    """A rule as settlement reads it. `rules` holds its id alone, `names` are its variables, sorted.

    `shown` is what a trace tells of its effects.
    """

    names: tuple[str, ...]
    rules: frozenset[str]
    wishes: tuple[Wish, ...]
    others: tuple[tuple[Effect, Basis], ...]
    shown: tuple[str, ...]


class Prepared:
    """A rulebook as settlement reads it. `due` gives the last day of a deadline that starts on a day."""

    def __init__(self, rulebook: Rulebook) -> None:
        calendar = rulebook.calendar
        self.usual = Usual(rulebook.directory) if rulebook.directory is not None else None
        self.tiers = {tier: index for index, tier in enumerate(rulebook.tiers)}
        self.due: Callable[[dt.date, str], dt.date] = lru_cache(DAYS_KEPT)(
            lambda as_of, within: due_date(as_of, within, calendar)
        )
        self._rules: dict[tuple[str, dt.date | None], PreparedRule] = {}

    def rule(self, firing: Firing) -> PreparedRule:
        """The rule of a firing, prepared when it first fires."""
        rule = firing.rule
        key = (rule.id, rule.start)
        known = self._rules.get(key)
        if known is None:
            known = self._rules[key] = self._prepare(rule, tuple(sorted(firing.bindings)))
        return known

    def _prepare(self, rule: Rule, names: tuple[str, ...]) -> PreparedRule:
        rules = frozenset({rule.id})
        return PreparedRule(
            names=names,
            rules=rules,
            wishes=tuple(self._wish(e, rules) for e in rule.effects if isinstance(e, Refer)),
            others=tuple((e, _basis(e, rule)) for e in rule.effects if not isinstance(e, Refer)),
            shown=tuple(sorted({summary(effect) for effect in rule.effects})),
        )

    def _wish(self, effect: Refer, rules: frozenset[str]) -> Wish:
        proposal = Proposal(
            kinds=(effect.to, *effect.if_absent),
            role=effect.role,
            tier=self.tiers.get(effect.tier or "", len(self.tiers)),
            rules=rules,
            services=frozenset({effect.service} if effect.service else ()),
        )
        about = effect.about or ((effect.need,) if effect.need is not None else ())
        named = about[0] if len(about) == 1 else None
        return Wish(proposal, named, about, effect.need, effect.within, effect.before)


def _basis(effect: Effect, rule: Rule) -> Basis:
    if not isinstance(effect, Duty):
        return ()
    basis = effect.basis or rule.basis
    return tuple(Told(b.model_dump_json(), (b.law, b.article or ""), _in_order(b.model_dump())) for b in basis)


def _in_order(entry: dict[str, str | None]) -> dict[str, str | None]:
    return {name: entry[name] for name in sorted(entry)}


_prepared: WeakKeyDictionary[Rulebook, Prepared] = WeakKeyDictionary()


def prepared(rulebook: Rulebook) -> Prepared:
    """What was worked out for a rulebook; it goes when the rulebook does."""
    known = _prepared.get(rulebook)
    if known is None:
        known = _prepared.setdefault(rulebook, Prepared(rulebook))
    return known
