"""Processes for the tests: each says over a pipe what was acknowledged, and can be killed at any moment.

They are forked by a server that has imported what they need, so that starting one takes milliseconds.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

READY = "ready"
"""What a child says first."""


class Child:
    """A process that runs `work` with the end of a pipe and some arguments. `told` is what was heard of it so far."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", work.__module__])
        self._reading, writing = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(target=work, args=(writing, *arguments))
        self.process.start()
        writing.close()
        assert self._reading.recv() == READY
        self.told: list[Any] = []

    def killed(self, after: int, delay: float) -> int | None:
        """Kill it some seconds after it has told of so many things, and give its exit code, -9."""
        while len(self.told) < after:
            self.told.append(self._reading.recv())
        threading.Timer(delay, self.process.kill).start()
        return self.ended()

    def ended(self) -> int | None:
        """Wait for its end, and give the exit code, -9 where it was killed."""
        with self._reading:
            try:
                while True:
                    self.told.append(self._reading.recv())
            except (EOFError, ConnectionResetError):
                pass
        self.process.join(60)
        code = self.process.exitcode
        self.process.close()
        return code
