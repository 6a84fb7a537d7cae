"""A decision as a card in the terminal: what to do now first, why last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.box import ROUNDED
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from routing.wording.names import Names
from routing.wording.words import Language, code, heading, joined, phrase

if TYPE_CHECKING:
    from routing.decision import Decision
    from routing.rulebook import Rulebook

Lines = Iterator[str]


def card(decision: Decision, rulebook: Rulebook, language: Language) -> Panel:
    """The card of a decision made by a rulebook, whose labels it uses."""
    names = Names(rulebook, language, decision.as_of)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True)
    rows.add_column(overflow="fold", ratio=1)
    for part, lines_of in PARTS.items():
        lines = list(lines_of(decision, names))
        for number, line in enumerate(lines):
            title = heading(part, language) if number == 0 else ""
            rows.add_row(Text(title, style=STYLES.get(part, "")), Text(line))
    book = decision.rulebook
    made = phrase("decided", language, decision.as_of, book.id, book.version)
    case = Text(decision.case, style="bold")
    return Panel(rows, box=ROUNDED, title=case, title_align="left", subtitle=Text(made), subtitle_align="right")


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _immediate(decision: Decision, names: Names) -> Lines:
    for item in decision.immediate:
        who = joined(map(names.kind, item.to), names.language)
        together = phrase("together", names.language) if item.jointly else ""
        yield _line(code(item.action, names.language), who, together, names.about(item.about))


def _holder(decision: Decision, names: Names) -> Lines:
    holder = decision.holder
    yield _line(names.agency(holder.to, holder.agency), code(holder.reason, names.language))


def _lead(decision: Decision, names: Names) -> Lines:
    lead = decision.lead
    if lead is None:
        yield phrase("none_agreed", names.language)
    else:
        yield _line(names.agency(lead.to, lead.agency), lead.service or "", names.about(lead.about))


def _owners(decision: Decision, names: Names) -> Lines:
    for owner in decision.owners:
        yield f"{names.need(owner.need, owner.code)} → {names.agency(owner.to, owner.agency)}"


def _supports(decision: Decision, names: Names) -> Lines:
    for support in decision.supports:
        yield _addressee(support.to, support.agency, support.services, support.due, support.about, names)


def _inform(decision: Decision, names: Names) -> Lines:
    for told in decision.inform:
        yield _addressee(told.to, told.agency, told.services, told.due, told.about, names)


def _addressee(
    kind: str, office: str | None, services: tuple[str, ...], due: dt.date | None, about: tuple[str, ...], names: Names
) -> str:
    deadline = _deadline(due, None, names)
    return _line(names.agency(kind, office), joined(services, names.language), deadline, names.about(about))


def _duties(decision: Decision, names: Names) -> Lines:
    language = names.language
    for duty in decision.duties:
        missing = phrase("no_office", language) if duty.agency is None and names.rulebook.directory else ""
        due = _deadline(duty.due, duty.within, names)
        basis = joined([" ".join(filter(None, (b.law, b.article))) for b in duty.basis], language)
        consent = code(duty.consent, language)
        yield _line(names.agency(duty.to, duty.agency), missing, due, basis, consent, names.about(duty.about))


def _deadline(due: dt.date | None, within: str | None, names: Names) -> str:
    language = names.language
    limit = names.within(within) if within else ""
    if due is None:
        return phrase("within", language, limit) if limit else ""
    return phrase("due_within", language, due, limit) if limit else phrase("due", language, due)


def _backup(decision: Decision, names: Names) -> Lines:
    backup = decision.backup
    if backup is None:
        return
    yield _line(code(backup.level, names.language), names.agency("backup_team", backup.team))
    for reason in backup.reasons:
        # a rule gives its reason in words of its own; the others name kinds and needs by their codes
        detail = reason.detail if reason.code == "rule" else joined(names.mentioned(reason.detail), names.language)
        yield _line(f"- {code(reason.code, names.language)}", detail)


def _withheld(decision: Decision, names: Names) -> Lines:
    language = names.language
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for item in decision.withheld:
        told = _line(names.kind(item.to), names.about(item.about))
        alike.setdefault((item.missing, item.released_by), []).append(told)
    for (missing, released_by), recipients in alike.items():
        ways = joined((code(way, language) for way in released_by), language)
        yield _line(code(missing, language), phrase("released_by", language, ways) if ways else "")
        yield from (f"- {recipient}" for recipient in recipients)


def _gaps(decision: Decision, names: Names) -> Lines:
    for gap in decision.gaps:
        yield names.need(gap.need, gap.code)


def _blocked(decision: Decision, names: Names) -> Lines:
    for need in decision.blocked:
        yield _line(names.need(need.need, need.code), code(need.reason, names.language))


def _excluded(decision: Decision, names: Names) -> Lines:
    language = names.language
    for item in decision.excluded:
        whom = [
            names.kind(item.kind) if item.kind else "",
            names.office(item.office) if item.office else "",
            phrase("any_office_in", language, item.located_in) if item.located_in else "",
            phrase("person", language, item.person) if item.person else "",
        ]
        yield _line(*whom, names.about(item.about))


def _questions(decision: Decision, names: Names) -> Lines:
    language = names.language
    for question in decision.questions:
        kinds = joined((code(kind, language) for kind in question.could_add), language)
        could = phrase("could_add", language, kinds) if kinds else ""
        about = question.about if isinstance(question.about, str) else joined(question.about, language)
        yield _line(f"{about}: {names.property(question.property)}", could)


def _rules(decision: Decision, names: Names) -> Lines:
    provisional: dict[str, bool] = {}
    for firing in decision.trace:
        provisional[firing.rule] = firing.provisional and provisional.get(firing.rule, True)
    for id, unsure in sorted(provisional.items()):
        yield _line(f"{names.rule(id)} [{id}]", phrase("provisional", names.language) if unsure else "")


PARTS: dict[str, Callable[[Decision, Names], Lines]] = {
    "immediate": _immediate,
    "lead": _lead,
    "holder": _holder,
    "duties": _duties,
    "owners": _owners,
    "supports": _supports,
    "inform": _inform,
    "backup": _backup,
    "excluded": _excluded,
    "withheld": _withheld,
    "gaps": _gaps,
    "blocked": _blocked,
    "questions": _questions,
    "rules": _rules,
}
"""The parts of a card in the order they are read."""

STYLES = {"immediate": "bold red", "excluded": "bold red", "blocked": "bold red", "lead": "bold green"}
