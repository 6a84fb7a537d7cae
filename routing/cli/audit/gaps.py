"""`routing audit gaps`: needs nobody owned, counted for the meeting of an area."""

from __future__ import annotations

from typing import Literal

import click

from routing.cli.audit.decided import Source, decided_cases, only_with_cases, source_options
from routing.cli.audit.smallest import smallest_option
from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE
from routing.wording.words import Language


@click.command("gaps")
@click.option(
    "--by",
    metavar="NAME,...",
    default="district,code",
    show_default=True,
    help="What to count by: district, month, municipality, received_by, reported_by, rulebook, code, domain, status.",
)
@source_options
@smallest_option
@format_option("text", "json", "csv", "html", help="Form of the table; html has charts.")
@lang_option()
def gaps(source: Source, by: str, smallest: int, form: Literal["text", "json", "csv", "html"], lang: Language) -> int:
    """Count the needs that nobody owned, for the meeting of an area (地区アセスメント).

    Read are the decisions of a log (of each case the newest), with --desk the cases of a desk, or case files, which are
    decided now. Counted are needs that no rule routes, needs whose candidates are all struck or not there, and, at a
    desk, needs whose owner was asked and has not accepted. Counts of few cases are not shown.

    \b
    Exit codes: 0 done, 2 wrong usage, the log, the desk, or a case cannot be read.

    \b
    Examples:
      routing audit gaps --by district,code --lang en
      routing audit gaps --desk sqlite:///desk.db --since 2026-04-01 --until 2026-06-30 --format html > quarter.html
      routing audit gaps cases.jsonl --rulebook setagaya --by domain --smallest 0 --format csv
    """
    from routing.audit.axes import check_need_axes
    from routing.audit.gaps import gap_table
    from routing.cli.audit.gaps_text import tell_gaps

    names = tuple(name.strip() for name in by.split(","))
    check_need_axes(names)
    only_with_cases(source)
    with decided_cases(source) as read:
        table = gap_table(read.decided, names, smallest)
    tell_gaps(table, read.left_out, form, lang)
    return BAD_INPUT if read.bad else DONE
