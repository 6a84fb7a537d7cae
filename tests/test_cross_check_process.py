"""The process of the worker: the frames it exchanges, and what runs inside."""

from __future__ import annotations

import os
import sys
import threading
from io import FileIO
from typing import Any

import pytest

from routing.engines import NativeEngine
from routing.engines.durable import wire
from routing.engines.durable.process import Ended, Process
from routing.engines.durable.serve import serve
from routing.engines.durable.worker import MEMORY
from tests.other_engines import Declining, Raising
from tests.test_cross_check_worker import AS_OF, BOOK, GRAPH, STRATA


class TestProcess:
    def test_a_frame_beyond_all_measure_is_not_believed(self) -> None:
        reading, writing = os.pipe()
        with FileIO(reading, "rb") as stream:
            os.write(writing, b"\xff" * 8)
            os.close(writing)
            with pytest.raises(EOFError):
                wire.receive(stream)

    def test_an_answer_that_is_none_is_told_by_its_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        process = Process(MEMORY)
        reading, writing = os.pipe()
        try:
            with FileIO(reading, "rb") as stream:
                os.write(writing, wire.HERE + b"\x03\0\0\0\0\0\0\0bad")
                monkeypatch.setattr(process, "_stdout", stream)
                with pytest.raises(Ended, match="cannot be understood: UnpicklingError"):
                    process.ask([], 5)
        finally:
            os.close(writing)
            monkeypatch.undo()
            process.end()

    def test_a_process_that_gets_no_engine_says_so_and_ends(self) -> None:
        process = Process(MEMORY)
        with pytest.raises(Ended, match="it was stopped: TypeError"):
            process.ask([list(sys.path), 1], 30)
        with pytest.raises(Ended, match="ended with code 0"):
            process.ask([1], 30)
        assert not process.running
        process.end()


def served(*contents: object) -> list[Any]:
    """What the inside of the process writes about these frames, run in this one."""
    ask, asked = os.pipe()
    answer, answered = os.pipe()
    with (
        FileIO(ask, "rb") as reading,
        FileIO(asked, "wb") as requests,
        FileIO(answer, "rb") as answers,
        FileIO(answered, "wb") as writing,
    ):
        for content in contents:
            wire.send(requests, content)
        requests.close()
        ending = threading.Thread(target=_quietly, args=(reading, writing))
        ending.start()
        told = []
        try:
            while True:
                told.append(wire.receive(answers))
        except EOFError:
            ending.join()
            return told


def _quietly(reading: FileIO, writing: FileIO) -> None:
    try:
        serve(reading, writing)
    except EOFError:
        pass
    finally:
        writing.close()


class TestInside:
    def test_it_answers_until_the_requests_end(self) -> None:
        setup = (NativeEngine, STRATA, BOOK.schema, 60.0)
        asked = wire.request(GRAPH, AS_OF, 10_000)
        ready, first, second = served(sys.path, setup, asked, asked)
        assert ready == ("ready", "native")
        assert first == second
        assert [rule for rule, _ in first[1].fired] == ["one", "two"]

    def test_it_tells_a_failure_and_ends(self) -> None:
        setup = (Raising, STRATA, BOOK.schema, 60.0)
        asked = wire.request(GRAPH, AS_OF, 10_000)
        assert served(sys.path, setup, asked, asked) == [("ready", "raising"), ("failed", "ZeroDivisionError")]

    def test_it_tells_what_an_engine_says_of_its_failure(self) -> None:
        setup = (Declining, STRATA, BOOK.schema, 60.0)
        assert served(sys.path, setup, wire.request(GRAPH, AS_OF, 9))[1] == ("failed", "it lost a fact")
