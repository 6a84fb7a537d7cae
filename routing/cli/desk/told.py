"""What a command has changed in a case, and where a case stands, as lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from routing.cli.desk import words
from routing.cli.desk.counter import Counter
from routing.cli.desk.data import case_data, print_json
from routing.cli.desk.given import Given
from routing.cli.terminal import show, show_lines
from routing.desk import CaseFile, Holder, Referral
from routing.desk.clock import deadline
from routing.errors import printable
from routing.wording.names import Names


def tell_change(
    counter: Counter, given: Given, before: CaseFile | None, after: CaseFile, first: str | None = None
) -> None:
    """Print what a command has changed, the referral `first` before others; as JSON, where the case stands now."""
    next_date = counter.next_date(after)
    if given.form == "json":
        print_json(case_data(after, next_date))
        return
    show_lines(map(_line, _changes(before, after, counter.names(after, given.lang), next_date, first)))


def _changes(
    before: CaseFile | None, after: CaseFile, names: Names, next_date: dt.datetime | None, first: str | None
) -> Iterator[str]:
    """The lines that say what is different: referrals, the holder, the next date."""
    language = names.language
    known = {} if before is None else before.referrals
    needs = needs_of(after)
    found = [r for id, r in after.referrals.items() if id not in known or known[id].moves != r.moves]
    if before is not None and not found and before.version == after.version:
        yield f"{after.id}: {words.word('nothing', language)}"
        return
    yield after.id
    for referral in sorted(found, key=lambda referral: referral.id != first):
        former = known.get(referral.id)
        path = [former.state] if former is not None else []
        path += [move.state for move in referral.moves[len(former.moves) if former is not None else 0 :]]
        went = " → ".join(words.word(state, language) for state in path)
        why = words.reason(referral.moves[-1].reason, language)
        told = f"{went} ({why})" if why else went
        due = _until(referral, names) if former is None else ""
        addressee = names.agency(referral.to, referral.agency)
        yield f"  {referral.id}  {words.role(referral, names, needs)} · {addressee}: {told}{due}"
    if before is None or before.holder != after.holder:
        yield f"  {words.word('holder', language)}: {holder_in_words(after.holder, names)}"
    if not after.open:
        yield f"  {words.word('closed', language)}"
    elif next_date is not None:
        yield f"  {words.word('next', language)}: {words.time(next_date)}"


def holder_in_words(holder: Holder, names: Names) -> str:
    """Who holds a case, and why."""
    return f"{names.agency(holder.kind, holder.agency)} ({words.held(holder.reason, names.language)})"


def needs_of(file: CaseFile) -> dict[str, str]:
    """The codes of the needs of a case by their ids."""
    return {need.id: need.code for need in file.case.needs}


def tell_case(counter: Counter, given: Given, file: CaseFile) -> None:
    """Print where a case stands: who holds it, every referral, and what happened, in order."""
    next_date = counter.next_date(file)
    if given.form == "json":
        print_json(case_data(file, next_date))
        return
    names = counter.names(file, given.lang)
    language = given.lang
    show_lines([Text(printable(file.id), style="bold")])
    when = words.word("next", language), words.time(next_date) if next_date is not None else "-"
    since = words.word("since", language, words.time(file.holder.since))
    show_lines(
        [
            _line(f"{words.word('holder', language)}: {holder_in_words(file.holder, names)}, {since}"),
            _line(
                f"{when[0]}: {when[1]} · {words.word('review', language)}: {file.review}"
                if file.open
                else _closed(file, given)
            ),
        ]
    )
    show(_referrals(file, names))
    show_lines([Text(words.word("history", language), style="bold"), *map(_line, _history(file, names))])


def _closed(file: CaseFile, given: Given) -> str:
    assert file.closed_at is not None
    return f"{words.word('closed', given.lang)}: {words.time(file.closed_at)}"


def _referrals(file: CaseFile, names: Names) -> Table:
    language = names.language
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in ("referral", "what", "agency", "state"):
        table.add_column(words.word(key, language), overflow="fold")
    for referral in file.referrals.values():
        state = words.word(referral.state, language)
        why = words.reason(referral.moves[-1].reason, language)
        told = f"{state} ({why})" if why else state
        told += _until(referral, names)
        agency = names.agency(referral.to, referral.agency)
        cells = (referral.id, words.role(referral, names, needs_of(file)), agency, told)
        style = "" if referral.open else "dim"
        table.add_row(*(Text(printable(cell), style=style) for cell in cells))
    return table


def _history(file: CaseFile, names: Names) -> Iterator[str]:
    """Every move of every referral, in the order of time."""
    language = names.language
    moves = [
        (move.at, place, referral, move)
        for place, referral in enumerate(file.referrals.values())
        for move in referral.moves
    ]
    for at, _, referral, move in sorted(moves, key=lambda entry: entry[:2]):
        by = "" if move.by.kind == "desk" else f" · {names.agency(move.by.kind, move.by.office)}"
        why = words.reason(move.reason, language)
        note = f" · {move.note}" if move.note else ""
        told = words.word(move.state, language) + (f" ({why})" if why else "")
        yield f"  {words.time(at)}  {referral.id}: {told}{by}{note}"


def _until(referral: Referral, names: Names) -> str:
    """The deadline as the end of a line; empty where there is none now."""
    due = deadline(referral)
    return "" if due is None else f" · {words.word('until', names.language, words.time(due))}"


def _line(text: str) -> Text:
    return Text(printable(text))
