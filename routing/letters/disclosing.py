"""What may be disclosed to one agency: judged by the consents and laws that settlement goes by, need by need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.letters.asked import Asked
from routing.letters.recipient import ReceivingAgency
from routing.letters.view import Ground as Basis
from routing.pattern.graph import Node
from routing.settlement.consent import withheld
from routing.settlement.facts import NOBODY, same_office
from routing.settlement.ground import lay_ground
from routing.settlement.slot import Slot

if TYPE_CHECKING:
    from routing.case import Case
    from routing.case.parts import Consent
    from routing.decision import Decision
    from routing.router import Router


class Disclosing:
    """Judges what may be disclosed to an agency. Where the decision withholds something, the rest may still be told:
    each need is judged for itself."""

    def __init__(self, router: Router, case: Case, decision: Decision, recipient: ReceivingAgency) -> None:
        self.kind = recipient.kind
        self.slot = Slot(recipient.kind, recipient.office)
        self.firings = router.fire(case)
        self.rulebook = router.rulebook
        self.case = case
        self.ground = lay_ground(case, self.firings, router.rulebook, None)
        self.answered = self._answered(decision)

    def _answered(self, decision: Decision) -> frozenset[str]:
        """The needs that the agency is asked to answer, or to know of."""
        found = {one.need for one in decision.owners if (one.to, one.agency) == (self.slot.kind, self.slot.agency)}
        for proposal, _, need, _ in self.ground.found.referrals:
            if need is not None and self.kind in proposal.kinds:
                found.add(need)
        return frozenset(found)

    def of_person(self, person: str, needs: dict[str, set[str]]) -> Basis | None:
        """The ground on which the agency may know of a person; None: it may not. Adds the needs it may know of."""
        if self.barred(person):
            return None
        open_needs = self.ground.facts.open_needs_of(frozenset((person,)))
        answered = [] if self.receives else [need for need in open_needs if need in self.answered]
        wanted = answered or open_needs
        if not wanted:
            return self._ground(person, NOBODY)
        grounds = set()
        for need in wanted:
            found = self._ground(person, frozenset((need,)))
            if found is not None:
                needs.setdefault(need, set()).add(person)
                grounds.add(found)
        order: tuple[Basis, ...] = ("known", "consent", "law")
        return next((ground for ground in order if ground in grounds), None)

    def _ground(self, person: str, needs: frozenset[str]) -> Basis | None:
        facts = self.ground.facts
        if self.receives or facts.involved(self.kind, self.slot.agency, (person,)):
            return "known"
        if not self._kept_back(person, needs, by_law=False):
            return "consent"
        return None if self._kept_back(person, needs, by_law=True) else "law"

    def _kept_back(self, person: str, needs: frozenset[str], by_law: bool) -> bool:
        found, facts = self.ground.found, self.ground.facts
        sharings = found.sharings if by_law else ()
        disclosure = (self.slot, frozenset((person,)), needs)
        return bool(withheld([disclosure], facts, found.exclusions, sharings, self.rulebook.vocabulary))

    @property
    def receives(self) -> bool:
        """Whether the agency received the case, and so holds all of it already."""
        receiver = self.ground.held.receiver
        return receiver.kind == self.kind and same_office(receiver.agency, self.slot.agency)

    def barred(self, person: str) -> bool:
        """Whether nothing about a person may reach the agency."""
        return self.ground.offices.excluded(self.kind, self.slot.agency, frozenset((person,)))

    def everything(self, person: str) -> bool:
        """Whether the agency may know all that is recorded of a person's way through agencies, not single needs only.

        It received the case, or the person agreed without naming items and refused it nothing.
        """
        if self.barred(person):
            return False
        if self.receives:
            return True
        every = frozenset(self.ground.facts.open_needs_of(frozenset((person,))))
        agreed = any(one.person == person and one.items is None and self.holds(one) for one in self.case.consents)
        return agreed and not self._kept_back(person, every, by_law=False)

    def holds(self, one: Consent) -> bool:
        """Whether a consent to tell the agency stands on the day of the case, said by somebody who may say so."""
        if one.status != "given" or (one.to is not None and self.kind not in one.to):
            return False
        if one.until is not None and one.until < self.case.as_of:
            return False
        exclusions = self.ground.found.exclusions
        return not any(e.what == "person" and e.target == one.by and one.person in e.about for e in exclusions)

    def by_law(self, asked: Asked, needs: dict[str, set[str]]) -> frozenset[str]:
        """The persons of reports and immediate acts, which need no consent. Adds the needs that called for them.

        An exclusion binds no statutory report (`duty`), but it binds all else.
        """
        rules = {rule for duty in asked.duties if duty.consent == "not_required" for rule in duty.rules}
        told = {person for duty in asked.duties if duty.consent == "not_required" for person in duty.about}
        urgent = {rule for act in asked.acts for rule in act.rules}
        going = {person for act in asked.acts for person in act.about if not self.barred(person)}
        own = self.ground.facts.open_needs
        for firing in self.firings.fired:
            persons = (told if firing.rule.id in rules else set()) | (going if firing.rule.id in urgent else set())
            for bound in firing.bindings.values() if persons else ():
                if not isinstance(bound, Node) or "Need" not in bound.labels or bound.values["id"] not in own:
                    continue
                about = persons & self.ground.facts.persons_of(bound.values["id"])
                if about:
                    needs.setdefault(bound.values["id"], set()).update(about)
        return frozenset(told | going)
