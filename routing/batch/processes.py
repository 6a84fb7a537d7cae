"""Local processes that work on batches: each has a pipe of its own, so that it is known what ended which."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, cast

from routing.batch.carried import Unit, answer, carefully, packed, unit_of, unpacked
from routing.batch.errors import BatchError, WorkerLost
from routing.errors import RoutingError

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 2
"""Batches that each worker has: one in work, one waiting, so that it never stands still and memory stays flat."""
_STARTS = 3
"""Workers in a row that may end before they began."""


def over_processes(unit: Unit, batches: Iterator[pa.RecordBatch], workers: int) -> Iterator[pa.RecordBatch]:
    """The results of a unit for each batch, in order, worked out by processes of their own."""
    if multiprocessing.current_process().daemon:
        raise BatchError("this process is a daemon, which may start no others", help="take one worker")
    pool = _Pool(unit, workers)
    try:
        yield from pool.results(batches)
    finally:
        pool.end()


def _context() -> Any:
    """How processes start: forked from a server where the system can, as that takes a tenth of the time.

    The server has imported this library and Arrow, and nothing else. A fork of this process would take the locks and
    threads of whoever embeds it along.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["routing.batch.processes", "routing.batch.unit", "pyarrow"])
    return context


class _Task:
    """A batch on its way."""

    __slots__ = ("batch", "result")

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        self.result: pa.RecordBatch | None = None


class _Worker:
    """A process with what it was given and has not answered yet, in order."""

    def __init__(self, pickled: bytes) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.tasks: deque[_Task] = deque()
        self.began = False
        self.process.start()
        theirs.close()  # so that the pipe ends with the process
        self._send(pickled)

    def give(self, task: _Task) -> None:
        self.tasks.append(task)
        self._send(packed(task.batch))

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it ended; reading from it will tell
            self.pipe.send_bytes(data)

    def take(self) -> bytes | RoutingError | None:
        """The next answer; None for the one by which it says that it began. Raises EOFError where it ended."""
        try:
            kind = self.pipe.recv_bytes()
            data: bytes = self.pipe.recv_bytes()
        except OSError:
            raise EOFError from None
        if kind == b"began":
            self.began = True
            return None
        if kind == b"error":
            error: RoutingError = pickle.loads(data)
            return error
        return data

    def end(self) -> None:
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()
        self.pipe.close()


class _Pool:
    def __init__(self, unit: Unit, workers: int) -> None:
        self._unit = unit
        self._pickled = pickle.dumps(unit)
        self._count = workers
        self._workers: list[_Worker] = []
        self._starts = 0
        self._apart: _Worker | None = None
        """The worker that takes what ended another one, and nothing else."""

    def results(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The results for all batches, in order."""
        order: deque[_Task] = deque()
        more = True
        while more or order:
            while more and len(order) < self._count * AHEAD:
                batch = next(batches, None)
                if batch is None:
                    more = False
                else:
                    order.append(_Task(batch))
                    self._give(order[-1])
            while order and order[0].result is not None:
                yield order.popleft().result
            if order:
                self._wait()

    def end(self) -> None:
        self._end_apart()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _give(self, task: _Task) -> None:
        """Hand a batch to the worker with the fewest; a further one is started while there are too few."""
        free = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
        if free is None or (free.tasks and len(self._workers) < self._count):
            free = self._start()
        free.give(task)

    def _start(self) -> _Worker:
        worker = _Worker(self._pickled)
        self._workers.append(worker)
        return worker

    def _wait(self) -> None:
        """Wait for answers, and take them."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe)):
            worker = by_pipe[cast(Any, pipe)]
            try:
                self._settle(worker, worker.take())
            except EOFError:
                self._replace(worker)

    def _settle(self, worker: _Worker, data: bytes | RoutingError | None) -> None:
        if data is None:
            self._starts = 0
        elif isinstance(data, RoutingError):
            raise data
        else:
            worker.tasks.popleft().result = unpacked(data)

    def _replace(self, worker: _Worker) -> None:
        """Do what a worker left undone: the batch that it worked on with care, the others as if nothing were."""
        self._workers.remove(worker)
        tasks = list(worker.tasks)
        worker.end()
        if not worker.began:
            self._count_start()
        elif tasks:
            first = tasks.pop(0)
            first.result = carefully(self._unit, first.batch, self._attempt)
            self._end_apart()
        for task in tasks:
            self._give(task)

    def _count_start(self) -> None:
        self._starts += 1
        if self._starts == _STARTS:
            raise WorkerLost(
                "the processes end before they begin to work",
                help='a script that uses several workers needs `if __name__ == "__main__":` around what it does',
            )

    def _attempt(self, batch: pa.RecordBatch) -> pa.RecordBatch | None:
        """The result of a batch in a worker that does nothing else; None where it ends."""
        while True:
            worker = self._apart = self._apart or _Worker(self._pickled)
            try:
                worker.give(_Task(batch))
                data = worker.take()
                if data is None:
                    self._starts = 0
                    data = worker.take()
            except EOFError:
                self._end_apart()
                if worker.began:
                    return None
                self._count_start()
                continue
            if isinstance(data, RoutingError):
                raise data
            assert data is not None
            return unpacked(data)

    def _end_apart(self) -> None:
        if self._apart is not None:
            self._apart.end()
            self._apart = None


def _serve(pipe: Connection) -> None:
    """Answer batches until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us, and ends us with the pipe
    given: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # what comes is read at once: who sends never waits for the one in work
    threading.Thread(target=_read, args=(pipe, given), daemon=True).start()
    unit = unit_of(given.get())
    _say(pipe, b"began", b"")
    while True:
        result = answer(unit, given.get())
        if isinstance(result, RoutingError):
            _say(pipe, b"error", pickle.dumps(result))
        else:
            _say(pipe, b"result", result)


def _read(pipe: Connection, given: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            given.put(pipe.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)  # whoever gave us work is gone


def _say(pipe: Connection, kind: bytes, data: bytes) -> None:
    try:
        pipe.send_bytes(kind)
        pipe.send_bytes(data)
    except OSError:
        os._exit(0)
