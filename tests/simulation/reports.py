"""The report pages of the small ward: alone, compared with one where nobody answers, and both as a sweep."""

from __future__ import annotations

from functools import cache

from routing.conference.simulation import Results, against_first, compared, simulate
from routing.conference.simulation.report import comparison_page, report_page, sweep_page
from routing.conference.simulation.varying import Wards
from routing.wording import Language
from tests.simulation.wards import TWO, small, two


@cache
def silent() -> Results:
    """The small ward where nobody answers before being reminded."""
    return simulate(small(TWO, ("answers.silent", 1)))


def wards() -> Wards:
    """The two wards as a sweep."""
    return [((("answers.silent", 0.1),), two()), ((("answers.silent", 1),), silent())]


@cache
def page(kind: str, lang: Language = "en") -> str:
    """A page of each kind."""
    if kind == "one":
        return report_page(two(), lang)
    if kind == "two":
        return comparison_page(two(), silent(), compared(two(), silent()), lang)
    return sweep_page(wards(), against_first(wards()), lang)
