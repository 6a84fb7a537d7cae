"""`routing rules offices`: the offices of a directory as the list that agencies and counters keep at hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE
from routing.cli.rules.day import a_day
from routing.errors import did_you_mean, printable
from routing.wording.words import Language, joined

if TYPE_CHECKING:
    from routing.directory import Office
    from routing.rulebook import Rulebook
    from routing.wording.names import Names

WORDS: dict[str, tuple[str, str]] = {
    "catchment": ("担当地域: {}", "for {}"),
    "everywhere": ("全域", "everywhere"),
    "anyone": ("どなたでも相談可", "anyone may ask"),
    "professionals": ("専門職からの相談のみ", "professionals only"),
    "serves": ("主な対象: {}", "mainly {}"),
    "serves_only": ("対象: {}のみ", "only {}"),
    "hours": ("時間: {}", "hours {}"),
    "services": ("サービス: {}", "services: {}"),
    "substitutes": ("代わりの機関: {}", "stand-ins: {}"),
    "members": ("構成: {}", "members: {}"),
    "languages": ("言語: {}", "languages: {}"),
    "open": ("期間: {}", "open {}"),
    "invented": ("（架空）", " (invented)"),
}


@click.command()
@click.argument("target", metavar="NAME|DIR")
@format_option("text", "csv", "json", help="Form of the list.")
@lang_option(help="Language of the names.")
@click.option("--kind", metavar="KIND", help="Only offices of this agency kind.")
@click.option("--on", metavar="DATE", callback=a_day, help="Only offices that exist on this day. Without it: all.")
def offices(target: str, form: str, lang: Language, kind: str | None, on: dt.date | None) -> int:
    """List the offices of a rulebook: whom they are for, who may ask them, and who stands in.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml. Offices stand in the order of the vocabulary's agency
    kinds. Made-up ones say so. Of several dated entries, --on leaves those of one day.

    \b
    Exit codes: 0 done, 2 there is no such rulebook or agency kind.

    \b
    Examples:
      routing rules offices okayama
      routing rules offices setagaya --kind support_center --lang en
      routing rules offices okayama --on 2026-04-01 --format csv
    """
    from routing.rulebook import Rulebook
    from routing.wording.names import Names

    book = Rulebook.load(target)
    kinds = book.vocabulary.agency_kinds
    if kind is not None and kind not in kinds:
        hint = did_you_mean(kind, kinds, "agency kinds are declared in the vocabulary")
        raise click.BadParameter(f"there is no agency kind `{printable(kind)}`\nhelp: {hint}", param_hint="--kind")
    names = Names(book, lang)
    if book.directory is None:
        click.echo(f"{printable(target)}: this rulebook has no directory", err=True)
    FORMS[form](listed(book, kind, on), names, on)
    return DONE


def listed(book: Rulebook, kind: str | None = None, on: dt.date | None = None) -> list[Office]:
    """The offices of a rulebook by agency kind, in the order of its vocabulary, then by id.

    `kind` None: of every kind; `on` None: of any time.
    """
    known = book.directory.by_kind if book.directory else {}
    wanted = book.vocabulary.agency_kinds if kind is None else (kind,)
    return [office for name in wanted for office in known.get(name, ()) if on is None or office.open_on(on)]


def _word(name: str, language: Language, *parts: str) -> str:
    return WORDS[name][0 if language == "ja" else 1].format(*parts)


def _text(found: list[Office], names: Names, on: dt.date | None) -> None:
    kind = None
    for office in found:
        if office.kind != kind:
            kind = office.kind
            click.echo(f"{printable(names.kind(kind))} [{kind}]")
        made_up = _word("invented", names.language) if office.invented else ""
        click.echo(f"  {printable(names.office(office.id))}{made_up} [{office.id}]")
        click.echo(f"    {printable(' · '.join(_details(office, names)))}")


def _details(office: Office, names: Names) -> Iterable[str]:
    language = names.language
    catchment = _word("everywhere", language) if office.catchment is None else joined(office.catchment, language)
    yield _word("catchment", language, catchment)
    yield _word(office.asker, language)
    if served := _served(office, names):
        yield _word("serves_only" if office.serves.only else "serves", language, joined(served, language))
    if office.hours:
        yield _word("hours", language, office.hours)
    for field, entries in (
        ("services", office.services),
        ("substitutes", [names.office(id) for id in office.substitutes]),
        ("members", [names.office(id) for id in office.members]),
        ("languages", office.languages),
    ):
        if entries:
            yield _word(field, language, joined(entries, language))
    if office.start or office.until:
        yield _word("open", language, f"{office.start or ''}..{office.until or ''}")
    yield from filter(None, (office.address, office.phone, office.note))


def _served(office: Office, names: Names) -> list[str]:
    label = names.rulebook.vocabulary.label
    needs = (label(name.removesuffix(".*"), names.language) for name in office.serves.needs)
    return [*filter(None, (office.serves.age,)), *needs]


def _entry(office: Office, names: Names) -> dict[str, Any]:
    """An office as plain data. `until` is the first day on which it is no longer there."""
    return {
        "kind": office.kind,
        "kind_name": names.kind(office.kind),
        "id": office.id,
        "name": names.office(office.id),
        "located_in": office.located_in,
        "catchment": None if office.catchment is None else list(office.catchment),
        "asker": office.asker,
        "age": office.serves.age,
        "needs": list(office.serves.needs),
        "only": office.serves.only,
        "hours": office.hours,
        "languages": list(office.languages),
        "services": list(office.services),
        "capacity": office.capacity,
        "substitutes": list(office.substitutes),
        "members": list(office.members),
        "from": office.start.isoformat() if office.start else None,
        "until": office.until.isoformat() if office.until else None,
        "address": office.address,
        "phone": office.phone,
        "note": office.note,
        "invented": office.invented,
    }


def _json(found: list[Office], names: Names, on: dt.date | None) -> None:
    book = names.rulebook
    whole = {
        "rulebook": {"id": book.id, "version": book.version},
        "on": on.isoformat() if on else None,
        "offices": [_entry(office, names) for office in found],
    }
    click.echo(json.dumps(whole, ensure_ascii=False))


def _csv(found: list[Office], names: Names, on: dt.date | None) -> None:
    table = io.StringIO()
    rows = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for office in found:
        rows.writerow({column: _cell(value) for column, value in _entry(office, names).items()})
    click.echo(table.getvalue(), nl=False)


COLUMNS = (
    *("kind", "kind_name", "id", "name", "located_in", "catchment", "asker", "age", "needs", "only", "hours"),
    *("languages", "services", "capacity", "substitutes", "members", "from", "until", "address", "phone", "note"),
    "invented",
)


def _cell(value: Any) -> str:
    """A value in one cell: several entries parted by `;`, nothing where nothing is said."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ";".join(value)
        case _:
            return str(value)


FORMS: dict[str, Callable[[list[Office], Names, dt.date | None], None]] = {"text": _text, "csv": _csv, "json": _json}
