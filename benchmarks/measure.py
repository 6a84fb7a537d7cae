"""Verifying and timing one peer, in the process that it has to itself.

A machine drifts while it is measured on, by a factor of two where others use it. So every slice of a peer stands
between two slices of the rules by hand, on the same cases, and what is kept is the ratio.
"""

from __future__ import annotations

import gc
import pickle
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.peer import Insider, Peer
from benchmarks.workload import by_hand
from benchmarks.workload.by_hand import Fired
from benchmarks.workload.facts import Facts
from routing import Case

PEER_SECONDS, HAND_SECONDS = 0.1, 0.1
"""The least time of a slice."""
ROUND_SECONDS = 3.0
"""The most time of one pass over the cases; a peer that takes longer is given fewer of them."""
FEWEST_SLICES = 3
AT_ONCE = 20
"""Cases that are made anew just before they are asked about: so few lie as near as a case that has just come in."""


@dataclass(frozen=True)
class Sample:
    """Cases as data and as facts, with the firings that are right."""

    cases: list[dict[str, Any]]
    facts: list[Facts]
    expected: list[set[Fired]]

    def first(self, count: int) -> Sample:
        """The first so many of them."""
        return Sample(self.cases[:count], self.facts[:count], self.expected[:count])


@dataclass(frozen=True)
class Slice:
    """Microseconds a case of a peer, and by hand before and after it; `best` is by hand undisturbed, in one pass."""

    peer: float
    hand: float
    best: float


class Subject:
    """A peer and a sample, ready to be asked: what is `given` is new each time, `ask` is what is timed."""

    def __init__(self, peer: Peer | Insider, sample: Sample) -> None:
        self.peer = peer
        self.sample = sample
        self.ask: Callable[[Any], Any] = peer.run if isinstance(peer, Insider) else peer.answer
        self._cases = [Case.parse(data) for data in sample.cases] if isinstance(peer, Insider) else []
        self._facts = [] if isinstance(peer, Insider) else pickled(sample.facts, peer.batch)

    def given(self) -> Iterator[list[Any]]:
        """What `ask` is called with, one after the other, a few at a time."""
        peer = self.peer
        if isinstance(peer, Insider):
            for start in range(0, len(self._cases), AT_ONCE):
                yield [peer.begin(case) for case in self._cases[start : start + AT_ONCE]]
            return
        for facts in map(pickle.loads, self._facts):
            yield [facts[n : n + peer.batch] for n in range(0, len(facts), peer.batch)]

    def answers(self) -> list[set[Fired]]:
        """The firings of each case."""
        peer = self.peer
        if isinstance(peer, Insider):
            return [peer.fired(peer.run(one)) for given in self.given() for one in given]
        return [answer for given in self.given() for batch in given for answer in peer.answer(batch)]


def pickled(facts: Sequence[Facts], batch: int = 1) -> list[bytes]:
    """Facts to be made anew, a few cases at a time, or a batch where that is more."""
    size = max(AT_ONCE, batch)
    return [pickle.dumps(facts[n : n + size]) for n in range(0, len(facts), size)]


def wrong(subject: Subject) -> int:
    """The number of cases for which the peer has other firings than the reference, too few, too many or different."""
    answers, expected = subject.answers(), subject.sample.expected
    if len(answers) != len(expected):
        return len(expected)
    return sum(answer != right for answer, right in zip(answers, expected, strict=True))


def warm(subject: Subject) -> None:
    """Ask for as many cases as the peer wants before it is timed."""
    asked = 0
    while asked < subject.peer.warm_up:
        for given in subject.given():
            for one in given:
                subject.ask(one)
        asked += len(subject.sample.cases)


def slices(subject: Subject, count: int, seconds: float) -> list[Slice]:
    """So many slices, or as many as fit into the time, but never fewer than three."""
    subject = _fewer(subject)
    facts = pickled(subject.sample.facts)
    cases = len(subject.sample.facts)
    peer_rounds = _rounds(lambda: _pass(subject), PEER_SECONDS)
    hand_rounds = _rounds(lambda: _by_hand(facts), HAND_SECONDS)

    def hand() -> list[float]:
        return [_by_hand(facts) / cases * 1e6 for _ in range(hand_rounds)]

    made: list[Slice] = []
    end = time.perf_counter() + seconds
    before = hand()
    while len(made) < count and (len(made) < FEWEST_SLICES or time.perf_counter() < end):
        peer = statistics.fmean(_pass(subject) for _ in range(peer_rounds)) / cases * 1e6
        after = hand()
        beside = before + after
        made.append(Slice(peer, statistics.fmean(beside), min(beside)))
        before = after
    return made


def _fewer(subject: Subject) -> Subject:
    """The subject with no more cases than a slow peer can pass over in a few seconds."""
    batch = getattr(subject.peer, "batch", 1)
    one = Subject(subject.peer, subject.sample.first(max(batch, 10)))
    _pass(one)
    each = _pass(one) / len(one.sample.cases)
    affordable = max(int(ROUND_SECONDS / each), len(one.sample.cases))
    return (
        subject if affordable >= len(subject.sample.cases) else Subject(subject.peer, subject.sample.first(affordable))
    )


def _pass(subject: Subject) -> float:
    """Seconds for all cases once."""
    return _timed(subject.ask, subject.given())


def _by_hand(facts: Sequence[bytes]) -> float:
    """Seconds for all cases once, by hand."""
    return _timed(by_hand.answer, map(pickle.loads, facts))


def _timed(ask: Callable[[Any], Any], given: Iterator[list[Any]]) -> float:
    """Seconds of asking alone. What was there before the pass is no work for the garbage collector."""
    _clear()
    seconds = 0.0
    for few in given:
        start = time.perf_counter()
        for one in few:
            ask(one)
        seconds += time.perf_counter() - start
    return seconds


def _clear() -> None:
    gc.collect()
    gc.freeze()


def _rounds(once: Callable[[], float], seconds: float) -> int:
    return max(1, round(seconds / min(once(), once())))
