"""The unknown facts that a decision could hang on: what rules read, however they read it, and what settlement reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routing.explain.answers import Answers, answers
from routing.explain.changes import Change
from routing.rulebook.rule import Rule
from routing.settlement.shown import Ids, Shown

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.explain.questions import Answer
    from routing.router import Router
    from routing.rulebook import Rulebook

Key = tuple[Ids, str]
"""Whom or what a question is about, and the property that is unknown."""


@dataclass
class Asked:
    """An unknown fact. `supposed` says that the decision does not ask it: a rule says what it takes it for, or only
    settlement reads it. `given` are the answers to try; where none of the `first` moves anything, no other does."""

    key: Key
    rules: tuple[str, ...]
    supposed: bool
    path: str
    label: str
    who: str
    given: Answers
    first: tuple[Any, ...] = ()
    moving: tuple[Answer, ...] = ()

    def change(self, value: Any) -> Change:
        """An answer as a change of the case."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return Change("", self.path, text)


@dataclass(frozen=True)
class Openings:
    """The unknown `facts`, and which of them one binding of a rule reads `together`, with the ids of such rules."""

    facts: tuple[Asked, ...]
    together: Mapping[frozenset[Key], frozenset[str]]


def openings(router: Router, case: Case, decision: Decision) -> Openings:
    """Everything unknown that could change the decision about a case, whatever a rule takes it for meanwhile."""
    rulebook = router.rulebook
    in_force = {rule.id: rule for stratum in rulebook.strata(case.as_of) for rule in stratum}
    rules: dict[Key, set[str]] = {(one.about, one.property): set(one.rules) for one in decision.questions}
    plain = frozenset(rules)
    firings = router.fire_open(case)
    shown = Shown(firings.graph)
    together: dict[frozenset[Key], frozenset[str]] = {}
    for firing in (*firings.undetermined, *firings.fired):
        keys = frozenset((shown.ids(node), property) for node, property in firing.unknown)
        if keys:
            together[keys] = together.get(keys, frozenset()) | {firing.rule.id}
        for key in keys:
            rules.setdefault(key, set()).add(firing.rule.id)
    settled = dict(_settled(case, decision, rulebook))
    for key in settled:
        rules.setdefault(key, set())
    facts = []
    for (about, property), reading in sorted(rules.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        known = [in_force[id] for id in sorted(reading) if id in in_force]
        one = _asked(rulebook, case, (about, property), known, (about, property) not in plain)
        if not known:
            one.first = settled.get(one.key, ())
        facts.append(one)
    return Openings(tuple(facts), together)


def asked_by(decision: Decision, router: Router, case: Case) -> Iterator[Asked]:
    """What the decision about a case asks itself."""
    in_force = {rule.id: rule for stratum in router.rulebook.strata(case.as_of) for rule in stratum}
    for one in decision.questions:
        yield _asked(router.rulebook, case, (one.about, one.property), [in_force[id] for id in one.rules], False)


def _settled(case: Case, decision: Decision, rulebook: Rulebook) -> Iterator[tuple[Key, tuple[Any, ...]]]:
    """What settlement itself reads of what is unknown, with the answers that tell whether it matters (none: all).

    Ages choose offices, and who is asked for a child where somebody may not be told. How heavy needs are chooses among
    agencies: if the heaviest changes nothing, a lighter one does not. The reporter and the district choose offices.
    """
    directory = rulebook.directory
    offices = directory.offices if directory is not None else ()
    by_age = any(office.serves.age is not None for office in offices)
    untold = any(one.person is not None for one in decision.excluded)
    about = {person for one in decision.withheld for person in one.about}
    for person in case.persons:
        if case.age_of(person) is None and (by_age or (untold and person.id in about)):
            yield (person.id, "age"), ()
    needs = [need for need in case.needs if need.open]
    for need in needs if len(needs) > 1 else ():
        if need.severity is None:
            yield (need.id, "severity"), (3,)
    if offices and case.reported_by is None:
        yield (case.case, "reported_by"), ("agency",)
    if offices and case.district is None:
        yield (case.case, "district"), ()


def _asked(rulebook: Rulebook, case: Case, key: Key, rules: list[Rule], supposed: bool) -> Asked:
    """Where an answer is written in the case, who it is about, and which answers there are."""
    about, property = key
    ids = tuple(rule.id for rule in rules)
    if isinstance(about, tuple):  # of a household only its size is unknown, and known once everybody is listed
        return Asked(key, ids, supposed, "household_complete", "", " ".join(about), Answers((True,), False))
    declared, vocabulary = rulebook.schema.labels, rulebook.vocabulary
    homes: Iterable[tuple[str, str, Mapping[str, str]]] = (
        ("Person", "persons", {person.id: person.id for person in case.persons}),
        ("Need", "needs", {need.id: need.code for need in case.needs}),
        ("Event", "events", {event.id: event.type for event in case.events}),
    )
    for label, part, known in homes:
        if about in known and property in declared[label]:
            given = answers(property, label, rules, case, rulebook)
            return Asked(key, ids, supposed, f"{part}.{about}.{property}", label, known[about], given)
    if about == case.case and property in declared["Case"]:
        given = answers(property, "Case", rules, case, rulebook)
        return Asked(key, ids, supposed, property, "Case", about, given)
    return Asked(key, ids, supposed, "", "", vocabulary.label(about, "en"), Answers((), False))
