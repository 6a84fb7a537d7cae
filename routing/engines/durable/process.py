"""The process of the second engine, seen from outside: started, asked, and ended without a trace."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from io import RawIOBase
from pathlib import Path
from typing import Any, cast

import routing
from routing.engines.durable import wire

HOME = str(Path(routing.__file__).parent.parent)
# no `-m`, which would look into the working folder first
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from routing.engines.durable.serve import main; main()"


class Ended(Exception):
    """The process is of no more use; the message says why."""


class Overdue(Ended):
    """It gave no answer in time."""


class Process:
    """One process that serves. Used by one thread at a time; whoever gets an exception from it must end it.

    `memory` bounds its address space, in bytes. What it prints goes nowhere.
    """

    def __init__(self, memory: int) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CODE, HOME, str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # what a forked program inherits must hold no half-written request
            )
        except (OSError, ValueError, TypeError) as failure:
            raise Ended(f"it could not be started: {type(failure).__name__}") from failure
        self._stdin = cast(RawIOBase, self._process.stdin)
        self._stdout = cast(RawIOBase, self._process.stdout)
        self._here = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it is still there, as far as one can tell."""
        return self._process.poll() is None

    def ask(self, contents: list[object], deadline: float) -> Any:
        """Send some frames and wait for the answer, `deadline` seconds at most. Raises Ended where there is none."""
        overdue = threading.Event()
        watch = threading.Timer(deadline, self._overdue, [overdue])
        watch.daemon = True
        try:
            watch.start()
            if not self._here:
                wire.pass_over(self._stdout)
                self._here = True
            for content in contents:
                wire.send(self._stdin, content)
            kind, told = wire.receive(self._stdout)
        except Exception as failure:  # what a process gone mad has written may raise anything
            if overdue.is_set():
                raise Overdue(f"no answer in {deadline:g} s") from failure
            raise Ended(self._how(failure)) from failure
        finally:
            watch.cancel()
        if kind == "failed":
            raise Ended(f"it was stopped: {told}")
        return told

    def _overdue(self, overdue: threading.Event) -> None:
        overdue.set()
        self._process.kill()  # which ends a read or a write that hangs, on every platform

    def _how(self, failure: Exception) -> str:
        if not isinstance(failure, EOFError | BrokenPipeError):
            return f"it cannot be understood: {type(failure).__name__}"
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)  # it closed its end, and is about to go if it has not gone
        self._process.kill()
        code = self._process.wait()
        return f"it ended by signal {-code}" if code < 0 else f"it ended with code {code}"

    def end(self) -> None:
        """End it now, and leave no zombie behind."""
        self._process.kill()
        self._process.wait()
        self._close()

    def forget(self) -> None:
        """In a forked process: let go of what belongs to the one that was forked."""
        self._process.returncode = 0  # nothing of ours to wait for
        self._close()

    def _close(self) -> None:
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                stream.close()
