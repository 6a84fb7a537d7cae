"""The smallest change: which fewest facts would have to be otherwise for another lead, or for no backup team."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from routing.case import Case
from routing.case.parts import Need, Person
from routing.decision import Decision
from routing.errors import CaseError, RoutingError
from routing.explain.answers import answers
from routing.explain.changes import Change, changed
from routing.explain.questions import unknown_answers
from routing.router import Router
from routing.rulebook import Rulebook

Way = Literal["do", "ask", "correct"]
"""How a change can come about. `do`: it can be brought about, such as a consent. `ask`: a fact is not known yet.
`correct`: a fact may have been recorded wrongly; nobody can be made to be otherwise."""

MOST_ROUTED = 1500
"""Cases routed in one search."""
MOST_CHANGES = 3
"""Facts changed at once."""
GIVEN = frozenset({"age", "birth_date", "id"})
"""What nobody can change and is seldom recorded wrongly: never proposed where it is known."""


class Proposal(NamedTuple):
    """A change that is proposed, and how it can come about."""

    change: Change
    way: Way


@dataclass(frozen=True)
class Counterfactual:
    """Changes after which the decision is as wanted: it is the decision of routing `case`."""

    proposals: tuple[Proposal, ...]
    case: Case
    decision: Decision


@dataclass(frozen=True)
class Smallest:
    """What a search found: ways with the fewest changes, of those proposed. No way of fewer changes does it.

    `searched` is the number of changes up to which every combination was tried; `routed` counts the cases. Where
    `found` is empty, no combination of up to `searched` changes gives what is wanted. Where `found` has more changes
    than `searched`, the search ended at its bound, and there may be other ways with as many.
    """

    wanted: str
    found: tuple[Counterfactual, ...]
    searched: int
    routed: int

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "wanted": self.wanted,
            "searched": self.searched,
            "routed": self.routed,
            "found": [
                {
                    "changes": [{"change": one.change.text, "way": one.way} for one in found.proposals],
                    "decision": found.decision.to_data(),
                }
                for found in self.found
            ],
        }


def smallest_change(router: Router, case: Case, wanted: str, most: int = MOST_ROUTED) -> Smallest:
    """The fewest changes of facts that give what is `wanted`: `lead` (another lead), `lead=KIND`, or `backup=` (none).

    Proposed are consents, a complete list of the household, answers to what is unknown, and corrections of recorded
    properties, needs and relations. Never proposed: a protected property, a known age or birth date, a need or
    relation that nobody reported. Every one found is routed. At most `most` cases are routed.

    Raises RoutingError where something else is wanted, or it is so already; CaseError where the case cannot be routed.
    """
    before = router.route(case)
    reached = _goal(wanted, before, router.rulebook)
    proposals = sorted(_proposals(router, case, before), key=lambda one: (_WAYS.index(one.way), one.change.text))
    routed = 0
    for size in range(1, MOST_CHANGES + 1):
        found: list[Counterfactual] = []
        for chosen in itertools.combinations(proposals, size):
            if any(_clash(one.change, other.change) for one, other in itertools.combinations(chosen, 2)):
                continue
            if routed == most:
                return Smallest(wanted, tuple(found), size - 1, routed)
            routed += 1
            tried = _tried(router, case, chosen)
            if tried is not None and reached(tried.decision):
                found.append(tried)
        if found:
            return Smallest(wanted, tuple(found), size, routed)
    return Smallest(wanted, (), MOST_CHANGES, routed)


_WAYS = ("do", "ask", "correct")


def _clash(one: Change, other: Change) -> bool:
    """Whether two changes are of the same fact, or of a need and of a field of it."""
    return f"{one.path}.".startswith(f"{other.path}.") or f"{other.path}.".startswith(f"{one.path}.")


def _goal(wanted: str, before: Decision, rulebook: Rulebook) -> Callable[[Decision], bool]:
    now = before.lead.to if before.lead is not None else None
    goal, equals, kind = wanted.partition("=")
    if wanted == "lead":
        return lambda after: (after.lead.to if after.lead is not None else None) != now
    if goal == "lead" and equals:
        if kind not in rulebook.vocabulary.agency_kinds:
            raise RoutingError("the lead that is wanted is no agency kind of the rulebook\nhelp: write `lead=KIND`")
        if kind == now:
            raise RoutingError("the lead is already the one that is wanted\nhelp: write `lead` for any other")
        return lambda after: after.lead is not None and after.lead.to == kind
    if wanted == "backup=":
        if before.backup is None:
            raise RoutingError("no backup team is asked already")
        return lambda after: after.backup is None
    raise RoutingError("that cannot be wanted of a decision\nhelp: write `lead`, `lead=KIND` or `backup=`")


def _tried(router: Router, case: Case, chosen: tuple[Proposal, ...]) -> Counterfactual | None:
    """The case with the changes, routed; None where it is no valid case."""
    try:
        other = changed(case, [one.change for one in chosen], router.rulebook.vocabulary)
        return Counterfactual(chosen, other, router.route(other))
    except CaseError:
        return None


def _proposals(router: Router, case: Case, before: Decision) -> Iterator[Proposal]:
    vocabulary = router.rulebook.vocabulary
    protected = {name for terms in vocabulary.declared.values() for name, term in terms.items() if term.protected}
    for person in case.persons:
        said = {consent.status for consent in case.consents if consent.person == person.id}
        if said != {"given"}:
            yield Proposal(Change("", f"consents.{person.id}", "given"), "do")
    if not case.household_complete:
        yield Proposal(Change("", "household_complete", "true"), "do")
    for property, change in unknown_answers(router, case, before):
        if property not in protected and change.path != "household_complete":
            yield Proposal(change, "ask")
    for change in _corrections(router, case, protected):
        yield Proposal(change, "correct")


def _corrections(router: Router, case: Case, protected: set[str]) -> Iterator[Change]:
    """Recorded facts that may be wrong: properties of persons and needs that rules read, needs, relations."""
    rules = [rule for stratum in router.rulebook.strata(case.as_of) for rule in stratum]
    parts: list[tuple[str, str, str, Person | Need]] = []
    parts += [("Person", "persons", person.id, person) for person in case.persons]
    parts += [("Need", "needs", need.id, need) for need in case.needs]
    for label, part, id, entry in parts:
        given = entry.model_dump(exclude={"id", "code", "status", "person", "persons", "attributes"}, exclude_none=True)
        for name, value in sorted({**given, **entry.attributes}.items()):
            if name in protected or name in GIVEN or value is None:
                continue
            for other in answers(name, label, rules, case, router.rulebook).values:
                if other != value:
                    text = str(other).lower() if isinstance(other, bool) else str(other)
                    yield Change("", f"{part}.{id}.{name}", text)
    for need in case.needs:
        yield Change("-", f"needs.{need.id}", None)
    for relation in case.relations:
        yield Change("-", f"relations.{relation.start}.{relation.type}", relation.end)
