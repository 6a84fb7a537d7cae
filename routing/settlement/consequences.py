"""From firings to consequences: each effect of each firing, made concrete for persons, needs and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from routing.calendar import before
from routing.dates import iso_date
from routing.engines.firings import Bound, Firing
from routing.pattern.graph import Node
from routing.rulebook.effect_check import REFERENCE
from routing.rulebook.effects import (
    Before,
    Duty,
    Effect,
    Escalate,
    Exclude,
    Immediate,
    Share,
)
from routing.settlement.facts import NOBODY, Facts, Persons
from routing.settlement.prepared import Basis, Prepared, PreparedRule, Proposal, Told
from routing.settlement.shown import Shown

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

Rules = frozenset[str]


Referral = tuple[Proposal, Persons, str | None, dt.date | None]
"""A candidate referral: what is proposed, for whom, the open need it answers (or None), and until when."""


@dataclass(slots=True, eq=False)
class Exclusion:
    """Nothing about these persons may reach this kind, office, district or person: `what` says which it is."""

    about: Persons
    rules: Rules
    what: Literal["kind", "located_in", "office", "person"]
    target: str


@dataclass(slots=True, eq=False)
class Sharing:
    """A basis that permits sharing about these persons with these kinds. No `items`: everything."""

    about: Persons
    to: frozenset[str]
    items: frozenset[str]


@dataclass(slots=True, eq=False)
class Act:
    """An immediate act."""

    action: str
    to: frozenset[str]
    jointly: bool
    about: Persons
    rules: Rules


@dataclass(slots=True, eq=False)
class Report:
    """A statutory report."""

    to: str
    about: Persons
    consent: str
    basis: tuple[Told, ...]
    within: str | None
    due: dt.date | None
    rules: Rules


Derived = tuple[str, frozenset[str], Rules]
"""A finding: its kind, the ids of what it is about, and the rules that derive it."""


@dataclass(slots=True, eq=False)
class Asked:
    """A rule asks for the backup team."""

    level: str
    reason: str
    rules: Rules


class Consequences:
    """Everything that follows from the firings. `unknown` are properties a deadline or a place hangs on, by rule."""

    __slots__ = ("acts", "asked", "exclusions", "findings", "referrals", "reports", "sharings", "unknown")

    def __init__(self) -> None:  # a dataclass with factories takes three times as long to make
        self.referrals: list[Referral] = []
        self.exclusions: list[Exclusion] = []
        self.sharings: list[Sharing] = []
        self.acts: list[Act] = []
        self.reports: list[Report] = []
        self.findings: list[Derived] = []
        self.asked: list[Asked] = []
        self.unknown: set[tuple[Node, str, str]] = set()


def consequences(
    fired: Sequence[Firing],
    rules: Sequence[PreparedRule],
    shown: Shown,
    facts: Facts,
    prepared: Prepared,
    rulebook: Rulebook,
) -> Consequences:
    """What follows from these firings. `rules` are theirs, prepared; `shown` knows the nodes of their graph."""
    reader = _Reader(shown, facts, prepared, rulebook)
    found, persons, open_needs = reader.found, reader.persons, facts.open_needs
    for firing, rule in zip(fired, rules):  # noqa: B905  # as many as there are firings
        bindings = firing[1]
        for proposal, named, variables, need, within, less in rule.wishes:
            about = persons[bindings[named]] if named is not None else reader.about(variables, firing)
            due = None
            if within is not None:
                due = prepared.due(facts.as_of, within)
            elif less is not None:
                due = reader.before(less, firing)
            answered: str | None = None
            if need is not None:
                answered = bindings[need].values["id"]  # type: ignore[union-attr]  # a need: checked when loaded
                if answered not in open_needs:
                    answered = None
            found.referrals.append((proposal, about, answered, due))
        for kind, variables in rule.findings:
            found.findings.append((kind, reader.ids(variables, firing), rule.rules))
        for effect, basis in rule.others:
            READERS[type(effect)](reader, effect, firing, rule.rules, basis)
    return found


class _Reader:
    __slots__ = ("facts", "found", "persons", "prepared", "rulebook", "shown")

    def __init__(self, shown: Shown, facts: Facts, prepared: Prepared, rulebook: Rulebook) -> None:
        self.facts = facts
        self.rulebook = rulebook
        self.prepared = prepared
        self.shown = shown
        self.persons = _PersonsOf(shown, facts)
        self.found = Consequences()

    def immediate(self, effect: Immediate, firing: Firing, rules: Rules, _: Basis) -> None:
        about = self.about(effect.about, firing)
        self.found.acts.append(Act(effect.action, frozenset(effect.to), effect.jointly, about, rules))

    def duty(self, effect: Duty, firing: Firing, rules: Rules, basis: Basis) -> None:
        about, due = self.about(effect.about, firing), self._due(effect, firing)
        self.found.reports.append(Report(effect.to, about, effect.consent, basis, effect.within, due, rules))

    def exclude(self, effect: Exclude, firing: Firing, rules: Rules, _: Basis) -> None:
        about, exclusions = self.about(effect.about, firing), self.found.exclusions
        if effect.located_in is not None:
            place = self._text(effect.located_in, firing, self._is_place)
            if place is not None:
                exclusions.append(Exclusion(about, rules, "located_in", place))
        elif effect.person is not None:
            for person in self.persons[firing.bindings[effect.person]]:
                exclusions.append(Exclusion(about, rules, "person", person))
        elif effect.kind is not None:
            exclusions.append(Exclusion(about, rules, "kind", effect.kind))
        else:  # an exclusion names exactly one of the four
            exclusions.append(Exclusion(about, rules, "office", cast(str, effect.office)))

    def share(self, effect: Share, firing: Firing, _: Rules, __: Basis) -> None:
        about = self.about(effect.about, firing)
        self.found.sharings.append(Sharing(about, frozenset(effect.to), frozenset(effect.items)))

    def escalate(self, effect: Escalate, _: Firing, rules: Rules, __: Basis) -> None:
        self.found.asked.append(Asked(effect.level, effect.reason, rules))

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

    def _due(self, effect: Duty, firing: Firing) -> dt.date | None:
        if effect.within is not None:
            return self.prepared.due(self.facts.as_of, effect.within)
        return self.before(effect.before, firing) if effect.before is not None else None

    def before(self, deadline: Before, firing: Firing) -> dt.date | None:
        date = self._text(deadline.date, firing)
        return before(iso_date(date), deadline.less, self.rulebook.calendar) if date else None

    def about(self, variables: tuple[str, ...], firing: Firing) -> Persons:
        """The persons named; else every person the rule has bound; else all."""
        bindings, persons = firing.bindings, self.persons
        if len(variables) == 1:
            return persons[bindings[variables[0]]]
        if variables:
            return NOBODY.union(*[persons[bindings[name]] for name in variables])
        bound = [value for value in bindings.values() if isinstance(value, Node) and "Person" in value.labels]
        return NOBODY.union(*[persons[node] for node in bound]) or self.facts.persons

    def ids(self, variables: tuple[str, ...], firing: Firing) -> frozenset[str]:
        """The ids of what is bound; a household counts as its members."""
        ids: list[str] = []
        for name in variables:
            shown = self.shown.ids(cast(Node, firing.bindings[name]))
            if isinstance(shown, str):
                ids.append(shown)
            else:
                ids += shown
        return frozenset(ids)


READERS: dict[type[Effect], Callable[[_Reader, Any, Firing, Rules, Basis], None]] = {
    Immediate: _Reader.immediate,
    Duty: _Reader.duty,
    Exclude: _Reader.exclude,
    Share: _Reader.share,
    Escalate: _Reader.escalate,
}
"""How every effect but `refer` and `finding` is read."""


class _PersonsOf(dict[Bound, Persons]):
    """The persons a node stands for: a person, those who have a need, the members of a household."""

    __slots__ = ("facts", "shown")

    def __init__(self, shown: Shown, facts: Facts) -> None:
        self.shown = shown
        self.facts = facts

    def __missing__(self, node: Node) -> Persons:  # nothing else is asked for: checked when loaded
        labels = node.labels
        if "Person" in labels:
            persons = frozenset((node.values["id"],))
        elif "Need" in labels:
            persons = self.facts.persons_of(node.values["id"])
        else:
            ids = self.shown.ids(node)
            persons = frozenset((ids,) if isinstance(ids, str) else ids)
        self[node] = persons
        return persons
