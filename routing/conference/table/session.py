"""A session at a table: one case, the steps taken so far, and what stands after them. Nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from routing.conference.table.agency import Agency, known
from routing.conference.table.errors import TableError
from routing.conference.table.first_step import check_first
from routing.conference.table.steps import Adopt, AnyStep, Ask, Conclude, Divide, Propose, Reveal, Seat, Toggle
from routing.desk.exclusion import struck
from routing.errors import RoutingError, SourceError, listed, printable
from routing.explain.changes import Change, changed

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.router import Router

MOST_STEPS = 2000
"""Steps of one session."""


@dataclass(frozen=True)
class Standing:
    """What stands at the table after some steps.

    `toggled` are the facts supposed otherwise now, `supposed` all sets of them that were looked at. `divided` are the
    roles the table gave, by subject: `lead`, `owner:NEED`, `support:KIND@OFFICE`.
    """

    seats: tuple[str, ...] = ()
    proposals: Mapping[str, Propose] = field(default_factory=lambda: MappingProxyType({}))
    revealed: bool = False
    toggled: tuple[str, ...] = ()
    supposed: tuple[tuple[str, ...], ...] = ()
    divided: Mapping[str, Divide] = field(default_factory=lambda: MappingProxyType({}))
    adopted: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    concluded: Conclude | None = None

    @property
    def silent(self) -> tuple[str, ...]:
        """The participants who have not proposed yet, sorted."""
        return tuple(sorted(set(self.seats) - set(self.proposals)))


@dataclass(frozen=True)
class Session:
    """One case at a table. Every step gives a new session; a step that cannot be taken raises, and changes nothing."""

    router: Router
    case: Case
    steps: tuple[AnyStep, ...]
    standing: Standing
    made: Decision = field(repr=False)
    """What the rules decide. Read it by `decision`, which keeps it back until it is revealed."""

    @classmethod
    def open(cls, router: Router, case: Case) -> Session:
        """A session before its first step. Raises CaseError where the case does not fit the rulebook."""
        return cls(router, case.canonical(), (), Standing(), router.route(case))

    @property
    def decision(self) -> Decision:
        """What the rules decide. Raises TableError before it is revealed."""
        if not self.standing.revealed:
            raise TableError(
                "the decision is not shown yet", help="it is shown once every participant has proposed: `reveal`"
            )
        return self.made

    @property
    def open_needs(self) -> tuple[str, ...]:
        """The ids of the needs that want an owner, in the order of the case."""
        return tuple(need.id for need in self.case.needs if need.open)

    def take(self, step: AnyStep) -> Session:
        """The session after one more step.

        Raises TableError where it cannot be taken now, or names what there is not.
        """
        if len(self.steps) >= MOST_STEPS:
            raise TableError(f"a session has at most {MOST_STEPS} steps")
        if self.standing.concluded is not None:
            raise TableError("the session is concluded", help="go back first")
        match step:
            case Seat():
                standing = self._seated(step)
            case Propose():
                standing = self._proposed(step)
            case Reveal():
                standing = self._revealed()
            case _:
                self._shown(step)
                standing = self._after_reveal(step)
        return replace(self, steps=(*self.steps, step), standing=standing)

    def back(self) -> Session:
        """The session without its last step.

        Raises TableError at the start, and at the reveal: what was seen is seen.
        """
        if not self.steps:
            raise TableError("there is no step to take back")
        if isinstance(self.steps[-1], Reveal):
            raise TableError(
                "the decision has been shown: proposals stay as they were made",
                help="what the table agrees on after it is said need by need",
            )
        before = Session.open(self.router, self.case)
        for step in self.steps[:-1]:
            before = before.take(step)
        return before

    # ------------------------------------------------------------------ before the reveal

    def _hidden(self, what: str) -> None:
        if self.standing.revealed:
            raise TableError(f"the decision has been shown: {what}", help="begin a new session")

    def _seated(self, step: Seat) -> Standing:
        self._hidden("nobody joins any more who could propose without knowing it")
        agency = known(step.agency, self.router.rulebook)
        if step.agency in self.standing.seats:
            raise TableError(f"`{printable(step.agency)}` sits at the table already")
        for seat in self.standing.seats:
            if Agency.of(seat).meets(agency):
                message = f"`{printable(step.agency)}` and `{printable(seat)}` could be the same participant"
                raise TableError(message, help="name the office of each")
        self._may_hear(agency, "sit at this table")
        self._office_named(agency)
        return replace(self.standing, seats=(*self.standing.seats, step.agency))

    def _proposed(self, step: Propose) -> Standing:
        self._hidden("proposals stay as they were made")
        if step.by not in self.standing.seats:
            seats = listed(map(printable, self.standing.seats)) if self.standing.seats else "nobody yet"
            raise TableError(f"`{printable(step.by)}` does not sit at the table", help=f"at the table: {seats}")
        if step.lead is None and not step.owners and not step.first:
            raise TableError("a proposal names a lead, an owner or a first step", help="a doubt is a first step too")
        # not against the exclusions: an answer to a proposal would tell what is decided
        for named in (step.lead, *step.owners.values()):
            if named is not None:
                known(named, self.router.rulebook)
        for need in step.owners:
            self._open_need(need)
        for first in step.first:
            check_first(first, self.router.rulebook)
        return replace(self.standing, proposals=MappingProxyType({**self.standing.proposals, step.by: step}))

    def _revealed(self) -> Standing:
        self._hidden("once")
        if len(self.standing.seats) < 2:
            raise TableError("a table has at least two participants", help="seat them first")
        if silent := self.standing.silent:
            raise TableError(
                f"not everybody has proposed yet: {listed(map(printable, silent))}",
                help="the decision is shown once every participant has proposed",
            )
        return replace(self.standing, revealed=True)

    # ------------------------------------------------------------------ after it

    def _shown(self, step: AnyStep) -> None:
        if not self.standing.revealed:
            raise TableError(
                f"`{step.do}` comes after the decision is shown", help="seat, propose, and reveal come before it"
            )

    def _after_reveal(self, step: Toggle | Divide | Adopt | Ask | Conclude) -> Standing:
        match step:
            case Toggle():
                return self._toggled(step)
            case Divide():
                return self._divided(step)
            case Adopt():
                for first in step.first:
                    check_first(first, self.router.rulebook)
                return replace(self.standing, adopted=step.first)
            case Ask():
                if step.question in self.standing.questions:
                    raise TableError("this question is noted already")
                return replace(self.standing, questions=(*self.standing.questions, step.question))
        from routing.conference.table.outcome import check_conclusion

        concluded = replace(self.standing, concluded=step)
        check_conclusion(replace(self, standing=concluded))
        return concluded

    def _toggled(self, step: Toggle) -> Standing:
        change = _change(step.change)
        same = [on for on in self.standing.toggled if _fact(_change(on)) == _fact(change)]
        rest = [on for on in self.standing.toggled if on not in same]
        toggled = tuple(rest) if change.text in same else (*rest, change.text)
        with _as_refusal():
            self.router.route(changed(self.case, toggled, self.router.rulebook.vocabulary))
        new = () if not toggled or toggled in self.standing.supposed else (toggled,)
        return replace(self.standing, toggled=toggled, supposed=(*self.standing.supposed, *new))

    def _divided(self, step: Divide) -> Standing:
        if (step.role == "owner") != (step.need is not None):
            raise TableError("an owner is named for one need, a lead and a support for none")
        if step.role == "support" and step.to is None:
            raise TableError("a support is taken back by going back", help="name the agency that supports")
        about = self._about(step)
        if step.to is not None:
            agency = known(step.to, self.router.rulebook)
            self._may_hear(agency, "take a role here", about)
            if step.role == "lead" and not self.router.rulebook.vocabulary.agency_kinds[agency.kind].may_hold:
                raise TableError(f"agencies of the kind `{agency.kind}` may not hold a case, so they cannot lead")
        subject = subject_of(step)
        kept = {name: other for name, other in self.standing.divided.items() if name != subject}
        return replace(self.standing, divided=MappingProxyType(kept if step.to is None else {**kept, subject: step}))

    def _about(self, step: Divide) -> tuple[str, ...]:
        if step.need is not None:
            self._open_need(step.need)
        persons = {person.id for person in self.case.persons}
        if not set(step.about) <= persons:
            raise TableError("a role is about persons of the case", help=f"they are {listed(map(printable, persons))}")
        of_need = next((need.about for need in self.case.needs if need.id == step.need), ())
        return step.about or of_need or tuple(sorted(persons))

    # ------------------------------------------------------------------ what both ask

    def _open_need(self, need: str) -> None:
        if need not in self.open_needs:
            help = f"the open needs are {listed(map(printable, self.open_needs))}" if self.open_needs else None
            raise TableError(f"the case has no open need `{printable(need)}`", help=help)

    def _may_hear(self, agency: Agency, what: str, about: tuple[str, ...] | None = None) -> None:
        """Refuse an agency that an exclusion strikes: nothing about the persons may reach it, at no time."""
        persons = tuple(person.id for person in self.case.persons) if about is None else about
        if struck(self.made, agency.kind, agency.office, persons, self.router.rulebook.directory):
            raise TableError(
                f"`{printable(agency.text)}` cannot {what}: nothing about a person of the case may reach it",
                help="do not invite it, and do not tell it of the meeting",
            )

    def _office_named(self, agency: Agency) -> None:
        """Refuse a seat by the kind alone where some office of the kind must not be told: it might be that one."""
        directory = self.router.rulebook.directory
        if agency.office is not None or directory is None:
            return
        persons = tuple(person.id for person in self.case.persons)
        offices = directory.by_kind.get(agency.kind, ())
        if any(struck(self.made, agency.kind, office.id, persons, directory) for office in offices):
            message = f"nothing about a person of the case may reach some offices of the kind `{agency.kind}`"
            raise TableError(message, help="name the office that takes part")


def subject_of(step: Divide) -> str:
    """What a role is about, as the agreement table names it."""
    if step.role == "owner":
        return f"owner:{step.need}"
    return "lead" if step.role == "lead" else f"support:{step.to}"


def _change(text: str) -> Change:
    with _as_refusal():
        return Change.parse(text)


def _fact(change: Change) -> tuple[str, str] | str:
    """What tells two changes of one fact apart from changes of two: what is added or removed is a fact of its own."""
    return change.text if change.sign else (change.sign, change.path)


@contextmanager
def _as_refusal() -> Iterator[None]:
    """Tells what routing refuses as a step that cannot be taken."""
    try:
        yield
    except SourceError as error:
        raise TableError(error.message, help=error.help) from None
    except RoutingError as error:
        message, _, help = str(error).partition("\nhelp: ")
        raise TableError(message, help=help or None) from None
