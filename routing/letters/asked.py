"""What a decision asks of one agency: its roles, statutory reports to it, and acting at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from routing.errors import RoutingError, did_you_mean, listed, printable
from routing.letters.recipient import ReceivingAgency, SheetRefused

if TYPE_CHECKING:
    from routing.decision import Addressee, Decision, DutyRef, ImmediateAct, Lead, Owner
    from routing.rulebook import Rulebook

Role = Literal["lead", "support", "inform", "holder", "conference"]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked of one agency. `roles` in the order they are read, `about` whom they are about."""

    roles: tuple[Role, ...]
    about: frozenset[str]
    lead: Lead | None
    supports: tuple[Addressee, ...]
    informs: tuple[Addressee, ...]
    owned: tuple[Owner, ...]
    duties: tuple[DutyRef, ...]
    acts: tuple[ImmediateAct, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that ask for it."""
        named: list[Lead | Addressee | Owner | DutyRef | ImmediateAct] = [
            *self.supports, *self.informs, *self.owned, *self.duties, *self.acts
        ]  # fmt: skip
        return frozenset(rule for one in (*named, *([self.lead] if self.lead else [])) for rule in one.rules)


def asked_of(decision: Decision, recipient: ReceivingAgency, everybody: frozenset[str]) -> Asked:
    """What a decision asks of an agency. `everybody` are the persons of the case. No roles: nothing is asked of it."""
    kind, office = recipient.kind, recipient.office

    def it(to: str, agency: str | None) -> bool:
        return to == kind and agency == office

    lead = decision.lead if decision.lead is not None and it(decision.lead.to, decision.lead.agency) else None
    supports = tuple(one for one in decision.supports if it(one.to, one.agency))
    informs = tuple(one for one in decision.inform if it(one.to, one.agency))
    roles: list[Role] = []
    about = {person for one in (*supports, *informs) for person in one.about} | set(lead.about if lead else ())
    if lead is not None:
        roles.append("lead")
    if supports:
        roles.append("support")
    if informs:
        roles.append("inform")
    if it(decision.holder.to, decision.holder.agency) and decision.holder.reason != "first_receiver":
        roles.append("holder")
        about |= everybody
    backup = decision.backup
    if backup is not None and backup.level == "conference" and it("backup_team", backup.team):
        roles.append("conference")
        about |= everybody
    duties = tuple(one for one in decision.duties if it(one.to, one.agency))
    # an act names kinds only, so that any office of the kind may be the one that goes
    acts = tuple(one for one in decision.immediate if kind in one.to)
    about |= {person for one in duties if one.consent == "required" for person in one.about}
    owned = tuple(one for one in decision.owners if it(one.to, one.agency))
    return Asked(tuple(roles), frozenset(about), lead, supports, informs, owned, duties, acts)


def offices_of(decision: Decision, kind: str) -> list[str | None]:
    """The offices of a kind that a decision asks something of, sorted; None where only the kind is known."""
    found = {agency for to, agency in _addresses(decision) if to == kind}
    if not found and any(kind in act.to for act in decision.immediate):
        found = {None}
    return sorted(found, key=lambda office: office or "")


def _addresses(decision: Decision) -> Iterator[tuple[str, str | None]]:
    if decision.lead is not None:
        yield decision.lead.to, decision.lead.agency
    named: list[Addressee | Owner | DutyRef] = [
        *decision.supports, *decision.inform, *decision.owners, *decision.duties
    ]  # fmt: skip
    yield from ((one.to, one.agency) for one in named)
    if decision.holder.reason != "first_receiver":
        yield decision.holder.to, decision.holder.agency
    if decision.backup is not None and decision.backup.level == "conference":
        yield "backup_team", decision.backup.team


def recipient_of(decision: Decision, rulebook: Rulebook, kind: str, office: str | None = None) -> ReceivingAgency:
    """The agency of a kind that a decision asks something of; `office` says which, where there are several.

    Raises RoutingError for an unknown kind and where several could be meant, SheetRefused where nothing is asked of it.
    """
    kinds: Iterable[str] = rulebook.vocabulary.agency_kinds
    if kind not in kinds:
        hint = did_you_mean(kind, kinds, "kinds are declared in the vocabulary of the rulebook")
        raise RoutingError(f"there is no agency kind `{printable(kind)}`\nhelp: {hint}")
    known = offices_of(decision, kind)
    named = listed(one for one in known if one)
    if office is not None:
        if office not in known:
            hint = f"it asks {named}" if named else "see `routing why-not`"
            raise SheetRefused(f"the decision asks nothing of the office `{printable(office)}`\nhelp: {hint}")
        return ReceivingAgency(kind, office)
    if not known:
        raise SheetRefused(f"the decision asks nothing of the agency kind `{kind}`\nhelp: see `routing why-not`")
    if len(known) > 1:
        raise RoutingError(f"the decision asks several offices of the kind `{kind}`\nhelp: name one of {named}")
    return ReceivingAgency(kind, known[0])
