"""How long a year of one district takes to simulate, in seconds of the processor.

    python -m benchmarks.simulation [--years 5]

The district is Kinuta, as in the scenario `kinuta-pilot`, for 365 days, with the real router and desk. Loading the
rulebook is not counted; compiling it is, in the first year.
"""

from __future__ import annotations

import argparse
import time

from routing.conference.simulation import load_scenario
from routing.conference.simulation.replication import replicate


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a year of one district.")
    parser.add_argument("--years", type=int, default=5)
    given = load_scenario("kinuta-pilot", [("warm_up", 0), ("days", 365), ("follow", 0)])
    for year in range(1, parser.parse_args().years + 1):
        start = time.process_time()
        ward = replicate(given, year)
        taken = time.process_time() - start
        jobs = sum(len(counter.jobs) for counter in ward.counters.values())
        print(f"{taken:.2f} s: {len(ward.files)} cases, {len(ward.journal)} commands, {jobs} jobs")


if __name__ == "__main__":
    main()
