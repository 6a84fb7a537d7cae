"""How fast the desk is on SQLite: commands a second, and a tick over 100,000 open referrals.

    python -m benchmarks.desk [--referrals 100000] [--commands 1000] [--folder DIR]

Each number is told twice: by the clock on the wall, which hangs on the disk and on whatever else the machine does,
and in seconds of the processor, which does not. The cases are those of Kinuta, routed with the rulebook `setagaya`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from routing.case import Case
from routing.desk import Actor, Desk
from routing.desk.events import data_of
from routing.router import Router
from routing.rulebook import Rulebook
from routing.store import EventStore, NewEvent

KINUTA = Path(__file__).parent.parent / "examples" / "kinuta" / "heat.yaml"
START = dt.datetime(2026, 8, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CENTER = Actor(kind="support_center", office="kinuta-anshin")
COUNCIL = Actor(kind="social_council", office="kinuta-shakyo")


@dataclass(frozen=True)
class Taken:
    """What something took: seconds on the wall, and of the processor."""

    wall: float
    processor: float


def timed(work: Callable[[], object]) -> Taken:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - wall, time.process_time() - processor)


def numbered(case: Case, number: int) -> Case:
    return case.model_copy(update={"case": f"c{number:06}"})


def commands(desk: Desk, case: Case, count: int) -> None:
    """Open cases, receive and accept a lead, reject an owner; each command with a key of its own."""
    cases = [numbered(case, n) for n in range(count // 4)]
    desk.router.route(case)  # what is compiled once is not what is measured
    kinds: dict[str, Callable[[Case], object]] = {
        "open": lambda c: desk.open(c, START, f"o{c.case}"),
        "receive": lambda c: desk.receive(f"{c.case}/3", CENTER, START, f"r{c.case}"),
        "accept": lambda c: desk.accept(f"{c.case}/3", CENTER, START, f"a{c.case}"),
        "reject, and decide again": lambda c: desk.reject(f"{c.case}/5", COUNCIL, "capacity", START, f"x{c.case}"),
    }
    total = Taken(0, 0)
    for name, command in kinds.items():
        taken = timed(lambda command=command: [command(c) for c in cases])  # type: ignore[misc]
        total = Taken(total.wall + taken.wall, total.processor + taken.processor)
        tell(name, len(cases), taken)
    tell("all commands", 4 * len(cases), total)
    others = [numbered(case, len(cases) + n) for n in range(len(cases))]

    def all_of(c: Case) -> None:
        for command in kinds.values():
            command(c)

    with ThreadPoolExecutor(8) as pool:
        tell("all commands, 8 threads", 4 * len(others), timed(lambda: list(pool.map(all_of, others))))


def tell(name: str, count: int, taken: Taken) -> None:
    print(f"{name:32} {count / taken.wall:8.0f} a second; of the processor alone {count / taken.processor:8.0f}")


def filled(desk: Desk, case: Case, referrals: int, due: int) -> int:
    """Put cases at the desk until so many referrals are open, `due` of which are so for 2 business days.

    The events are those of one case that was opened, with another id: the router need not say the same 10,000 times.
    """
    file = desk.open(numbered(case, 0), START, None)
    each = len(file.live)
    template = [(event.type, data_of(event)) for event in desk.events(file.id)]
    wake = desk.next_date(file.id)
    assert wake is not None
    for number in range(1, referrals // each):
        late = dt.timedelta() if number * each < due else 30 * DAY
        id = f"c{number:06}"
        events = [NewEvent(type, _renamed(data, file.id, id)) for type, data in template]
        if late:
            events = [NewEvent(event.type, _later(event.data)) for event in events]
        desk.store.append(f"case/{id}", events, expected=0, at=START + late, wake=wake + late)
    return referrals // each * each


def _renamed(data: object, old: str, new: str) -> dict[str, object]:
    return _mapped(data, lambda text: new + text[len(old) :] if text == old or text.startswith(old + "/") else text)  # type: ignore[return-value]


def _later(data: object) -> dict[str, object]:
    start, later = START.isoformat().replace("+00:00", "Z"), (START + 30 * DAY).isoformat().replace("+00:00", "Z")
    return _mapped(data, lambda text: later if text == start else text)  # type: ignore[return-value]


def _mapped(data: object, change: Callable[[str], str]) -> object:
    if isinstance(data, dict):
        return {key: _mapped(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [_mapped(value, change) for value in data]
    return change(data) if isinstance(data, str) else data


def ticks(desk: Desk, case: Case, referrals: int) -> None:
    """A tick with nothing due, one with 1,000 referrals due, one right after it; and the board."""
    due = 1000
    count = filled(desk, case, referrals, due)
    desk = Desk(desk.router, desk.store)  # no file in memory: what a new process finds
    for name, now in (
        ("nothing due", START + DAY),
        (f"{due} referrals due", START + 2 * DAY),
        ("the same once more", START + 2 * DAY),
    ):
        steps = 0

        def tick(now: dt.datetime = now) -> None:
            nonlocal steps
            ticked = desk.tick(now)
            assert not ticked.problems
            steps = len(ticked.steps)

        taken = timed(tick)
        print(
            f"tick over {count} open referrals, {name}: {steps} steps in {taken.wall:.3f} s; "
            f"of the processor {taken.processor:.3f} s"
        )
    taken = timed(lambda: desk.board(START + 2 * DAY))
    print(f"board of {count} open referrals: {taken.wall:.1f} s; of the processor {taken.processor:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--referrals", type=int, default=100_000)
    parser.add_argument("--commands", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=None, help="where the databases lie; absent: a temporary folder")
    given = parser.parse_args()
    case, router = Case.load(KINUTA), Router(Rulebook.load("setagaya"))
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        with EventStore.open(f"sqlite:///{folder}/commands.db") as store:
            commands(Desk(router, store), case, given.commands)
        with EventStore.open(f"sqlite:///{folder}/tick.db") as store:
            ticks(Desk(router, store), case, given.referrals)


if __name__ == "__main__":
    main()
