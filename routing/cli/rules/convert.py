"""`routing rules convert`: decision tables to rule files, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.new_file import check_new, write_new
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.quality.tables.gaps import Gaps
    from routing.rulebook.effect_check import Declared
    from routing.rulebook.tables import Table

Form = Literal["yaml", "csv", "xlsx"]
Encoding = Literal["utf-8", "utf-8-sig", "cp932"]
_SHEETS = (".csv", ".xlsx")
_SAID = {
    "table": ("表 `{}`: ルール{}件、{}", "table `{}`: {} rules, {}"),
    "unique": ("一つだけ", "unique"),
    "collect": ("すべて", "collect"),
    "unsure": ("行 `{}` と `{}` を分けるのは条件式だけ", "rows `{}` and `{}`: only an expression can part them"),
    "gap": ("当てはまる行がない: {}", "no row: {}"),
    "undecided": (
        "当てはまる行の有無は、組み合わせが多すぎて調べ切れない",
        "gaps: not decided, the columns cut the table into too many pieces",
    ),
    "more": (
        "条件式のある行は、当てはまるものとして調べた",
        "gaps: rows that also hang on an expression are taken as if they held",
    ),
    "or": ("・", " or "),
    "unknown": ("不明", "unknown"),
    "any other": ("その他", "any other"),
    "yes": ("はい", "yes"),
    "no": ("いいえ", "no"),
}


@click.command(no_args_is_help=True)
@click.argument("source", metavar="FILE", type=click.Path(dir_okay=False))
@click.option(
    "--to",
    "to",
    type=click.Choice(["yaml", "csv", "xlsx"]),
    help="Form of the result. Unless given: by the name of --out, else yaml for a table and csv for a rule file.",
)
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False), help="Write here; must not exist yet.")
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "utf-8-sig", "cp932"]),
    default="utf-8",
    show_default=True,
    help="Encoding of CSV. Excel reads utf-8-sig and cp932 without being told. When read, it is recognised.",
)
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="The rulebook whose words the file uses. Unless given: that of its folder, else generic.",
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; tell what the rows of each table leave open.")
@format_option("text", "json", help="Form of what --check tells.")
@lang_option(help="Language of its text.")
def convert(
    source: str,
    to: Form | None,
    out: str | None,
    encoding: Encoding,
    rulebook: str | None,
    only_check: bool,
    form: Literal["text", "json"],
    lang: Language,
) -> int:
    """Turn a decision table (CSV, XLSX) into a rule file (YAML), or a rule file into tables.

    What is written is read again and compared: it says the same, or the rule that does not fit is named. Tables stay
    tables cell by cell between CSV and XLSX. Formulas, macros and hidden rows are refused.

    \b
    Exit codes: 0 done, 1 --check found gaps, 2 a file is not valid or a rule does not fit.

    \b
    Examples:
      routing rules convert desks.table.csv
      routing rules convert desks.table.csv --to xlsx --out desks.table.xlsx
      routing rules convert rules/generic/debt.yaml --to csv --encoding cp932 --out debt.table.csv
      routing rules convert desks.table.xlsx --check
    """
    from routing.quality.tables import convert as converted

    data = _read(source)
    declared = _declared(source, rulebook)
    if only_check:
        return _tell(data, source, declared, form, lang)
    to = to or _form(source, out)
    if to == "xlsx" and out is None:
        raise click.UsageError("a workbook is written to a file: name it with --out.")
    check_new(out)
    result = converted(data, source, to, declared, encoding)
    if out is not None:
        write_new(out, result)
    else:
        click.echo(result, nl=False)
    return DONE


def _read(source: str) -> bytes:
    from routing.rulebook.packs import read_limited

    return read_limited(Path(source), source)


def _form(source: str, out: str | None) -> Form:
    ending = os.path.splitext(out or "")[1]
    forms: dict[str, Form] = {".yaml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}
    return forms.get(ending, "yaml" if source.endswith(_SHEETS) else "csv")


def _declared(source: str, rulebook: str | None) -> Declared:
    """What the rulebook of the file declares."""
    from routing.rulebook.packs import RULEBOOK
    from routing.rulebook.single import declared_by

    folder = Path(source).parent
    if rulebook is None and (folder / RULEBOOK).is_file():
        return declared_by(folder)
    return declared_by(rulebook or "generic")


def _tell(data: bytes, source: str, declared: Declared, form: Literal["text", "json"], lang: Language) -> int:
    """Say what each table leaves open."""
    from routing.quality.tables import gaps
    from routing.rulebook.single import read_rule_file

    tables = read_rule_file(data, source, declared).tables
    found = [(table, gaps(table)) for table in tables]
    if form == "json":
        click.echo(json.dumps([_plain(table, left) for table, left in found], ensure_ascii=False, indent=2))
    else:
        for table, left in found:
            _tell_one(table, left, declared, lang)
    return FINDINGS if any(left.found for _, left in found) else DONE


def _policy(table: Table) -> str:
    return "unique" if table.head.unique else "collect"


def _plain(table: Table, left: Gaps) -> dict[str, object]:
    return {
        "sheet": table.sheet.file,
        "table": table.head.name,
        "hit": _policy(table),
        "rules": len(table.rules),
        "only_an_expression_parts": table.unsure,
        "gaps": left.found,
        "gaps_decided": left.decided and not left.unsure,
    }


def _tell_one(table: Table, left: Gaps, declared: Declared, lang: Language) -> None:
    def say(name: str, *values: object) -> str:
        return _SAID[name][lang == "en"].format(*values)

    def label(word: str) -> str:
        return say(word) if word in _SAID else declared.vocabulary.label(word, lang)

    comma = ", " if lang == "en" else "、"
    policy = say(_policy(table))
    click.echo(f"{table.sheet.file}: {say('table', table.head.name, len(table.rules), policy)}")
    for first, second in table.unsure:
        click.echo(f"  {say('unsure', first, second)}")
    for gap in left.found:
        values = (f"{heading} {say('or').join(map(label, words))}" for heading, words in gap.items())
        click.echo(f"  {say('gap', comma.join(values))}")
    if not left.decided:
        click.echo(f"  {say('undecided')}")
    elif left.unsure:
        click.echo(f"  {say('more')}")
