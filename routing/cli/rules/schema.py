"""`routing rules schema`: JSON Schemas of rule files, so that an editor completes and underlines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.outcome import BAD_INPUT, DONE, complain
from routing.errors import SourceError, printable

if TYPE_CHECKING:
    from routing.quality.forms import Form

FORMS: tuple[Form, ...] = ("rulebook", "rule", "test", "case", "vocabulary", "directory")


@click.command()
@click.argument("forms", nargs=-1, type=click.Choice(FORMS), metavar=f"[{'|'.join(FORMS)}]...")
@click.option(
    "--rulebook",
    metavar="NAME|DIR",
    help="Allow only the codes of this rulebook: need codes, agency kinds, tiers, rules, offices.",
)
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Write each into DIR/FORM.schema.json.")
@click.option(
    "--modelines",
    metavar="NAME|DIR",
    help="With --out: begin each file of this rulebook with a line that tells editors its schema.",
)
def schema(forms: tuple[Form, ...], rulebook: str | None, out: str | None, modelines: str | None) -> int:
    """Give the JSON Schema (2020-12) of a form of file: rules, tests, cases and what else makes a rulebook.

    One form is printed. With --out, those that are named are written into a folder, by default all. Schemas that were
    written there before are replaced, any other file is not. The lines of --modelines are comments: what the rulebook
    says, and its digest, stay.

    \b
    Exit codes: 0 done, 2 wrong usage, a file or the rulebook is not valid, or a file stands in the way.

    \b
    Examples:
      routing rules schema rule
      routing rules schema case --rulebook setagaya > case.schema.json
      routing rules schema --rulebook mycity --out schemas --modelines mycity
    """
    if out is None and (len(forms) != 1 or modelines is not None):
        wanted = "--modelines goes with --out" if modelines is not None else "name one form, or give --out"
        raise click.UsageError(wanted)
    from routing.quality.schema import as_text, schema_of
    from routing.quality.schema.codes import with_codes
    from routing.quality.schema.output import write_schemas
    from routing.rulebook import Rulebook
    from routing.rulebook.packs import find_pack

    if modelines is not None:
        find_pack(modelines)  # before anything is written
    amend = None if rulebook is None else with_codes(Rulebook.load(rulebook))
    chosen = forms if forms or out is None else FORMS
    schemas = {form: schema_of(form, amend) for form in dict.fromkeys(chosen)}
    if out is None:
        click.echo(as_text(schemas[forms[0]]), nl=False)
        return DONE
    for path in write_schemas(Path(out), schemas):
        click.echo(f"written: {printable(str(path))}")
    return DONE if modelines is None else _put_lines(modelines, Path(out))


def _put_lines(target: str, schemas: Path) -> int:
    from routing.quality.schema.modelines import modelined

    code = DONE
    for lined in modelined(target, schemas):
        if isinstance(lined, SourceError):
            complain(lined)
            code = BAD_INPUT
        elif lined.changed:
            lined.write()
            click.echo(f"modeline: {lined.shown}")
    return code
