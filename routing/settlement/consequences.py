"""From firings to consequences: each effect of each firing, made concrete for persons, needs and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from routing.calendar import before, due_date
from routing.dates import iso_date
from routing.engines.firings import Firing
from routing.pattern.graph import Node, PropertyGraph
from routing.rulebook.effect_check import REFERENCE
from routing.rulebook.effects import (
    Basis,
    Duty,
    Effect,
    Exclude,
    FindingEffect,
    Immediate,
    Refer,
    Share,
)
from routing.settlement.facts import Facts

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

Persons = frozenset[str]
Rules = frozenset[str]


class Referral(NamedTuple):
    """A candidate referral. `tier` counts from 0, the highest. `need` is the open need it answers, or None.

    `continued` marks what an agency does already, without any rule; `office` is then the one the case names, if any.
    """

    kind: str
    role: str
    tier: int
    about: Persons
    rules: Rules
    need: str | None = None
    due: dt.date | None = None
    service: str | None = None
    if_absent: tuple[str, ...] = ()
    continued: bool = False
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Nothing about these persons may reach this kind, office, district or person."""

    about: Persons
    rules: Rules
    kind: str | None = None
    office: str | None = None
    located_in: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """A basis that permits sharing about these persons with these kinds. No `items`: everything."""

    about: Persons
    to: frozenset[str]
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Act:
    """An immediate act."""

    action: str
    to: frozenset[str]
    jointly: bool
    about: Persons
    rules: Rules


@dataclass(frozen=True, slots=True)
class Report:
    """A statutory report."""

    to: str
    about: Persons
    consent: str
    basis: tuple[Basis, ...]
    within: str | None
    due: dt.date | None
    rules: Rules


