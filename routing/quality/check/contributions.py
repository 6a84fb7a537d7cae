"""What each effect of a rule adds to a decision, and which effect of another rule makes it needless or beats it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from routing.directory import Directory
from routing.pattern.plan import order_of_mention
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.quality.check.deadlines import not_later
from routing.rulebook import Rule
from routing.rulebook.effects import (
    Duty,
    Effect,
    Escalate,
    Exclude,
    FindingEffect,
    Immediate,
    Refer,
    Share,
)

How = Literal["same", "tier", "struck"]
"""Another rule does the same; it wins by a higher tier; it bars the agency."""
Same = Mapping[str, str]
"""Which variable of one rule is which of another."""
Part = Literal["lead", "owner", "support", "inform", "act"]

PERSON = frozenset({"Person"})
OF_A_PERSON = frozenset({"HAS", "HAD", "LACKS", "MEMBER_OF"})
"""From a person to what an effect may be about in the person's place."""
MOST_WAYS = 24
"""Ways in which the variables of two effects are matched; rules name two or three."""


@dataclass(frozen=True)
class Contribution:
    """One thing that an effect of a rule adds: standing for lead, for owner, support, information, or an act."""

    index: int
    effect: Effect
    part: Part
    about: tuple[str, ...]


class Reading:
    """Reads the effects of rules: whom they are about, and what they add."""

    def __init__(self, schema: Schema, tiers: Sequence[str], directory: Directory | None = None) -> None:
        self.schema = schema
        self.directory = directory
        self.rank = {tier: index for index, tier in enumerate(tiers)}

    def tier(self, effect: Refer) -> int:
        return self.rank.get(effect.tier or "", len(self.rank))

    def labels(self, rule: Rule, variable: str) -> frozenset[str]:
        """The labels that a node variable of a rule can have."""
        return bind(rule.pattern, self.schema, {})[variable].labels or frozenset(self.schema.labels)

    def about(self, rule: Rule, effect: Effect) -> tuple[str, ...]:
        """The variables an effect is about: those it names, the need it answers, else every person bound."""
        if isinstance(effect, Escalate):
            return ()
        if effect.about:
            return effect.about
        if isinstance(effect, Refer) and effect.need is not None:
            return (effect.need,)
        scope = bind(rule.pattern, self.schema, {})
        names = order_of_mention(rule.pattern)
        return tuple(n for n in names if scope[n].kind == "node" and scope[n].labels == PERSON)

    def covered(self, rule: Rule, effect: Effect) -> tuple[str, ...]:
        """The variables an effect is about, and those of persons who have the needs, or live in the households."""
        about = self.about(rule, effect)
        if isinstance(effect, FindingEffect):
            return about
        found = list(about)
        for path in rule.pattern.paths:
            for left, step, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
                ends = {left.variable, right.variable}
                if step.hops is None and set(step.types) <= OF_A_PERSON and step.types and not ends.isdisjoint(about):
                    found += [name for name in ends if name is not None and self.labels(rule, name) == PERSON]
        return tuple(dict.fromkeys(found))

    def barred(self, effect: Exclude) -> frozenset[str]:
        """The kinds that an exclusion leaves no office of."""
        if effect.kind is not None:
            return frozenset((effect.kind,))
        if self.directory is None:
            return frozenset()
        return frozenset(
            kind
            for kind, offices in self.directory.by_kind.items()
            if all(office.id == effect.office or office.located_in == (effect.located_in or "") for office in offices)
        )

    def contributions(self, rule: Rule) -> list[Contribution]:
        """Everything a rule adds, effect by effect."""
        found: list[Contribution] = []
        for index, effect in enumerate(rule.effects):
            about = self.about(rule, effect)
            if not isinstance(effect, Refer):
                found.append(Contribution(index, effect, "act", about))
                continue
            if effect.need is not None and effect.role != "inform":
                found.append(Contribution(index, effect, "owner", about))
            found.append(Contribution(index, effect, effect.role, about))
        return found

    def answers(self, mine: Contribution, rule: Rule, other: Rule) -> Iterator[tuple[Same, How]]:
        """The ways in which an effect of another rule makes a contribution needless, with the variables (of this rule,
        of the other) that must then be bound to the same nodes."""
        for effect in other.effects:
            if isinstance(mine.effect, Refer):
                yield from self._refer(mine, effect, other)
            elif isinstance(mine.effect, Share) and isinstance(effect, Exclude):
                if set(mine.effect.to) == {effect.kind}:
                    for one, theirs in itertools.product(mine.about, effect.about):
                        yield {one: theirs}, "struck"
            else:
                about = self.covered(other, effect)
                for same in _act(mine, effect, about):
                    yield same, "same"

    def _refer(self, mine: Contribution, effect: Effect, other: Rule) -> Iterator[tuple[Same, How]]:
        asked = cast(Refer, mine.effect)
        if isinstance(effect, Exclude) and self.barred(effect).issuperset((asked.to, *asked.if_absent)):
            for one, theirs in itertools.product(mine.about, effect.about):
                yield {one: theirs}, "struck"
        if not isinstance(effect, Refer):
            return
        about = self.covered(other, effect)
        needs = {asked.need: effect.need} if asked.need is not None and effect.need is not None else None
        if mine.part == "lead" and effect.role == "lead":
            if self.tier(effect) < self.tier(asked):
                yield {}, "tier"
            if self.tier(effect) <= self.tier(asked) and (asked.need is None or needs is not None):
                yield from _with(needs or {}, mine, effect, about)
        elif mine.part == "owner" and needs is not None and effect.role != "inform":
            if self.tier(effect) < self.tier(asked):
                yield needs, "tier"
            if self.tier(effect) <= self.tier(asked):
                yield from _with(needs, mine, effect, ())
        elif mine.part == effect.role and mine.part in ("support", "inform"):
            yield from _with({}, mine, effect, about)


