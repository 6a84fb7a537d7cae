"""The letter to a person: who is there now, who may lead, who does what by when, why, and what they can decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.letters.called import Called
from routing.letters.errands import Errand, errands
from routing.letters.page import Page, Section
from routing.letters.recipient import PersonConcerned
from routing.letters.upheld import Upheld
from routing.letters.view import View, may_know
from routing.letters.wording import BLANK, Style, say

if TYPE_CHECKING:
    from routing.case import Case
    from routing.case.parts import Need
    from routing.decision import Decision, DutyRef, ImmediateAct
    from routing.router import Router
    from routing.wording.words import Language

GENERAL = frozenset({"backup_team", "social_council", "support_center", "town_center"})
"""Agencies that serve everybody: that one of them holds a case or should lead tells nothing of why there is one."""

MOST_RULES = 3
"""Rules that are told as reasons, so that the letter stays one page."""


def letter(
    router: Router,
    case: Case,
    person: str,
    lang: Language = "ja",
    plain: bool = False,
    decision: Decision | None = None,
) -> Page:
    """The letter to a person of a case.

    `plain`: in plain Japanese with readings. `decision` is the router's own about this case, made anew where none is
    given. Raises LetterRefused where the person must not get one, CaseError where the case does not fit the rulebook.
    """
    made = decision or router.route(case)
    view = may_know(router, case, made, PersonConcerned(person))
    style: Style = "plain" if plain and lang == "ja" else lang
    return _Letter(router, made, view, person, style).page()


class _Letter:
    def __init__(self, router: Router, decision: Decision, view: View, person: str, style: Style) -> None:
        self.decision, self.view, self.person, self.style = decision, view, person, style
        self.upheld = Upheld(router, decision, view)
        barred = tuple(one for one in decision.excluded if person in one.about)
        self.called = Called(router.rulebook, style, decision.as_of, barred)
        self.needs = {need.id: need for need in view.case.needs if need.open}
        found = errands(self.upheld, person)
        self.errands = [one for one in found if not self.called.struck(one.kind, one.office)]

    def page(self) -> Page:
        say_ = self._say
        sections = (
            Section(say_("h_now"), tuple(self._now()), listed=False),
            Section(say_("h_lead"), tuple(self._lead()), listed=False),
            Section(say_("h_doing"), tuple(self._doing()) or (say_("doing_none"),)),
            Section(say_("h_why"), tuple(self._why()) or (say_("why_none"),)),
            Section(say_("h_open"), tuple(self._open()) or (say_("open_none"),)),
            Section(say_("h_decide"), tuple(self._decide())),
            Section(say_("h_ask"), (say_("ask"), say_("ask_elsewhere", BLANK)), listed=False),
        )
        opening = (say_("to_person"), say_("intro", self.called.day(self.decision.as_of)))
        title = say_("letter_title")
        return Page("letter/1", self.style, title, opening, sections, (say_("fill_in"),), self._by_hand())

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.style, *parts)

    def _by_hand(self) -> bool:
        """Whether the letter could harm the person where somebody else finds it."""
        vocabulary = self.called.rulebook.vocabulary
        told = any(vocabulary.needs[need.code].domain == "abuse" for need in self.needs.values())
        return told or bool(self.called.barred) or any(one.type == "HARMS" for one in self.view.case.relations)

    def _now(self) -> Iterator[str]:
        holder = self.decision.holder
        if self._tells_nothing(holder.to) or self._at_work(holder.to, holder.agency):
            who, contact = self.called.agency(holder.to, holder.agency), self.called.contact(holder.to, holder.agency)
        else:
            who, contact = self._say("the_giver"), (BLANK, BLANK)
        yield self._say("now", who)
        yield self._say("contact", *contact, BLANK)

    def _at_work(self, kind: str, office: str | None) -> bool:
        """Whether the person knows anyway that an agency is there for them."""
        return self.upheld.serves(kind, office) or any((one.kind, one.office) == (kind, office) for one in self.errands)

    def _tells_nothing(self, kind: str) -> bool:
        return kind in GENERAL and not self.called.struck(kind, None)

    def _lead(self) -> Iterator[str]:
        lead, holder = self.decision.lead, self.decision.holder
        known = lead is not None and self.person in lead.about and not self.called.struck(lead.to, lead.agency)
        if lead is None or not known or not (lead.to in GENERAL or self._at_work(lead.to, lead.agency)):
            yield self._say("lead_later")
        elif (lead.to, lead.agency) == (holder.to, holder.agency):
            yield self._say("lead_same")
        else:
            yield self._say("lead", self.called.agency(lead.to, lead.agency))
            yield self._say("lead_holds")

    def _doing(self) -> Iterator[str]:
        for act in self._acts():
            kinds = [self.called.kind(kind) for kind in act.to if not self.called.struck(kind, None)]
            if kinds:
                yield self._say(f"go_{act.action}", self.called.joined(kinds))
        for duty in self._duties():
            yield self._say("duty", self.called.agency(duty.to, duty.agency))
        yield from map(self._errand, self.errands)

    def _acts(self) -> list[ImmediateAct]:
        return [act for act in self.decision.immediate if self.person in act.about and self.upheld.holds(act)]

    def _duties(self) -> list[DutyRef]:
        found = [duty for duty in self.decision.duties if self.person in duty.about and self.upheld.holds(duty)]
        return [duty for duty in found if not self.called.struck(duty.to, duty.agency)]

    def _errand(self, one: Errand) -> str:
        who = self.called.agency(one.kind, one.office)
        needs = [self.called.need(self.needs[id].code) for id in one.needs]
        name = "answers" if needs else "told" if one.informed else "joins"
        parts = [self._say(name, who, self.called.joined(needs))]
        services = [service for service in one.services if self.called.readable(service)]
        if services:
            parts.append(self._say("services", self.called.joined(services)))
        if one.due is not None:
            parts.append(self._say("due", self.called.day(one.due)))
        return self._in_brackets(parts)

    def _in_brackets(self, parts: list[str]) -> str:
        head, *rest = parts
        if not rest:
            return head
        return f"{head} ({'; '.join(rest)})" if self.style == "en" else f"{head}（{'。'.join(rest)}）"

    def _why(self) -> Iterator[str]:
        if self.needs:
            yield self._say("why_needs", self.called.joined([self._need(need) for need in self.needs.values()]))
        elif any(one.type == "HARMS" for one in self.view.case.relations):
            yield self._say("why_harm")
        if self.style != "plain":  # the titles of rules are written for caseworkers, and have no readings
            rules = dict.fromkeys(rule for one in self.errands for rule in one.rules)
            yield from (self._say("why_rule", self.called.names.rule(rule)) for rule in [*rules][:MOST_RULES])

    def _need(self, need: Need) -> str:
        told = self.called.need(need.code)
        return self._say("suspected", told) if need.status == "suspected" else told

    def _open(self) -> Iterator[str]:
        answered = {need for one in self.errands for need in one.needs}
        gaps = {gap.need for gap in self.upheld.alone.gaps} & {gap.need for gap in self.decision.gaps}
        for id, need in self.needs.items():
            if id not in answered:
                yield self._say("open_gap" if id in gaps else "open_later", self.called.need(need.code))

    def _decide(self) -> Iterator[str]:
        refused, asked = self._withheld()
        if asked:
            yield self._say("decide_ask", self.called.joined(asked))
        if refused:
            yield self._say("decide_refused", self.called.joined(refused))
        given = [one for one in self.view.case.consents if one.status == "given"]
        valid = [one for one in given if one.until is None or one.until >= self.decision.as_of]
        days = [one.until for one in valid if one.until is not None]
        if days and len(days) == len(valid):
            yield self._say("decide_until", self.called.day(max(days)))
        elif valid:
            yield self._say("decide_given")
        yield self._say("decide_all")

    def _withheld(self) -> tuple[list[str], list[str]]:
        """The kinds that the person refused to tell, and those that wait for what the person says."""
        named = {one.kind for one in self.errands} - {kind for act in self._acts() for kind in act.to}
        named -= {duty.to for duty in self._duties()}
        refused: list[str] = []
        asked: list[str] = []
        for one in self.decision.withheld:
            if self.person in one.about and one.to in named:
                if one.missing == "refused":
                    refused.append(self.called.kind(one.to))
                elif "ask_consent" in one.released_by:
                    asked.append(self.called.kind(one.to))
        return refused, asked
