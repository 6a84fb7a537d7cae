"""What an agency does with a referral: it reads it or does not, meets the family, answers, works on it, and ends it."""

from __future__ import annotations

from collections.abc import Callable

from routing.case.parts import Consent
from routing.conference.simulation.counter import URGENT, USUAL, Process
from routing.conference.simulation.meetings import agenda
from routing.conference.simulation.openings import DAY
from routing.conference.simulation.streams import Stream
from routing.conference.simulation.ward import Contact, Office, Ward
from routing.desk.commands import learn_facts
from routing.desk.facts import Facts
from routing.desk.moves import move_referral
from routing.desk.referral import ANSWERED_BY_RECEIPT, MAY_DECLINE, Actor, Referral
from routing.desk.states import State

AT_ONCE = frozenset({"immediate", "duty"})
USUAL_CONTACTS = 2.0


def answering(ward: Ward) -> Callable[[str, str], Process]:
    """The process that answers each new referral of a ward, by case and id."""

    def answer(case: str, id: str) -> Process:
        return _Addressee(ward, case, ward.referral(case, id)).process()

    return answer


class _Addressee:
    """The agency that was asked, and what was asked of it."""

    def __init__(self, ward: Ward, case: str, asked: Referral) -> None:
        self.ward = ward
        self.case = case
        self.id = asked.id
        self.role = asked.role
        self.agency: Office = (asked.to, asked.agency)
        self.actor = Actor(kind=asked.to, office=asked.agency)
        self.counter = ward.counter(self.agency)
        before = sum(r.key == asked.key for r in ward.files[case].referrals.values())
        self._key = (case, *(part or "" for part in asked.key), str(before))

    def process(self) -> Process:
        if self.asked.awaits_answer:
            yield from self._first_contact()
        if self.asked.taken:
            yield from self._work()

    @property
    def asked(self) -> Referral:
        """The referral as it is now."""
        return self.ward.referral(self.case, self.id)

    def stream(self, question: str) -> Stream:
        return self.ward.stream(question, *self._key)

    def move(self, state: State, reason: str | None = None) -> None:
        ward = self.ward
        ward.command(
            self.case, lambda entries: move_referral(entries, ward.router, self.id, state, self.actor, reason=reason)
        )

    def _first_contact(self) -> Process:
        ward, work = self.ward, self.ward.scenario.work
        if self.stream("silence").chance(ward.scenario.answers.silent.value):
            yield ward.reminded(self.id)
        if not self.asked.awaits_answer:
            return
        minutes = {"immediate": work.act, "duty": work.report, "inform": work.report, "advice": work.advice}
        length = minutes.get(self.role, work.report if self.role == "conference" else work.first_contact)
        yield from self.counter.work(round(length.value * 60), URGENT if self.role in AT_ONCE else USUAL)
        if not self.asked.awaits_answer:
            return  # called off meanwhile, or given by a conference
        if self.role in ANSWERED_BY_RECEIPT:
            self.move("received")
            return
        self._met()
        declined = self._declined() if self.role in MAY_DECLINE else None
        if declined is None:
            self.move("accepted")
        else:
            self.move("rejected", declined)

    def _declined(self) -> str | None:
        """Why the agency does not take it on; None: it does. Whom the family came to it does not refuse."""
        answers, family = self.ward.scenario.answers, self.ward.scenario.family
        file = self.ward.files[self.case]
        known = self.agency == (file.case.received_by, file.case.received_at)
        if not known and self.stream("refusal").chance(family.refuse.value):
            return "no_consent"
        if not known and self.stream("eligible").chance(answers.not_eligible.value):
            return "not_eligible"
        free, full = answers.decline_free.value, answers.decline_full.value
        share = free + (full - free) * min(1.0, self.counter.load)
        return "capacity" if self.stream("capacity").chance(share) else None

    def _work(self) -> Process:
        if self.role == "conference":
            self._put_on_agenda()
        elif self.role == "advice":
            for referral in self.ward.files[self.case].live:
                self.ward.remind(referral.id)  # the adviser asks after those who have not answered
            self.move("completed")
        elif self.role == "immediate":
            self.move("completed")
        else:
            yield from self._contacts()
            if self.asked.taken:
                self._end()

    def _put_on_agenda(self) -> None:
        agendas = self.ward.agendas
        if self.agency not in agendas:
            agendas[self.agency] = agenda(self.ward, self.agency)
        agendas[self.agency].add(self.case)

    def _contacts(self) -> Process:
        """The contacts after the first one. The lead asks for consent at the first of them."""
        ward, work = self.ward, self.ward.scenario.work
        mean = work.contacts.get(self.role)  # type: ignore[arg-type]  # lead, owner or support here
        stream = self.stream("contacts")
        more = stream.geometric(mean.value if mean is not None else USUAL_CONTACTS) - 1
        if self.role == "lead":
            self._ask_consent()
        for _ in range(more):
            yield ward.env.timeout(round(stream.exponential(work.between.value) * DAY))
            if not self.asked.taken:
                return
            yield from self.counter.work(round(work.contact.value * 60))
            if not self.asked.taken:
                return
            self._met()
            if self.asked.state == "accepted":
                self.move("in-progress")

    def _end(self) -> None:
        """An owner has solved the need or gives it up, a support has done its part. Who leads does so to the end."""
        if self.role == "lead":
            return
        if self.role == "owner" and self.stream("solved").chance(self.ward.scenario.answers.unsolved.value):
            self.move("failed", "other")
        else:
            self.move("completed")

    def _ask_consent(self) -> None:
        file, ward = self.ward.files[self.case], self.ward
        agree = ward.scenario.family.agree.value
        said = tuple(
            Consent(
                person=one.person, status="given" if self.stream(f"consent {one.person}").chance(agree) else "refused"
            )
            for one in file.case.consents
            if one.status == "not_asked"
        )
        if said and file.open:
            ward.command(self.case, lambda entries: learn_facts(entries, ward.router, Facts(consents=said), self.actor))

    def _met(self) -> None:
        kind, office = self.agency
        self.ward.contacts.append(Contact(self.case, kind, office, self.role, int(self.ward.env.now)))
