"""What a simulation stands on, and what it may be held against: marked numbers, published figures, limits."""

from __future__ import annotations

from collections.abc import Iterator

from routing.conference.simulation.columns import Row
from routing.conference.simulation.measures import named, shown
from routing.conference.simulation.report.parts import listed, table
from routing.conference.simulation.report.view import View
from routing.conference.simulation.report.words import limits, word
from routing.drawing.markup import spoken
from routing.wording.words import Language


def published(view: View) -> Iterator[str]:
    """The published figures: those that the scenario was fitted to apart from those that it predicts."""
    lang = view.lang
    for fitted in (True, False):
        rows = [row for row in view.figures.tables["published"] if row["fitted"] is fitted]
        if rows:
            head = [word(name, lang) for name in ("measure", "figure", "simulated", "lies", "source")]
            told = (_published(view, row) for row in rows)
            yield from table(word("fitted" if fitted else "predicted", lang), head, told, lang)


def _published(view: View, row: Row) -> Iterator[str]:
    measure, by, group = row["measure"], row["by"], row["group"]
    lang, figures = view.lang, view.figures
    yield spoken(named(measure, lang) + ("" if group == "all" else f": {view.groups(by).get(group, group)}"), lang)
    yield figures.figure("published", row, "value", shown(measure, row["value"]))
    yield figures.both("summary", measure, by, group)
    found = figures.row("summary", measure, by, group)
    known = found is not None and found["low"] is not None
    inside = known and found is not None and found["low"] <= row["value"] <= found["high"]
    yield spoken(word("inside" if inside else "outside" if known else "unknown", lang), lang)
    yield spoken(row["source"], lang) + ("" if row["note"] is None else f"<br>{spoken(row['note'], lang)}")


def numbers(view: View) -> Iterator[str]:
    """Every number of the scenario with its mark and its source, those that are only assumed last."""
    lang = view.lang
    rows = sorted(view.figures.tables["numbers"], key=lambda row: bool(row["mark"] == "assumed"))
    head = [word(name, lang) for name in ("path", "value", "mark", "source")]
    cells = [
        [
            f"<code>{spoken(row['path'], lang)}</code>",
            view.figures.figure("numbers", row, "value", f"{row['value']:g}"),
            spoken(word(f"mark_{row['mark']}", lang), lang),
            spoken(row["source"] or "", lang),
        ]
        for row in rows
    ]
    yield from table(word("assumptions", lang), head, cells, lang)


def limited(lang: Language) -> Iterator[str]:
    """What the results cannot tell."""
    yield listed(limits(lang), lang)
