"""The report on equal treatment, printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import click

from routing.audit.alike import Group
from routing.audit.attributes import AttributeRead
from routing.audit.consistency import AlikeFound, Consistency
from routing.audit.consistency_words import part_of, word
from routing.audit.decided import LeftOut
from routing.audit.trials import Difference, Found, TrialSums
from routing.cli.audit.consistency_data import print_data
from routing.errors import printable
from routing.rulebook import Rulebook
from routing.vocabulary import core
from routing.wording.words import Language

MOST_TOLD = 50
"""Groups of like cases that are printed; the JSON has them all."""


def tell_consistency(found: Consistency, left_out: LeftOut, form: str, language: Language) -> None:
    """Print the report in one of its forms."""
    if form == "json":
        print_data(found, left_out)
        return
    for line in _lines(found, left_out, language):
        click.echo(printable(line))


def _lines(found: Consistency, left_out: LeftOut, language: Language) -> Iterator[str]:
    if found.alike is not None:
        yield from _alike(found.alike, language)
    if found.trials is not None:
        yield from _trials(found.trials, found.given, language)
    for book, reads in found.reads or ():
        yield from _reads(book, reads, language)
    for name in ("redacted", "refused"):
        if count := getattr(left_out, name):
            yield word(name, language, count)


def _alike(alike: AlikeFound, language: Language) -> Iterator[str]:
    yield f"■ {word('alike', language)}"
    yield word("compared", language, alike.cases, alike.shared, len(alike.groups))
    for group in alike.groups[:MOST_TOLD]:
        yield from _group(group, language)
    if len(alike.groups) > MOST_TOLD:
        yield word("more", language, len(alike.groups) - MOST_TOLD)


def _group(group: Group, language: Language) -> Iterator[str]:
    yield f"- {word(f'cause:{group.cause}', language)}: {', '.join(part_of(part, language) for part in group.parts)}"
    for variant in group.variants:
        days = variant.first_day if variant.first_day == variant.last_day else f"{variant.first_day}–{variant.last_day}"
        named = ", ".join(variant.named) + (" ..." if variant.cases > len(variant.named) else "")
        said = word("variant", language, variant.cases, days, variant.rulebook[:15], named)
        overridden = f" ({word('overridden', language)})" if variant.overridden else ""
        yield f"    {said}{overridden}"


def _trials(trials: TrialSums, given: int, language: Language) -> Iterator[str]:
    yield f"■ {word('trials', language)}"
    yield word("tried", language, given, trials.cases, trials.told.total())
    by_attribute: dict[str, list[tuple[Difference, Found]]] = defaultdict(list)
    for difference, found in trials.differences:
        by_attribute[difference.attribute].append((difference, found))
    for name, told in trials.told.items():
        differing = sum(found.variations for _, found in by_attribute[name])
        yield f"- {word('told', language, _name(name, language), told, differing)}"
        for difference, found in by_attribute[name]:
            yield f"    {word(f'by:{difference.cause}', language, ', '.join(difference.rules))}"
            parts = ", ".join(f"{part_of(part, language)} {times}" for part, times in sorted(found.parts.items()))
            cases = ", ".join(found.named) + (" ..." if found.cases > len(found.named) else "")
            yield f"      {word('difference', language, found.variations, found.cases, parts, cases)}"
            for rule in difference.rules:
                if basis := trials.bases.get(rule):
                    yield f"      {rule} {word('basis', language, basis)}"
    if "district" in trials.told:
        yield word("offices", language)


def _name(attribute: str, language: Language) -> str:
    known = core().person_properties.get(attribute)
    if known is not None:
        return known.ja if language == "ja" else known.en
    return word(attribute, language)


def _reads(book: Rulebook, reads: tuple[AttributeRead, ...], language: Language) -> Iterator[str]:
    marked: dict[tuple[str, str], list[AttributeRead]] = defaultdict(list)
    for read in reads:
        if read.mark is not None:
            marked[read.key].append(read)
    rules = {read.rule for found in marked.values() for read in found}
    yield f"■ {word('reads', language)}"
    yield word("book", language, book.id, book.version, len({rule.id for rule in book.rules}), len(rules))
    for (label, attribute), found in sorted(marked.items()):
        mark = found[0].mark
        assert mark is not None
        ground = mark.ja if language == "ja" else mark.en
        law = f"{mark.law} ({mark.status})" if mark.law else f"({mark.status})"
        yield f"- {label}.{attribute} [{word(mark.mark, language)}] {ground}; {law}"
        yield f"    {', '.join(_rule(read, language) for read in found)}"
    yield word("rest", language)


def _rule(read: AttributeRead, language: Language) -> str:
    notes = [word(name, language) for name in ("through", "permitted") if getattr(read, name)]
    return f"{read.rule} ({', '.join(notes)})" if notes else read.rule
