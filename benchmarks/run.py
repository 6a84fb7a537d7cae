"""Measure this project beside other engines: `make bench`, on a machine that does nothing else.

    python -m benchmarks.run [--quick] [--only PEER,PEER] [--record FILE] [--docs]

Prints tables in Markdown, and writes `out/bench/results.json` and `out/bench/benchmarks.svg`. `--only` takes names such
as `clipspy`, and `alone` for the measurements of this project by itself. `--record` reads recorded results instead of
measuring; `--docs` puts tables and picture into the docs, and the results beside the benchmarks.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import alone
from benchmarks.compare import ROOT, compared, machine, peer_modules
from benchmarks.plot import picture
from benchmarks.report import filled, sections
from benchmarks.results import HAND, Results, ratio

OUT = ROOT / "out" / "bench"
RECORDED = ROOT / "benchmarks" / "results.json"
PAGE, PICTURE = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.svg"
ALONE = "alone"
Data = dict[str, Any]


def measured(only: set[str], quick: bool) -> Data:
    """Measure what is asked for, and say how far it is."""
    names = [name for name in peer_modules() if not only or name.removeprefix("peer_") in only]
    record: Data = {"machine": machine(), "peers": []}
    if not only or ALONE in only:
        say("this project by itself")
        record[ALONE] = alone.measured()
    if names:
        say("the right answers, by the naive reference")
    for found in compared(names, quick) if names else ():
        record["peers"].append(found)
        if found["status"] == "measured":
            say(f"{found['name']}: {ratio(found['slices']).median:.1f} times by hand")
        else:
            say(f"{found['module']}: {found['status']}, {found.get('reason', found.get('wrong'))}")
    return record


def written(record: Data) -> str:
    """A record as JSON, a line for each peer."""
    peers = ",\n".join(json.dumps(peer, sort_keys=True) for peer in record["peers"])
    rest = json.dumps({name: value for name, value in record.items() if name != "peers"}, sort_keys=True)
    return f'{{"peers": [\n{peers}\n],\n{rest[1:]}\n'


def say(line: str) -> None:
    """How far it is, beside the tables."""
    print(line, file=sys.stderr, flush=True)


def options() -> argparse.Namespace:
    given = argparse.ArgumentParser(description="Measure this project beside other engines.")
    given.add_argument("--quick", action="store_true", help="fewer cases and sizes: a look, no figures to keep")
    given.add_argument("--only", default="", metavar="PEER,PEER", help="these alone, and `alone` for this project")
    given.add_argument("--record", type=Path, metavar="FILE", help="recorded results, instead of measuring")
    given.add_argument("--docs", action="store_true", help="put tables, picture and results into the docs")
    return given.parse_args()


def main() -> None:
    given = options()
    only = {name for name in given.only.split(",") if name}
    unknown = sorted(only - {name.removeprefix("peer_") for name in peer_modules()} - {ALONE})
    if unknown:
        sys.exit(f"there is no peer `{unknown[0]}`; there are {', '.join(peer_modules())}".replace("peer_", ""))
    record = json.loads(given.record.read_text(encoding="utf-8")) if given.record else measured(only, given.quick)
    results = Results(record)
    made = sections(results)
    text = written(record)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "results.json").write_text(text, encoding="utf-8")
    print("\n\n".join(part for part in made.values() if part))
    if any(peer["module"] != HAND for peer in results.timed()):
        (OUT / "benchmarks.svg").write_text(picture(results), encoding="utf-8")
    if given.docs:
        RECORDED.write_text(text, encoding="utf-8")
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
        PICTURE.write_text(picture(results), encoding="utf-8")


if __name__ == "__main__":
    main()
