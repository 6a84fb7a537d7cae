"""A process that takes in many decided cases and prints the most memory it had: `-m tests.audit.measuring N`."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from dataclasses import replace

from routing.audit.alike import Alike
from routing.audit.decided import DecidedCase
from routing.audit.disparity import DisparityCounts
from routing.audit.gaps import GapCounts
from tests.audit.town import decided
from tests.desk.desks import town_case


def cases(count: int) -> Iterator[DecidedCase]:
    """So many cases, of which hardly two have the same facts, from thirty districts."""
    one = decided("0", "debt.arrears", "living.household_chores")
    needs = {"n0": ("a", "debt.arrears"), "n1": ("a", "living.household_chores")}
    for number in range(count):
        persons = [{"id": "a", "age": number % 100}, {"id": "b", "age": number // 100 % 100}]
        given = town_case(case=f"K-{number}", district=f"d{number % 30}", needs=needs, persons=persons)
        yield replace(one, case=given, record=number)


def main(count: int) -> None:
    """Take them in, in all three ways, and print the most memory in kilobytes."""
    gaps, rates = GapCounts(("district", "code")), DisparityCounts("district")
    with Alike() as alike:
        for one in cases(count):
            alike.add(one)
            gaps.add(one)
            rates.add(one)
        assert alike.cases == count
        assert list(alike.groups()) == []
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(int(sys.argv[1]))
