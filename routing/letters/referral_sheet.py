"""The referral sheet: to whom, what troubles whom, who lives there, why, what was done, what was agreed to.

The fields are those of the connecting sheet of Okayama City (つなぐシート Ver.2019.11.1, 厚生労働白書
令和5年版 107ページ): concerns, household, what it is about, receiving agency and reason; with what was done so far and
the consent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.letters.asked import asked_of, recipient_of
from routing.letters.called import Called
from routing.letters.household import Household
from routing.letters.page import Page, Section
from routing.letters.so_far import so_far
from routing.letters.upheld import Upheld
from routing.letters.view import View, may_know
from routing.letters.wording import BLANK, field_of_need, say, sheet_fields
from routing.wording.words import code

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.letters.recipient import ReceivingAgency
    from routing.router import Router
    from routing.wording.words import Language

_HARM = "DV・虐待"
"""The field of the sheet for violence and abuse."""
_REST = "その他"
"""The field of the sheet for needs that belong to no other."""


def sheet(
    router: Router,
    case: Case,
    kind: str,
    office: str | None = None,
    lang: Language = "ja",
    decision: Decision | None = None,
) -> Page:
    """The referral sheet of a case to an agency kind, or to one office of it.

    `decision` is the router's own about this case, made anew where none is given. Raises SheetRefused where the
    decision asks nothing of it, or nothing may be told to it yet; CaseError where the case does not fit the rulebook.
    """
    made = decision or router.route(case)
    recipient = recipient_of(made, router.rulebook, kind, office)
    view = may_know(router, case, made, recipient)
    return _Sheet(router, made, view, recipient, lang).page()


class _Sheet:
    def __init__(
        self, router: Router, decision: Decision, view: View, recipient: ReceivingAgency, lang: Language
    ) -> None:
        self.decision, self.view, self.recipient, self.lang = decision, view, recipient, lang
        self.asked = asked_of(decision, recipient, frozenset(view.about))
        self.upheld = Upheld(router, decision, view)
        self.called = Called(router.rulebook, lang, decision.as_of)
        self.household = Household(view, lang)

    def page(self) -> Page:
        say_ = self._say
        household = self.household.table()
        sections = (
            Section(say_("h_concerns"), (self._fields(),), listed=False),
            Section(say_("h_household"), (), household),
            Section(say_("h_needs"), tuple(self._needs()) or (say_("needs_none"),)),
            Section(say_("h_reason"), tuple(self._reason())),
            Section(say_("h_so_far"), so_far(self.view, self.called, self.household, self.lang)),
            Section(say_("h_consent"), tuple(self._consent())),
            Section(say_("h_care"), (say_("care_only"), say_("care_family"), say_("care_pass_on"))),
        )
        return Page("sheet/1", self.lang, say_("sheet_title"), tuple(self._opening()), sections, (say_("fill_in"),))

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.lang, *parts)

    def _opening(self) -> Iterator[str]:
        holder, day = self.decision.holder, self.called.day(self.decision.as_of)
        phone, _ = self.called.contact(holder.to, holder.agency)
        yield self._say("to_agency", self.called.agency(self.recipient.kind, self.recipient.office))
        yield self._say("from_agency", self.called.agency(holder.to, holder.agency))
        yield self._say("from_contact", BLANK, phone)
        yield self._say("reference", BLANK, day)

    def _fields(self) -> str:
        ticked = {field_of_need().get(need.code, _REST) for need in self.view.case.needs}
        if any(one.type == "HARMS" for one in self.view.case.relations):
            ticked.add(_HARM)
        named = sheet_fields()
        shown = (f"{'☑' if field in ticked else '☐'}{field if self.lang == 'ja' else named[field]}" for field in named)
        return "  ".join(shown)

    def _needs(self) -> Iterator[str]:
        for harmed in dict.fromkeys(one.end for one in self.view.case.relations if one.type == "HARMS"):
            yield self._say("harmed", self.household.several((harmed,)))
        for need in self.view.case.needs:
            told = self.called.need(need.code)
            more = [self._say("urgent")] if need.urgent else []
            if need.severity is not None:
                more.append(self._say("severity", need.severity))
            if need.due is not None:
                more.append(self._say("due", self.called.day(need.due)))
            if need.status == "suspected":
                told = self._say("suspected", told)
            whole = self._say("need", self.household.several(need.about), told)
            extra = self.called.joined(more)
            yield f"{whole} ({extra})" if more and self.lang == "en" else f"{whole}（{extra}）" if more else whole

    def _reason(self) -> Iterator[str]:
        asked = self.asked
        if asked.acts:
            acts = dict.fromkeys(act.action for act in asked.acts if self._ours(act.about))
            yield from (self._say("role_act", code(action, self.lang)) for action in acts)
        reports = [duty for duty in asked.duties if self._ours(duty.about)]
        if reports:
            yield self._say("role_report")
        yield from (self._say(f"role_{role}") for role in asked.roles)
        codes = {need.id: need.code for need in self.view.case.needs}
        owned = [self.called.need(codes[owner.need]) for owner in asked.owned if owner.need in codes]
        if owned:
            yield self._say("reason_needs", self.called.joined(list(dict.fromkeys(owned))))
        services = self._services()
        if services:
            yield self._say("reason_services", self.called.joined(services))
        days = [due for one in (*asked.supports, *asked.informs) if (due := self.upheld.due(one)) is not None]
        days += [duty.due for duty in reports if duty.due is not None]
        if days:
            yield self._say("reason_due", self.called.day(min(days)))
        for rule in sorted({rule for rule in asked.rules if rule in self.upheld.fired}):
            yield self._say("reason_rule", self.called.names.rule(rule))
        laws = dict.fromkeys(" ".join(filter(None, (one.law, one.article))) for duty in reports for one in duty.basis)
        if laws:
            yield self._say("reason_law", self.called.joined(list(laws)))

    def _ours(self, about: tuple[str, ...]) -> bool:
        return not self.view.about.keys().isdisjoint(about)

    def _services(self) -> list[str]:
        asked = self.asked
        wanted = [service for one in (*asked.supports, *asked.informs) for service in one.services]
        if asked.lead is not None and asked.lead.service:
            wanted += asked.lead.service.split(" / ")
        return list(dict.fromkeys(self.upheld.services(self.recipient.kind, wanted)))

    def _consent(self) -> Iterator[str]:
        for person, ground in self.view.about.items():
            who = self.household.name(person)
            given = [one for one in self.view.case.consents if one.person == person]
            days = [one.until for one in given if one.until is not None]
            if ground != "consent":
                yield self._say(f"consent_{ground}", who)
            elif days and len(days) == len(given):
                yield self._say("consent_until", who, self.called.day(max(days)))
            else:
                yield self._say("consent_given", who)
        yield self._say("wishes", BLANK)
