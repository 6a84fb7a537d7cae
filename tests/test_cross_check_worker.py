"""The worker: an engine in a process of its own, whatever happens to that process."""

from __future__ import annotations

import datetime as dt
import gc
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from routing import Case
from routing.engines import EngineFactory, EngineFailed, Firings, NativeEngine
from routing.engines.durable import wire
from routing.engines.durable.worker import DurableWorker
from routing.engines.durable.worker import _forked as after_fork
from routing.pattern import PropertyGraph
from tests.generate_cases import generated
from tests.other_engines import (
    Costly,
    Crashing,
    CrashingOnce,
    Declining,
    Greedy,
    Hanging,
    Lying,
    Plain,
    Raising,
    Sleeping,
    Talkative,
    Unmakeable,
)
from tests.packs import bundled_rulebook
from tests.settling import case, rule, rulebook

ROOT = Path(__file__).parent.parent
AS_OF = dt.date(2026, 4, 1)
posix = pytest.mark.skipif(os.name != "posix", reason="needs the signals and the fork of a POSIX system")

FINDING = {"finding": {"kind": "known", "about": ["p"]}}
BOOK = rulebook(
    rule("one", "care.dementia", FINDING),
    {
        "id": "two",
        "title": {"ja": "2", "en": "2"},
        "match": "(f:Finding)-[r:ABOUT]->(p:Person)-[path:PARENT_OF*1..2]->(q:Person)",
        "where": "f.kind = 'known'",
        "then": [{"finding": {"kind": "passed-on", "about": ["q"]}}],
    },
)
STRATA = BOOK.strata(AS_OF)
CASE = case(
    needs={"n1": ("a", "care.dementia")},
    relations=[{"from": "a", "type": "PARENT_OF", "to": "b"}],
)
GRAPH = CASE.to_graph(BOOK.vocabulary)


def worker(engine: EngineFactory, **options: Any) -> DurableWorker:
    return DurableWorker(STRATA, BOOK.schema, engine=engine, **options)


def keys(firings: Firings) -> list[tuple[object, ...]]:
    return [firing.key for firing in firings.fired]


def native(graph: PropertyGraph = GRAPH) -> Firings:
    return NativeEngine(STRATA, BOOK.schema).fire(graph, AS_OF, [10_000])