def _with(same: Same, mine: Contribution, effect: Refer, about: tuple[str, ...]) -> Iterator[tuple[Same, How]]:
    """The ways in which a referral to the same agency asks as much. No `about`: whom it is about does not count."""
    asked = cast(Refer, mine.effect)
    if asked.to != effect.to or asked.if_absent not in ((), effect.if_absent):
        return
    if asked.service not in (None, effect.service) or (about and not not_later(effect, asked)):
        return
    for found in onto(mine.about, about, same) if about else (same,):
        yield found, "same"


def _act(mine: Contribution, effect: Effect, about: tuple[str, ...]) -> Iterator[Same]:
    """The ways in which another effect does at least as much as one that is no referral."""
    match mine.effect, effect:
        case FindingEffect() as asked, FindingEffect() if asked.kind == effect.kind:
            if len(set(mine.about)) == len(set(about)):
                yield from onto(mine.about, about)
        case Immediate() as asked, Immediate() if asked.action == effect.action and set(asked.to) <= set(effect.to):
            if effect.jointly or not asked.jointly:
                yield from onto(mine.about, about)
        case Duty() as asked, Duty() if asked.to == effect.to and asked.consent == effect.consent:
            if not_later(effect, asked):
                yield from onto(mine.about, about)
        case Exclude() as asked, Exclude() if _target(asked) == _target(effect):
            if asked.person is None:
                yield from onto(mine.about, about)
            elif effect.person is not None:
                yield from onto(mine.about, about, {asked.person: effect.person})
        case Share() as asked, Share() if set(asked.to) <= set(effect.to) and _items(asked, effect):
            yield from onto(mine.about, about)
        case Escalate() as asked, Escalate() if (asked.level, asked.reason) == (effect.level, effect.reason):
            yield {}


def _target(effect: Exclude) -> tuple[str | None, ...]:
    return effect.kind, effect.office, effect.located_in, None if effect.person is None else ""


def _items(asked: Share, effect: Share) -> bool:
    return not effect.items or bool(asked.items and set(asked.items) <= set(effect.items))


def onto(names: Iterable[str], others: Sequence[str], fixed: Same | None = None) -> Iterator[Same]:
    """The ways to find each variable among others, each for one; `fixed` are settled already."""
    fixed = fixed or {}
    wanted = list(dict.fromkeys(names))
    if any(fixed[name] not in others for name in wanted if name in fixed):
        return
    free = [name for name in wanted if name not in fixed]
    left = [name for name in dict.fromkeys(others) if name not in fixed.values()]
    for chosen in itertools.islice(itertools.permutations(left, len(free)), MOST_WAYS):
        yield {**fixed, **dict(zip(free, chosen, strict=True))}
