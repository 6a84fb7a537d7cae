"""The report page of one scenario."""

from __future__ import annotations

from collections.abc import Iterator

from routing.conference.simulation.report import grounds, sections
from routing.conference.simulation.report.parts import html, section
from routing.conference.simulation.report.view import View
from routing.conference.simulation.running import Results
from routing.wording.words import Language


def report_page(results: Results, lang: Language) -> str:
    """The page of one scenario. Every figure of it is in the tables of `write_tables`.

    The same results give the same bytes. Raises `ChartsExtraMissing` where matplotlib is not installed.
    """
    view = View(results, lang)
    return html(view.title, lang, _body(view))


def _body(view: View) -> Iterator[str]:
    lang = view.lang
    yield from section("run", lang, sections.run([view], [], lang))
    yield from section("measures", lang, sections.measures(view))
    yield from section("waits", lang, sections.waits(view))
    yield from section("by_kind", lang, sections.groups(view, "kind"))
    if len(view.groups("district")) > 1:
        yield from section("by_district", lang, sections.groups(view, "district"))
    yield from section("backlog", lang, sections.backlog([view], [""], lang))
    yield from section("loads", lang, sections.loads(view))
    yield from section("published", lang, grounds.published(view))
    yield from section("limits", lang, grounds.limited(lang))
    yield from section("assumptions", lang, grounds.numbers(view))