def gone(pid: int) -> bool:
    """Whether a process has ended, and is no zombie either."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def soon(condition: Any) -> bool:
    for _ in range(500):
        if condition():
            return True
        time.sleep(0.01)
    return False


class TestFiring:
    def test_it_derives_what_the_engine_derives_bound_to_the_same_nodes(self) -> None:
        with worker(NativeEngine) as running:
            firings = running.fire(GRAPH, AS_OF, [10_000])
        assert keys(firings) == keys(native())
        assert len(firings.fired) == 2
        bound = firings.fired[1].bindings
        assert bound["p"] is GRAPH.nodes["person/a"]
        assert bound["path"] == (GRAPH.relationships["PARENT_OF\tperson/a\tperson/b"],)
        assert sorted(node.id for node in firings.graph.by_label["Finding"]) == [
            "finding/known\tperson/a",
            "finding/passed-on\tperson/b",
        ]

    def test_a_case_from_which_nothing_follows_leaves_the_graph_as_it_is(self) -> None:
        graph = case().to_graph(BOOK.vocabulary)
        with worker(NativeEngine) as running:
            firings = running.fire(graph, AS_OF, [10_000])
        assert (firings.fired, firings.graph) == ((), graph)

    def test_it_counts_the_steps_down(self) -> None:
        here, there = [10_000], [10_000]
        NativeEngine(STRATA, BOOK.schema).fire(GRAPH, AS_OF, here)
        with worker(NativeEngine) as running:
            running.fire(GRAPH, AS_OF, there)
        assert there == here

    def test_it_tells_where_the_steps_ran_out(self) -> None:
        with worker(Costly) as running:
            assert running.fire(GRAPH, AS_OF, [10_000]).exceeded

    def test_it_has_the_name_of_its_engine_before_and_after_the_first_case(self) -> None:
        with worker(Plain) as running:
            assert running.name == "plain"
            running.fire(GRAPH, AS_OF, [10_000])
            assert running.name == "plain"

    def test_one_process_serves_many_cases_and_threads(self) -> None:
        book = bundled_rulebook("generic")
        cases = [Case.from_dict(generated(seed, book)) for seed in range(20)]
        strata = book.strata(AS_OF)
        here = NativeEngine(strata, book.schema)
        with DurableWorker(strata, book.schema, engine=NativeEngine) as running, ThreadPoolExecutor(4) as pool:
            graphs = [one.to_graph(book.vocabulary) for one in cases]
            there = list(pool.map(lambda graph: keys(running.fire(graph, AS_OF, [500_000])), graphs))
            assert there == [keys(here.fire(graph, AS_OF, [500_000])) for graph in graphs]
            assert len(running._processes) == 1

    def test_what_the_engine_prints_goes_nowhere(self, capfd: pytest.CaptureFixture[str]) -> None:
        with worker(Talkative) as running:
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
        assert capfd.readouterr() == ("", "")

    def test_what_the_interpreter_prints_as_it_starts_goes_nowhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sitecustomize.py").write_text("print('good morning')")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with worker(NativeEngine) as running:
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())


class TestFailing:
    @posix
    def test_a_crash_on_every_attempt_is_told_with_the_signal(self) -> None:
        with worker(Crashing) as running, pytest.raises(EngineFailed) as caught:
            running.fire(GRAPH, AS_OF, [10_000])
        assert str(caught.value) == (
            "the second engine gave no answer: it ended by signal 11, then it ended by signal 11"
        )

    def test_a_case_is_asked_once_more_after_a_crash(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = tmp_path / "crash"
        file.touch()
        monkeypatch.setenv("CRASH_ONCE", str(file))
        with worker(CrashingOnce) as running:
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
        assert not file.exists()

    @posix
    def test_a_process_that_was_killed_between_cases_is_started_again(self) -> None:
        with worker(NativeEngine) as running:
            running.fire(GRAPH, AS_OF, [10_000])
            first = running.pid
            assert first is not None
            os.kill(first, signal.SIGKILL)
            assert soon(lambda: running.pid is None)
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
            assert running.pid not in (None, first)
            assert gone(first)

    def test_a_case_that_hangs_ends_at_the_deadline(self) -> None:
        started = time.monotonic()
        with worker(Hanging, deadline=0.3) as running, pytest.raises(EngineFailed, match=r"no answer in 0\.3 s"):
            running.fire(GRAPH, AS_OF, [10_000])
        assert time.monotonic() - started < 20

    def test_a_start_that_hangs_holds_up_one_case_alone_until_the_worker_is_closed(self) -> None:
        with worker(Sleeping, start=0.5) as running:
            for reason in ("no answer in 0.5 s, then it is not started again for a while", "for a while, then"):
                with pytest.raises(EngineFailed, match=reason):
                    running.fire(GRAPH, AS_OF, [10_000])
            assert running.pid is None
            running.close()
            with pytest.raises(EngineFailed, match=r"does not start: no answer in 0\.5 s"):
                _ = running.name

    @posix
    def test_a_process_that_was_stopped_ends_at_the_deadline_and_the_case_is_asked_again(self) -> None:
        with worker(NativeEngine, deadline=0.5) as running:
            running.fire(GRAPH, AS_OF, [10_000])
            assert running.pid is not None
            os.kill(running.pid, signal.SIGSTOP)
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())

    def test_an_exception_is_told_by_its_kind_without_its_text(self) -> None:
        with worker(Raising) as running, pytest.raises(EngineFailed) as caught:
            running.fire(GRAPH, AS_OF, [10_000])
        assert "it was stopped: ZeroDivisionError" in str(caught.value)
        assert "82" not in str(caught.value)

    def test_an_engine_that_fails_on_purpose_says_why_in_its_own_words(self) -> None:
        with worker(Declining) as running, pytest.raises(EngineFailed, match="it was stopped: it lost a fact"):
            running.fire(GRAPH, AS_OF, [10_000])

    def test_an_engine_that_cannot_be_made_is_told_as_such(self) -> None:
        with worker(Unmakeable) as running:
            with pytest.raises(EngineFailed, match="it was stopped: OSError"):
                running.fire(GRAPH, AS_OF, [10_000])
            with pytest.raises(EngineFailed, match="does not start: it was stopped: OSError"):
                _ = running.name
            assert running.pid is None

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds the address space reliably")
    def test_an_engine_that_takes_too_much_memory_is_stopped(self) -> None:
        with worker(Greedy) as running, pytest.raises(EngineFailed, match="it was stopped: MemoryError"):
            running.fire(GRAPH, AS_OF, [10_000])

    def test_an_answer_about_unknown_rules_is_none(self) -> None:
        with worker(Lying) as running, pytest.raises(EngineFailed, match="named a rule or a node that there is not"):
            running.fire(GRAPH, AS_OF, [10_000])

    def test_an_interpreter_that_is_not_there_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", str(ROOT / "no-python"))
        with worker(NativeEngine) as running, pytest.raises(EngineFailed, match="could not be started: FileNotFound"):
            running.fire(GRAPH, AS_OF, [10_000])

    def test_an_interrupted_case_leaves_no_answer_behind_for_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        with worker(NativeEngine) as running:
            running.fire(GRAPH, AS_OF, [10_000])
            before = running.pid
            with monkeypatch.context() as patch:
                patch.setattr(wire, "receive", interrupted)
                with pytest.raises(KeyboardInterrupt):
                    running.fire(GRAPH, AS_OF, [10_000])
            assert running.fire(case().to_graph(BOOK.vocabulary), AS_OF, [10_000]).fired == ()
            assert running.pid != before


class TestEnding:
    @posix
    def test_closing_ends_the_process_and_the_next_case_starts_another(self) -> None:
        running = worker(NativeEngine)
        assert running.pid is None
        running.fire(GRAPH, AS_OF, [10_000])
        first = running.pid
        assert first is not None
        running.close()
        assert gone(first)
        assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
        running.close()
        running.close()

    @posix
    def test_the_process_ends_with_the_worker(self) -> None:
        running = worker(NativeEngine)
        running.fire(GRAPH, AS_OF, [10_000])
        pid = running.pid
        assert pid is not None
        del running
        gc.collect()
        assert gone(pid)

    @posix
    @pytest.mark.parametrize("end", ["sys.exit()", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
    def test_the_process_ends_with_the_program_however_that_ends(self, end: str) -> None:
        code = f"""
            import os, signal, sys
            from tests.test_cross_check_worker import AS_OF, GRAPH, NativeEngine, worker
            running = worker(NativeEngine)
            running.fire(GRAPH, AS_OF, [10_000])
            print(running.pid, flush=True)
            {end}
        """
        ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True)
        assert ran.stderr == ""
        assert soon(lambda: gone(int(ran.stdout)))

    @posix
    def test_a_process_that_hangs_ends_by_itself_after_its_program(self) -> None:
        code = """
            import os, signal, threading, time
            from tests.test_cross_check_worker import AS_OF, GRAPH, Hanging, worker
            running = worker(Hanging, deadline=0.5)
            running.name
            print(running.pid, flush=True)
            threading.Thread(target=lambda: running.fire(GRAPH, AS_OF, [10_000])).start()
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGKILL)
        """
        ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True)
        assert soon(lambda: gone(int(ran.stdout)))

    @posix
    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
    def test_a_forked_program_starts_its_own_and_leaves_the_other_alone(self) -> None:
        with worker(NativeEngine) as running:
            running.fire(GRAPH, AS_OF, [10_000])
            before = running.pid
            forked = os.fork()
            if not forked:
                ok = running.pid is None and keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
                own = running.pid
                running.close()
                os._exit(0 if ok and own != before else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
            assert keys(running.fire(GRAPH, AS_OF, [10_000])) == keys(native())
            assert running.pid == before

    @posix
    def test_what_a_forked_program_lets_go_of_is_neither_ended_nor_kept(self) -> None:
        running = worker(NativeEngine)
        running.fire(GRAPH, AS_OF, [10_000])
        pid = running.pid
        assert pid is not None
        after_fork()
        assert running.pid is None
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0  # its pipe had no other end left, and it went

    @posix
    def test_it_stays_no_longer_than_its_program_though_a_fork_has_the_pipe_too(self) -> None:
        code = """
            import os, time
            from tests.test_cross_check_worker import AS_OF, GRAPH, NativeEngine, worker
            running = worker(NativeEngine)
            running.fire(GRAPH, AS_OF, [10_000])
            if not os.fork():
                os.close(1)
                os.close(2)
                time.sleep(20)
                os._exit(0)
            print(running.pid, flush=True)
            os._exit(0)
        """
        command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert soon(lambda: gone(int(ran.stdout)))
