"""What theory says of queues holds for the counters and agendas that the simulation is made of."""

from __future__ import annotations

import math

import pytest
import simpy

from routing.conference.simulation.agenda import Agenda
from routing.conference.simulation.counter import ROUTINE, URGENT, Counter, Process
from routing.conference.simulation.estimates import Estimate, estimate
from routing.conference.simulation.openings import ALWAYS, DAY, Openings
from routing.conference.simulation.streams import Stream

HOUR = 3600


def erlang_c_wait(staff: int, load: float, service: float) -> float:
    """The mean wait in an M/M/c queue of this load (of each server) and mean service time (Erlang 1917)."""
    offered = staff * load
    full = offered**staff / math.factorial(staff) / (1 - load)
    delayed = full / (sum(offered**k / math.factorial(k) for k in range(staff)) + full)
    return delayed * service / (staff * (1 - load))


def waits(staff: int, load: float, replications: int, jobs: int, first: int) -> Estimate:
    """The mean wait at a counter that never closes, in hours, after the first jobs; arrivals and work at random."""
    means = []
    for replication in range(replications):
        env = simpy.Environment()
        counter = Counter(env, staff, ALWAYS)
        env.process(_arrivals(env, counter, staff, load, replication, jobs))
        env.run()
        means.append(sum(job.begun - job.asked for job in counter.jobs[first:]) / (jobs - first) / HOUR)
    return estimate(means, confidence=0.99)


def _arrivals(env: simpy.Environment, counter: Counter, staff: int, load: float, seed: int, jobs: int) -> Process:
    between, work = Stream(seed, "between"), Stream(seed, "work")
    for _ in range(jobs):
        yield env.timeout(round(between.exponential(HOUR / staff / load)))
        env.process(counter.work(round(work.exponential(HOUR))))


@pytest.mark.unmeasured
def test_the_wait_at_a_counter_is_that_of_erlang() -> None:
    found = waits(staff=2, load=0.7, replications=10, jobs=1500, first=200)
    assert found.low < erlang_c_wait(2, 0.7, 1) < found.high
    assert found.half_width < 0.35


@pytest.mark.soak
@pytest.mark.parametrize(("staff", "load"), [(1, 0.5), (1, 0.8), (3, 0.6), (3, 0.85), (5, 0.9), (8, 0.8)])
def test_the_wait_at_any_counter_is_that_of_erlang(staff: int, load: float) -> None:
    found = waits(staff, load, replications=12, jobs=8000, first=1500)
    assert found.low < erlang_c_wait(staff, load, 1) < found.high
    assert found.half_width < 0.35 * erlang_c_wait(staff, load, 1) + 0.02


def meeting_waits(cadence: int, slots: int | None, count: int) -> list[int]:
    """How long what comes at any moment alike waits for a meeting, in seconds."""
    env = simpy.Environment()
    agenda: Agenda[int] = Agenda(env, range(cadence, cadence * 401, cadence), slots)
    env.process(agenda.meet(lambda _: True, lambda _: None))

    def arrivals() -> Process:
        stream = Stream("agenda")
        for number in range(count):
            yield env.timeout(round(stream.exponential(cadence * 380 / count)))
            agenda.add(number)

    env.process(arrivals())
    env.run()
    return [one.at - one.since for one in agenda.taken_up]


def test_a_conference_with_unlimited_slots_waits_half_its_cadence() -> None:
    found = [wait / DAY for wait in meeting_waits(7 * DAY, None, 4000)]
    batches = estimate([sum(found[n : n + 200]) / 200 for n in range(0, 4000, 200)], confidence=0.99)
    assert batches.low < 3.5 < batches.high
    assert batches.half_width < 0.2


def test_a_conference_with_few_slots_waits_longer() -> None:
    free, few = meeting_waits(7 * DAY, None, 600), meeting_waits(7 * DAY, 2, 600)
    assert sum(few) / len(few) > 1.3 * sum(free) / len(free)


def test_a_meeting_takes_up_what_has_waited_longest_and_what_is_not_wanted_takes_no_slot() -> None:
    env = simpy.Environment()
    agenda: Agenda[str] = Agenda(env, (10, 20), 2)
    seen: list[tuple[str, int]] = []
    env.process(agenda.meet(lambda what: what != "b", lambda what: seen.append((what, int(env.now)))))
    for what in "abcd":
        agenda.add(what)
    env.run()
    assert seen == [("a", 10), ("c", 10), ("d", 20)]


def test_what_is_urgent_is_done_first() -> None:
    env = simpy.Environment()
    counter = Counter(env, 1, ALWAYS)
    order: list[str] = []

    def job(name: str, rank: int) -> Process:
        yield from counter.work(10, rank)
        order.append(name)

    for name, rank in (("first", ROUTINE), ("everyday", ROUTINE), ("act at once", URGENT)):
        env.process(job(name, rank))
    env.run()
    assert order == ["first", "act at once", "everyday"]


def test_work_begins_while_the_office_is_open_and_what_goes_on_is_overtime() -> None:
    env = simpy.Environment()
    counter = Counter(env, 1, Openings([(100, 200), (300, 400)]))
    env.process(counter.work(150))
    env.process(counter.work(20))
    env.run()
    assert [(job.begun, job.overtime) for job in counter.jobs] == [(100, 50), (300, 0)]
