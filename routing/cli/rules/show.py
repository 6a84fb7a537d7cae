"""`routing rules show`: a rule or a pack as a page that a caseworker reads."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE
from routing.cli.rules.day import a_day
from routing.cli.rules.new_file import check_new, write_new
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.quality.show import PackSheet

Form = Literal["text", "markdown", "html", "svg", "json"]


@click.command(no_args_is_help=True)
@click.argument("target", metavar="NAME|DIR")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@format_option(
    "text",
    "markdown",
    "html",
    "svg",
    "json",
    help="Form of the page. svg: the picture of one rule, or the graph of a pack.",
)
@lang_option(help="Language of the page.")
@click.option("--graph", is_flag=True, help="Only the graph of rules and the findings that join them.")
@click.option("--all", "everything", is_flag=True, help="Also the rules of the packs that this one extends.")
@click.option("--on", metavar="DATE", callback=a_day, help="Only versions in force on this day. Without it: all.")
@click.option("--out", metavar="FILE", type=click.Path(), help="Write to a new file instead of stdout.")
def show(
    target: str, rules: tuple[str, ...], form: Form, lang: Language, graph: bool, everything: bool,
    on: dt.date | None, out: str | None,
) -> int:  # fmt: skip
    """Show rules in plain words, with the law beside them and their pattern as a picture.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml. With RULE, the id of a rule (also of a pack it
    extends), all that can be said of it: when it applies, what it does, on what basis, since when, its tests, the
    findings that join it to others. Without, the whole pack: contents by topic, indexes by need and agency, the graph,
    every rule; in the terminal only the contents. The words are made from the rules: labels come from the vocabulary.

    html is one page without script or outside address; markdown has its pictures as Mermaid.

    \b
    Exit codes: 0 done, 2 there is no such rulebook or rule, or the file is already there.

    \b
    Examples:
      routing rules show generic household-8050
      routing rules show national dv-report dv-danger --lang en --format markdown
      routing rules show setagaya --format html --out setagaya.html
      routing rules show city_001 --graph --format svg > city_001.svg
    """
    from routing.quality.show import dossier

    check_new(out)
    pack = dossier(target, rules, everything, on)
    if form == "text" and out is None:
        _print(pack, lang, bool(rules), graph)
        return DONE
    text = _text(pack, form, lang, bool(rules), graph)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_new(out, text)
    return DONE


def _print(pack: PackSheet, lang: Language, named: bool, graph: bool) -> None:
    from routing.cli import terminal
    from routing.cli.rules.show_text import contents_text, graph_text, rules_text

    parts = graph_text if graph else rules_text if named else contents_text
    terminal.show(*parts(pack, lang))


def _text(pack: PackSheet, form: Form, lang: Language, named: bool, graph: bool) -> str:
    from routing.quality.show import markdown, page
    from routing.quality.show.data import as_json
    from routing.quality.show.drawing import drawing

    match form:
        case "html":
            return page(pack, lang, graph)
        case "markdown":
            return markdown(pack, lang, graph)
        case "json":
            return as_json(pack, lang) + "\n"
        case "svg":
            if len(pack.sheets) > 1 and named and not graph:
                raise click.BadParameter("svg is one picture: name one rule, or --graph", param_hint="RULE")
            return drawing(pack, lang, graph or not named)
        case "text":
            return _as_text(pack, lang, named, graph)


def _as_text(pack: PackSheet, lang: Language, named: bool, graph: bool) -> str:
    from routing.cli.rules.show_text import contents_text, graph_text, rules_text
    from routing.cli.terminal import as_text

    return as_text((graph_text if graph else rules_text if named else contents_text)(pack, lang))
