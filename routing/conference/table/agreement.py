"""The agreement table: subject by subject what each participant proposed, what the rules say, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from routing.conference.table.agency import Agency
from routing.conference.table.first_step import compared
from routing.conference.table.steps import Propose

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision

Outcome = Literal["agreed", "otherwise", "divided", "unnamed", "open"]
"""`agreed`: whoever spoke and the rules say the same; `otherwise`: the table says one thing and the rules another, or
nothing; `divided`: the table is not at one; `unnamed`: the rules alone speak of it; `open`: nobody does."""
YES = "yes"
"""The answer where a subject is to be done, and not whom it goes to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One subject: `lead`, `owner:NEED`, or a first step such as `duty:KIND`.

    `rules` is what the decision says: an agency, `yes` of a first step, None where it says nothing. `said` has each
    answer of the table with the participants who gave it, both sorted; `silent` are the others.
    """

    subject: str
    rules: str | None
    said: tuple[tuple[str, tuple[str, ...]], ...]
    silent: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Whether those who spoke and the rules agree."""
        if not self.said:
            return "open" if self.rules is None else "unnamed"
        answers = [answer for answer, _ in self.said]
        if not all(meets(one, other) for one, other in combinations(answers, 2)):
            return "divided"
        return "agreed" if self.rules is not None and all(meets(one, self.rules) for one in answers) else "otherwise"

    @property
    def others(self) -> tuple[str, ...]:
        """The answers of the table that the rules do not give."""
        return tuple(answer for answer, _ in self.said if self.rules is None or not meets(answer, self.rules))


def meets(one: str, other: str) -> bool:
    """Whether two answers can be one: the same agency, one of them perhaps without its office."""
    return one == other or Agency.of(one).meets(Agency.of(other))


def agreement(
    case: Case, seats: Iterable[str], proposals: Mapping[str, Propose], decision: Decision | None
) -> tuple[Row, ...]:
    """The agreement table. The order of seats and proposals does not count. `decision` None: not shown yet, so that
    the table is compared with itself alone."""
    everybody = tuple(sorted(seats))
    rules = dict(_decided(decision)) if decision is not None else {}
    said: dict[str, dict[str, set[str]]] = {}
    for by, proposal in proposals.items():
        for subject, answer in _answers(proposal):
            said.setdefault(subject, {}).setdefault(answer, set()).add(by)
    subjects = dict.fromkeys(["lead", *(f"owner:{need.id}" for need in case.needs if need.open)])
    subjects |= dict.fromkeys(sorted({*said, *rules} - set(subjects), key=_in_order))
    return tuple(_row(subject, said.get(subject, {}), rules.get(subject), everybody) for subject in subjects)


def _row(subject: str, said: Mapping[str, set[str]], rules: str | None, everybody: tuple[str, ...]) -> Row:
    spoke = {by for several in said.values() for by in several}
    told = tuple((answer, tuple(sorted(said[answer]))) for answer in sorted(said))
    return Row(subject, rules, told, tuple(by for by in everybody if by not in spoke))


def _answers(proposal: Propose) -> Iterator[tuple[str, str]]:
    if proposal.lead is not None:
        yield "lead", proposal.lead
    for need, to in proposal.owners.items():
        yield f"owner:{need}", to
    yield from ((first, YES) for first in proposal.first if compared(first))


def _decided(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.lead is not None:
        yield "lead", Agency(decision.lead.to, decision.lead.agency).text
    for owner in decision.owners:
        yield f"owner:{owner.need}", Agency(owner.to, owner.agency).text
    yield from ((f"immediate:{act.action}", YES) for act in decision.immediate)
    yield from ((f"duty:{duty.to}", YES) for duty in decision.duties)
    yield from ((f"support:{support.to}", YES) for support in decision.supports)
    yield from ((f"inform:{addressee.to}", YES) for addressee in decision.inform)


_ORDER = ("immediate", "duty", "support", "inform")


def _in_order(subject: str) -> tuple[int, str]:
    return _ORDER.index(subject.partition(":")[0]), subject


def in_words(proposals: Mapping[str, Propose]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first steps that rules do not speak of, each with who proposed it; both sorted."""
    found: dict[str, set[str]] = {}
    for by, proposal in proposals.items():
        for first in proposal.first:
            if not compared(first):
                found.setdefault(first, set()).add(by)
    return tuple((first, tuple(sorted(found[first]))) for first in sorted(found))
