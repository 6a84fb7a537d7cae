"""The process of the second engine, seen from inside: it fires what it is asked until its program is gone."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
from collections.abc import Sequence
from io import FileIO, RawIOBase

from routing.engines.durable import wire
from routing.engines.engine import EngineFactory, EngineFailed
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule

Setup = tuple[EngineFactory, Sequence[Sequence[Rule]], Schema, float]
"""What makes the engine, of what, and the seconds after which a process still busy with one case ends itself."""


def main() -> None:
    """Serve the program at the other end of stdin and stdout; `sys.argv` names the most memory, in bytes.

    The two streams are moved away first: what an engine prints must not end up among the answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted program ends its processes itself
    _limit_memory(int(sys.argv[-1]))
    reading, writing = FileIO(os.dup(0), "rb"), FileIO(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        writing.write(wire.HERE)
        serve(reading, writing)


def _limit_memory(most: int) -> None:
    """Bound the address space where the platform can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def serve(reading: RawIOBase, writing: RawIOBase) -> None:
    """Make the engine, say its name, and answer one request after the other. Raises EOFError at the end of them.

    An engine that raises is not asked again. Of other exceptions than EngineFailed only the kind is told: their text
    may hold a part of the case.
    """
    try:
        sys.path[:] = wire.receive(reading)  # so that the engine is found where the program finds it
        setup: Setup = wire.receive(reading)
        engine, strata, schema, patience = setup
        running = engine(strata, schema)
        wire.send(writing, ("ready", running.name))
        while True:
            graph, as_of, budget = wire.requested(wire.receive(reading))
            # a thread in C, which ends even a process that hangs in C and whose program is gone
            faulthandler.dump_traceback_later(patience, exit=True)
            firings = running.fire(graph, as_of, budget)
            faulthandler.cancel_dump_traceback_later()
            wire.send(writing, ("fired", wire.answer(firings, graph, budget[0])))
    except (EOFError, BrokenPipeError):
        raise
    except EngineFailed as failure:
        wire.send(writing, ("failed", str(failure)))
    except Exception as failure:
        wire.send(writing, ("failed", type(failure).__name__))
    finally:
        faulthandler.cancel_dump_traceback_later()
