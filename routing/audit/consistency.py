"""What an audit of equal treatment found: like cases decided differently, cases told otherwise, what rules read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routing.audit.alike import Alike, Group
from routing.audit.attributes import AttributeRead, attributes_read
from routing.audit.decided import DecidedCase
from routing.audit.trials import TrialSums
from routing.rulebook import Rulebook


@dataclass(frozen=True)
class AlikeFound:
    """How many decided cases were compared, how many of them share their facts with another, and the groups about
    which not the same was decided."""

    cases: int
    shared: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Consistency:
    """The parts that were asked for; None where one was not. `given` are the cases of which some were tried."""

    alike: AlikeFound | None
    trials: TrialSums | None
    given: int
    reads: tuple[tuple[Rulebook, tuple[AttributeRead, ...]], ...] | None

    @property
    def findings(self) -> bool:
        """Whether anything asks for a person's judgement: all but what the law permits a rule to read."""
        return bool(
            (self.alike is not None and self.alike.groups)
            or (self.trials is not None and any(one.cause != "permitted" for one in self.trials.found))
            or any(is_unpermitted(read, book) for book, reads in self.reads or () for read in reads)
        )


def compared(decided: Iterable[DecidedCase], *, same_day: bool) -> AlikeFound:
    """Like cases, compared."""
    with Alike(same_day=same_day) as alike:
        for one in decided:
            alike.add(one)
        return AlikeFound(alike.cases, alike.shared, tuple(alike.groups()))


def read_by_rules(rulebooks: Iterable[Rulebook]) -> tuple[tuple[Rulebook, tuple[AttributeRead, ...]], ...]:
    """What the rules of each rulebook read."""
    return tuple((book, attributes_read(book)) for book in rulebooks)


def is_unpermitted(read: AttributeRead, rulebook: Rulebook) -> bool:
    """Whether a rule reads what its vocabulary declares protected, and no basis permits it."""
    terms = rulebook.vocabulary.declared
    labels = [read.label] if read.label else list(terms)
    declared = (terms[label].get(read.attribute) for label in labels if label in terms)
    return not read.permitted and any(known is not None and known.protected for known in declared)
