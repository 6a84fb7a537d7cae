"""The durable engine in a process of its own, which may crash without harm."""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from routing.engines.durable import wire
from routing.engines.durable.process import Ended, Overdue, Process
from routing.engines.engine import EngineFactory, EngineFailed
from routing.engines.firings import Firings
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule

DEADLINE = 10.0
"""Seconds for one case."""
START = 60.0
"""Seconds to start and to compile the rules."""
PAUSE = 600.0
"""Seconds until it is started again after a start that took longer: not every case is to wait for that."""
MEMORY = 2 << 30
"""Bytes of address space that the process may take."""
ATTEMPTS = 2


class DurableWorker:
    """Fires rules in a child process: a crash there, or a case that hangs, costs a moment and nothing else.

    The process is started when it is first needed, and again when it is gone. A case on which it ends is asked once
    more; where it ends again EngineFailed is raised. It is ended by `close`, with the worker, and with the program,
    however that ends. May be shared by threads, which wait for one another; a forked program starts its own.

    `engine` makes the engine in the child, by a name that can be imported there; without it, the durable one.
    """

    def __init__(
        self,
        strata: Sequence[Sequence[Rule]],
        schema: Schema,
        *,
        engine: EngineFactory | None = None,
        deadline: float = DEADLINE,
        start: float = START,
        memory: int = MEMORY,
    ) -> None:
        if engine is None:
            from routing.engines.durable import DurableEngine, require

            require()
            engine = DurableEngine
        self.deadline = deadline
        self.start = start
        self.memory = memory
        self._setup = (engine, strata, schema, 2 * deadline + 1)
        self._rules = {rule.id: rule for rules in strata for rule in rules}
        self._lock = threading.Lock()
        self._processes: list[Process] = []  # one, or none
        self._name: str | None = None
        self._not_before = 0.0  # of the monotonic clock
        weakref.finalize(self, _end, self._processes)
        _workers.add(self)

    @property
    def name(self) -> str:
        """The name of the engine, which is asked for it if need be. Raises EngineFailed where it does not start."""
        with self._lock:
            if self._name is None:
                try:
                    self._running()
                except Ended as end:
                    self._end()
                    raise EngineFailed(f"the second engine does not start: {end}") from end
            assert self._name is not None
            return self._name

    @property
    def pid(self) -> int | None:
        """The process id of the child, None where none is running."""
        return next((process.pid for process in self._processes if process.running), None)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """As `Engine.fire`. Raises EngineFailed where the child ended twice on this case."""
        asked = wire.request(graph, as_of, budget[0])
        with self._lock:
            answer = self._answer(asked)
        try:
            firings = wire.answered(answer, graph, self._rules)
        except LookupError as failure:
            raise EngineFailed("the second engine named a rule or a node that there is not") from failure
        budget[0] = answer.steps
        return firings

    def _answer(self, asked: tuple[object, ...]) -> wire.Answer:
        ends = []
        for _ in range(ATTEMPTS):
            try:
                answer: wire.Answer = self._running().ask([asked], self.deadline)
                return answer
            except Ended as end:
                self._end()
                ends.append(str(end))
            except BaseException:
                self._end()  # interrupted: an answer may still be under way, and must not be taken for the next one
                raise
        raise EngineFailed(f"the second engine gave no answer: {', then '.join(ends)}")

    def _running(self) -> Process:
        """The process, started if there is none."""
        if self._processes and not self._processes[0].running:
            self._end()
        if not self._processes:
            if time.monotonic() < self._not_before:
                raise Ended("it is not started again for a while")
            self._processes.append(Process(self.memory))
            try:
                self._name = self._processes[0].ask([list(sys.path), self._setup], self.start)
            except Overdue:
                self._not_before = time.monotonic() + PAUSE
                raise
        return self._processes[0]

    def _end(self) -> None:
        _end(self._processes)

    def close(self) -> None:
        """End the process; the next case starts another."""
        with self._lock:
            self._end()
            self._not_before = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _forked(self) -> None:
        self._lock = threading.Lock()  # another thread may have held it
        while self._processes:
            self._processes.pop().forget()


def _end(processes: list[Process]) -> None:
    while processes:
        processes.pop().end()


_workers: weakref.WeakSet[DurableWorker] = weakref.WeakSet()


def _forked() -> None:
    for worker in _workers:
        worker._forked()


getattr(os, "register_at_fork", lambda **_: None)(after_in_child=_forked)
