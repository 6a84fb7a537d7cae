"""From one counter to every municipality of Japan: the arithmetic of `docs/scale.md`, on measured numbers.

    python -m benchmarks.scale [--docs] [--core-hour 0.05] [--gigabyte-month 0.023]

Reads `benchmarks/scale.json`, which `benchmarks.batch` and `benchmarks.embedded` write, and prints the tables; `--docs`
puts them into the page. Prices are in US dollars, an order of magnitude only: give your own.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.compare import machine as described
from benchmarks.report import filled, table

ROOT = Path(__file__).parent.parent
MEASURED, PAGE = ROOT / "benchmarks" / "scale.json", ROOT / "docs" / "scale.md"
Data = dict[str, Any]

MUNICIPALITIES = 1741
"""792 cities, 743 towns, 183 villages and the 23 wards of Tokyo, since October 2018."""
CENTERS = 5167
"""Community support centers in April 2019 (Ministry of Health, Labour and Welfare)."""
CENTERS_OF_SETAGAYA = 28
COMPOUND = 10.5 * 2.5
"""Contacts a month about compound cases at one center: 63 people in half a year, 2.5 contacts each (Setagaya, 2014)."""
ROUTINE = 400
"""Other consultations a month at one center: an assumption, several hundred are told from memory."""
HOURS_A_YEAR = 245 * 8
BUSIEST = 3
"""The busiest hour, in means of all hours: an assumption."""
REPLAYED = 100_000_000
LOG_KILOBYTES, LOG_APPENDS, LOG_CHECK, LOG_REPLAY = 13, 160, 0.00035, 0.0005
"""A record of the decision log on SQLite: its size; appends a second by one writer on a disk that takes 5 ms a write;
seconds of one core to check a record, and to decide it anew (`python -m benchmarks.log`, docs/reference/log.md)."""
BASE = "generic, counter"
"""The run that the arithmetic rests on."""


def machine() -> Data:
    """What a measurement ran on, and how busy that was before it began."""
    return {**described(), "load": round(os.getloadavg()[0], 1)}


def record(what: str, name: str, found: Data) -> None:
    """Keep what was measured, in the place of what was measured before under that name."""
    known: Data = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    known.setdefault(what, {})[name] = found
    MEASURED.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """Somebody who keeps a router, and the consultations there in a year. Each contact is decided anew."""

    name: str
    consultations: float

    @property
    def busiest(self) -> float:
        """Consultations a second in the busiest hour."""
        return self.consultations / HOURS_A_YEAR / 3600 * BUSIEST


A_CENTER = (COMPOUND + ROUTINE) * 12
PLACES = (
    Place("one center", A_CENTER),
    Place("Setagaya, 28 centers", A_CENTER * CENTERS_OF_SETAGAYA),
    Place("a municipality, on average", A_CENTER * CENTERS / MUNICIPALITIES),
    Place("all 1,741 municipalities", A_CENTER * CENTERS),
)


def core_seconds(run: Data) -> float:
    """Seconds of one core a case: of both cores, from the start of the command to its end."""
    return float(run["seconds"]) * 2 / float(run["cases"])


def batches(known: Data) -> str:
    """The runs from files to files."""
    rows = []
    for name, run in known["batch"].items():
        compared = run["compared"]
        rows.append(
            (
                name,
                f"{run['cases']:,}",
                f"{run['distinct']:.1%}",
                f"{run['bytes_in'] / run['cases'] / 1000:.2f}",
                f"{run['bytes_out'] / run['cases'] / 1000:.2f}",
                f"{run['seconds']:.0f}",
                f"{core_seconds(run) * 1e6:.0f}",
                f"{run['small']['megabytes']:.0f}",
                f"{run['megabytes']:.0f}",
                f"{compared['one'] / compared['two']:.2f}",
                f"{compared['one'] / compared['dask']:.2f}",
                f"{run['machine']['load']}",
            )
        )
    heads = (
        "rulebook, cases", "cases", "different", "kB in", "kB out", "seconds", "µs of a core a case", "MB at 10,000",
        "MB at all", "two workers", "Dask", "load before",
    )  # fmt: skip
    return table(heads, rows)


def embedded(known: Data) -> str:
    """The runs of one router in one process."""
    rows = []
    for name, run in known["embedded"].items():
        held = run["held"]
        rows.append(
            (
                name,
                f"{run['one']:,.0f}",
                f"{run['many']:,.0f}",
                *(f"{run[part]:.2f}" for part in ("p50", "p99")),
                f"{run['most']:.1f}",
                f"{held[0][0]:,}: {held[0][1]:.0f}" if held else "",
                f"{held[-1][0]:,}: {held[-1][1]:.0f}" if held else "",
                f"{run['machine']['load']}",
            )
        )
    heads = (
        "rulebook", "calls a second, 1 thread", "8 threads", "p50, ms", "p99, ms", "longest, ms", "calls: MB",
        "calls: MB", "load before",
    )  # fmt: skip
    return table(heads, rows)


def places(known: Data) -> str:
    """What a year of consultations takes, decided as they come."""
    run = known["batch"][BASE]
    each, size = core_seconds(run), run["bytes_out"] / run["cases"]
    rows = [
        (
            place.name,
            _short(place.consultations),
            f"{place.busiest:.3g}",
            _time(place.consultations * each),
            f"{place.busiest * each:.4%}",
            _bytes(place.consultations * size),
            _bytes(place.consultations * LOG_KILOBYTES * 1000),
            f"{place.busiest / LOG_APPENDS:.3%}",
            _time(place.consultations * LOG_CHECK),
        )
        for place in PLACES
    ]
    heads = (
        "who", "consultations a year", "a second, busiest hour", "of one core, a year", "of one core, busiest hour",
        "decisions as Parquet, a year", "decision log, a year", "of what one writer of a log can",
        "checking a year of it, of one core",
    )  # fmt: skip
    return table(heads, rows)


def replay(known: Data, core_hour: float, gigabyte_month: float) -> str:
    """What deciding 100 million logged cases anew takes."""
    sources = [
        (f"`routing batch`, {name}", core_seconds(run), (run["bytes_in"] + run["bytes_out"]) / run["cases"])
        for name, run in known["batch"].items()
    ]
    sources.append(("`routing audit replay`, 25 rules", LOG_REPLAY, LOG_KILOBYTES * 1000.0))
    rows = []
    for name, seconds, size in sources:
        hours, stored = REPLAYED * seconds / 3600, REPLAYED * size
        rows.append(
            (
                name,
                f"{hours:.1f}",
                f"{hours / 2:.1f} h",
                f"{hours / 16 * 60:.0f} min",
                _bytes(stored),
                f"${hours * core_hour:.2f}",
                f"${stored / 1e9 * gigabyte_month:.2f}",
            )
        )
    heads = (
        "how", "core hours", "on 2 cores", "on 16", "cases and decisions, or the log", "cores",
        "storage, a month",
    )  # fmt: skip
    return table(heads, rows)


def sections(known: Data, core_hour: float, gigabyte_month: float) -> dict[str, str]:
    """The tables by the names of their places in the page."""
    made: dict[str, Callable[[], str]] = {
        "batches": lambda: batches(known),
        "embedded": lambda: embedded(known),
        "places": lambda: places(known),
        "replay": lambda: replay(known, core_hour, gigabyte_month),
    }
    return {name: text() for name, text in made.items()}


def _short(number: float) -> str:
    return f"{number / 1e6:.1f} million" if number >= 1e6 else f"{number:,.0f}"


def _bytes(number: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number / 1000:.3g} kB"


def _time(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds:.3g} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/scale.md")
    parser.add_argument("--core-hour", type=float, default=0.05, help="dollars for an hour of one core")
    parser.add_argument("--gigabyte-month", type=float, default=0.023, help="dollars for a gigabyte stored for a month")
    given = parser.parse_args()
    made = sections(json.loads(MEASURED.read_text(encoding="utf-8")), given.core_hour, given.gigabyte_month)
    for name, text in made.items():
        print(f"{name}\n\n{text}\n")
    if given.docs:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
