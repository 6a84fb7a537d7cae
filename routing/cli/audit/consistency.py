"""`routing audit consistency`: whether like cases are treated alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.audit.decided import Read, Source, decided_cases, named_rulebook, source_options
from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.audit.consistency import Consistency
    from routing.audit.decided import DecidedCase
    from routing.audit.trials import TrialSums
    from routing.rulebook import Rulebook

PARTS = ("alike", "trials", "reads")
USUAL = ("sex", "nationality", "language", "district")


@click.command("consistency")
@source_options
@click.option(
    "--part",
    "parts",
    type=click.Choice(PARTS),
    multiple=True,
    help="Only this part; may be given several times. Without it: all three.",
)
@click.option("--same-day", is_flag=True, help="The day a case stands at is one of its facts.")
@click.option(
    "--vary",
    metavar="NAME",
    multiple=True,
    help="An attribute to change; may be given several times. Without it: sex, nationality, language, district. Ids, "
    "the order of lists and facts told twice are always tried.",
)
@click.option(
    "--sample",
    "most",
    metavar="N",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help="The most cases that are told otherwise, chosen by their ids, always the same.",
)
@format_option("text", "json", help="Form of the report.")
@lang_option()
def consistency(
    source: Source,
    parts: tuple[str, ...],
    same_day: bool,
    vary: tuple[str, ...],
    most: int,
    form: Literal["text", "json"],
    lang: Language,
) -> int:
    """Find like cases that were decided differently, and what makes a difference that should make none.

    Three parts. `alike`: decided cases with the same facts, whatever their ids, and different outcomes; with what else
    differs: the rulebook, the day, the free places, a person who decided otherwise, or nothing. `trials`: cases are
    routed again with other ids, in another order, and with another sex, nationality, language or district; a
    difference is told with the rules that made it, or with the directory. `reads`: what every rule reads of a case, and
    what of that marks people whom nobody may treat unequally.

    Trials are made by the rulebook that decided a case, or by the one named with --rulebook.

    \b
    Exit codes: 0 done, 1 something has to be judged by people, 2 wrong usage, or something cannot be read.

    \b
    Examples:
      routing audit consistency --lang en
      routing audit consistency examples/kinuta/*.yaml --rulebook setagaya --part trials --vary sex --lang en
      routing audit consistency --export decisions.log --part alike --same-day --format json
    """
    from routing.cli.audit.consistency_text import tell_consistency

    wanted = frozenset(parts or PARTS)
    with decided_cases(source, every=True) as read:
        found = _found(source, read, wanted, same_day, vary or USUAL, most)
    tell_consistency(found, read.left_out, form, lang)
    return BAD_INPUT if read.bad else FINDINGS if found.findings else DONE


def _found(
    source: Source, read: Read, wanted: frozenset[str], same_day: bool, vary: tuple[str, ...], most: int
) -> Consistency:
    from routing.audit.consistency import Consistency, compared, read_by_rules
    from routing.audit.sample import Sample

    chosen: Sample[DecidedCase] = Sample(most)
    books: dict[str, DecidedCase] = {}

    def watched() -> Iterator[DecidedCase]:
        for one in read.decided:
            books.setdefault(one.decision.rulebook.digest, one)
            if "trials" in wanted:
                chosen.add(f"{one.case.municipality}/{one.case.case}", one)
            yield one

    alike = compared(watched(), same_day=same_day) if "alike" in wanted else None
    if alike is None:
        for _ in watched():
            pass
    named = named_rulebook(source)
    trials = reads = None
    if "trials" in wanted:
        trials = _tried(source, read, named, chosen.chosen, vary)
    if "reads" in wanted:
        reads = read_by_rules([named] if named is not None else [read.rulebook_of(one) for one in books.values()])
    return Consistency(alike, trials, chosen.given, reads)


def _tried(
    source: Source, read: Read, named: Rulebook | None, chosen: Iterable[DecidedCase], vary: tuple[str, ...]
) -> TrialSums:
    """The trials of the chosen cases, each by its rulebook."""
    from routing.audit.trial_batches import tried
    from routing.audit.trials import Trials, TrialSums
    from routing.audit.variations import ALWAYS, check_attributes
    from routing.router import Router

    sums = TrialSums()
    books = {one.decision.rulebook.digest: named or read.rulebook_of(one) for one in chosen}
    ordered = sorted(chosen, key=lambda one: one.decision.rulebook.digest)
    for digest, together in groupby(ordered, lambda one: one.decision.rulebook.digest):
        check_attributes(vary, books[digest])
        trials = Trials(Router(books[digest], reproductions=None), tuple(dict.fromkeys((*ALWAYS, *vary))))
        for trial in tried((one.case for one in together), trials, workers=source.workers):
            sums.add(trial)
        sums.tell_bases(books[digest])
    return sums
