"""What each agency is asked for by a decision, gathered by agency: one box of the picture of a case each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from routing.explain.page.words import word
from routing.wording.names import Names
from routing.wording.words import code, phrase

if TYPE_CHECKING:
    from routing.decision import Decision

Address = tuple[str, str | None]
"""An agency kind, and its office where one is named."""


@dataclass
class Role:
    """What one agency does: a few words for each of its tasks, the needs it answers, the persons it is about.

    `barred`: nothing may reach it.
    """

    kind: str
    office: str | None
    tasks: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    """The persons about whom it is told nothing yet."""
    leads: bool = False
    barred: bool = False

    @property
    def key(self) -> str:
        """Its name among the boxes."""
        return f"role {'barred ' if self.barred else ''}{self.kind}/{self.office or ''}"

    def add(self, task: str, about: tuple[str, ...] = ()) -> None:
        if task not in self.tasks:
            self.tasks.append(task)
        self.about += [person for person in about if person not in self.about]


def roles(decision: Decision, names: Names) -> list[Role]:
    """The agencies a decision names, those that have most to do with it first; at last who must not be told."""
    found: dict[Address, Role] = {}

    def role(kind: str, office: str | None) -> Role:
        return found.setdefault((kind, office), Role(kind, office))

    language = names.language
    if decision.lead is not None:
        lead = role(decision.lead.to, decision.lead.agency)
        lead.add(word("lead", language), decision.lead.about)
        lead.leads = True
    role(decision.holder.to, decision.holder.agency).add(word("holder", language))
    for owner in decision.owners:
        one = role(owner.to, owner.agency)
        one.add(word("owner", language))
        one.needs.append(owner.need)
    for name, addressees in (("support", decision.supports), ("inform", decision.inform)):
        for addressee in addressees:
            told = _with_due(word(name, language), addressee.due, names)
            role(addressee.to, addressee.agency).add(told, addressee.about)
    for duty in decision.duties:
        role(duty.to, duty.agency).add(_with_due(word("duty", language), duty.due, names), duty.about)
    for act in decision.immediate:
        for kind in act.to:
            office = next((office for known, office in found if known == kind), None)
            role(kind, office).add(code(act.action, language), act.about)
    if decision.backup is not None:
        level = code(decision.backup.level, language)
        role("backup_team", decision.backup.team).add(word("backup", language, level))
    for item in decision.withheld:
        for one in [one for one in found.values() if one.kind == item.to]:
            one.untold += [person for person in item.about if person not in one.untold]
    return [*found.values(), *_barred(decision, names)]


def _with_due(task: str, due: dt.date | None, names: Names) -> str:
    return f"{task} · {phrase('due', names.language, due)}" if due else task


def _barred(decision: Decision, names: Names) -> Iterator[Role]:
    """Whom nothing may reach: kinds, offices, all in a district. Persons are barred where they stand."""
    for item in decision.excluded:
        if item.person is not None:
            continue
        one = Role(item.kind or "", item.office or item.located_in, barred=True)
        one.add(word("must_not_reach", names.language), item.about)
        yield one


def title(role: Role, names: Names) -> tuple[str, str]:
    """The name of an agency, and its kind where that is not the name."""
    if role.barred and not role.kind:
        office = role.office or ""
        known = names.office(office)
        return (known if known != office else phrase("any_office_in", names.language, office)), ""
    kind = names.kind(role.kind)
    name = names.office(role.office) if role.office else kind
    return name, "" if name == kind else kind