@dataclass(frozen=True, slots=True)
class Derived:
    """A finding."""

    kind: str
    about: Persons
    rules: Rules


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule asks for the backup team."""

    level: str
    reason: str
    rules: Rules


@dataclass(slots=True)
class Consequences:
    """Everything that follows from the firings. `unknown` are properties a deadline or a place hangs on, by rule."""

    referrals: list[Referral] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    sharings: list[Sharing] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    findings: list[Derived] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    unknown: set[tuple[Node, str, str]] = field(default_factory=set)


def consequences(fired: Iterable[Firing], graph: PropertyGraph, facts: Facts, rulebook: Rulebook) -> Consequences:
    """What follows from these firings."""
    reader = _Reader(graph, facts, rulebook)
    for firing in fired:
        for effect in firing.rule.effects:
            reader.read(effect, firing)
    return reader.found


class _Reader:
    def __init__(self, graph: PropertyGraph, facts: Facts, rulebook: Rulebook) -> None:
        self.graph = graph
        self.facts = facts
        self.rulebook = rulebook
        self.tiers = {tier: index for index, tier in enumerate(rulebook.tiers)}
        self.found = Consequences()

    def read(self, effect: Effect, firing: Firing) -> None:
        rules = frozenset({firing.rule.id})
        found = self.found
        match effect:
            case Refer():
                found.referrals.append(self._referral(effect, firing, rules))
            case FindingEffect():
                found.findings.append(Derived(effect.kind, self._ids(effect.about, firing), rules))
            case Immediate():
                about = self._about(effect.about, None, firing)
                found.acts.append(Act(effect.action, frozenset(effect.to), effect.jointly, about, rules))
            case Duty():
                found.reports.append(self._report(effect, firing, rules))
            case Exclude():
                found.exclusions.extend(self._exclusion(effect, firing, rules))
            case Share():
                about = self._about(effect.about, None, firing)
                found.sharings.append(Sharing(about, frozenset(effect.to), frozenset(effect.items)))
            case _:
                found.asked.append(Asked(effect.level, effect.reason, rules))

    def _referral(self, effect: Refer, firing: Firing, rules: Rules) -> Referral:
        need = self._need(effect.need, firing)
        return Referral(
            kind=effect.to,
            role=effect.role,
            tier=self.tiers.get(effect.tier or "", len(self.tiers)),
            about=self._about(effect.about, effect.need, firing),
            rules=rules,
            need=need if need in self.facts.open_needs else None,
            due=self._due(effect, firing),
            service=effect.service,
            if_absent=effect.if_absent,
        )

    def _report(self, effect: Duty, firing: Firing, rules: Rules) -> Report:
        return Report(
            to=effect.to,
            about=self._about(effect.about, None, firing),
            consent=effect.consent,
            basis=effect.basis or firing.rule.basis,
            within=effect.within,
            due=self._due(effect, firing),
            rules=rules,
        )

    def _exclusion(self, effect: Exclude, firing: Firing, rules: Rules) -> Iterable[Exclusion]:
        about = self._about(effect.about, None, firing)
        if effect.person is not None:
            for person in self._persons(effect.person, firing):
                yield Exclusion(about, rules, person=person)
        elif effect.located_in is None:
            yield Exclusion(about, rules, kind=effect.kind, office=effect.office)
        else:
            place = self._text(effect.located_in, firing, self._is_place)
            if place is not None:
                yield Exclusion(about, rules, located_in=place)

    def _is_place(self, name: str) -> bool:
        """Whether the directory knows a district; a misspelt one would exclude nothing."""
        directory = self.rulebook.directory
        return directory is None or name in directory.places

    def _text(self, written: str, firing: Firing, makes_sense: Callable[[str], bool] | None = None) -> str | None:
        """A literal, or the value of `variable.property`; None where that is unknown.

        What is unknown, or makes no sense, becomes a question.
        """
        parts = REFERENCE.fullmatch(written)
        node = firing.bindings.get(parts[1]) if parts else None
        if parts is None or not isinstance(node, Node):
            return written
        value: str | None = node.values.get(parts[2])
        if value is None or (makes_sense is not None and not makes_sense(value)):
            self.found.unknown.add((node, parts[2], firing.rule.id))
        return value

    def _due(self, effect: Refer | Duty, firing: Firing) -> dt.date | None:
        if effect.within is not None:
            return due_date(self.facts.as_of, effect.within, self.rulebook.calendar)
        if effect.before is None:
            return None
        date = self._text(effect.before.date, firing)
        return before(iso_date(date), effect.before.less, self.rulebook.calendar) if date else None

    def _need(self, variable: str | None, firing: Firing) -> str | None:
        bound = firing.bindings.get(variable) if variable else None
        return bound.values["id"] if isinstance(bound, Node) else None

    def _about(self, variables: tuple[str, ...], need: str | None, firing: Firing) -> Persons:
        """The persons named; else those who have the need; else every person the rule has bound; else all."""
        if len(variables) == 1:
            return self._persons(variables[0], firing)
        if variables:
            return frozenset([id for name in variables for id in self._persons(name, firing)])
        if need is not None:
            return self._persons(need, firing)
        bound = [
            name for name, value in firing.bindings.items() if isinstance(value, Node) and "Person" in value.labels
        ]
        return frozenset(id for name in bound for id in self._persons(name, firing)) or self.facts.persons

    def _persons(self, variable: str, firing: Firing) -> Persons:
        bound = cast(Node, firing.bindings[variable])  # a rule is checked for this when it is loaded
        if "Person" in bound.labels:
            return frozenset((bound.values["id"],))
        if "Need" in bound.labels:
            return self.facts.need_persons[bound.values["id"]]
        return self._ids((variable,), firing)

    def _ids(self, variables: tuple[str, ...], firing: Firing) -> frozenset[str]:
        """The ids of what is bound; a household counts as its members."""
        ids: set[str] = set()
        for name in variables:
            shown = shown_ids(cast(Node, firing.bindings[name]), self.graph)
            ids.update((shown,) if isinstance(shown, str) else shown)
        return frozenset(ids)


def shown_ids(node: Node, graph: PropertyGraph) -> str | tuple[str, ...]:
    """A node as a decision shows it: its id, or the ids of a household's members or of whom a finding is about."""
    if "Household" in node.labels:
        return tuple(sorted(r.start.values["id"] for r in graph.incoming("MEMBER_OF", node.id)))
    if "Finding" in node.labels:
        ends = (shown_ids(r.end, graph) for r in graph.outgoing("ABOUT", node.id))
        return tuple(sorted({id for shown in ends for id in ((shown,) if isinstance(shown, str) else shown)}))
    value: str = node.values["id"]
    return value
