"""A simulated scenario as the page shows it: its figures, and its names in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from routing.conference.simulation.columns import Row
from routing.conference.simulation.measures import MEASURES
from routing.conference.simulation.report.figures import Figures
from routing.conference.simulation.report.words import word
from routing.conference.simulation.running import Results
from routing.conference.simulation.summaries import summaries
from routing.wording.names import Names
from routing.wording.words import Language

MOST_OFFICES = 15
"""Agencies that the page tells of, those with the highest load."""
ALL = "all"


class View:
    """The results of one scenario in a language; `folder` is where its tables stand inside that of `--out`."""

    def __init__(self, results: Results, lang: Language, folder: str = "") -> None:
        self.results = results
        self.scenario = results.given.scenario
        self.lang = lang
        self.figures = Figures(summaries(results), folder)
        self._names = Names(results.given.rulebook, lang)
        self.title: str = getattr(self.scenario.title, lang)

    def groups(self, by: str) -> dict[str, str]:
        """The groups of cases that were observed, with their names."""
        found = sorted({row["group"] for row in self.figures.tables["summary"] if row["by"] == by})
        kinds = {kind.id: getattr(kind.title, self.lang) for kind in self.scenario.households.kinds}
        return {group: kinds.get(group, group) if by == "kind" else group for group in found}

    def rows(self, measures: Iterable[str], by: str, groups: Iterable[str]) -> Mapping[tuple[str, str], Row | None]:
        """The rows of measures in groups; the group `all` is that of all cases."""
        return {
            (measure, group): self.figures.row("summary", *key(measure, by, group))
            for group in groups
            for measure in measures
        }

    def named_groups(self, by: str) -> dict[str, str]:
        """The groups with their names, all cases first."""
        return {ALL: word(ALL, self.lang), **self.groups(by)}

    def offices(self) -> dict[str, str]:
        """The agencies with the highest load, the highest first, with their names."""
        loads = [row for row in self.figures.tables["summary"] if row["measure"] == "load"]
        busiest = sorted(loads, key=lambda row: (-row["mean"], row["group"]))[:MOST_OFFICES]
        return {row["group"]: self.office(row["group"]) for row in busiest}

    def office(self, id: str) -> str:
        """The name of an agency: that of the office, else of its kind."""
        book = self.results.given.rulebook
        office = book.directory.get(id) if book.directory is not None else None
        return self._names.kind(id) if office is None else getattr(office, self.lang)

    def observed(self, measures: Sequence[str] = tuple(MEASURES)) -> list[str]:
        """The measures that were observed over all cases."""
        return [measure for measure in measures if self.figures.row("summary", measure, ALL, ALL) is not None]


def key(measure: str, by: str, group: str) -> tuple[str, str, str]:
    """The row of a measure in a group, or of all cases."""
    return (measure, ALL, ALL) if group == ALL else (measure, by, group)
