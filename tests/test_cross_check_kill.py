"""`kill -9` of the second engine at random points: every case still gets its decision, and it is the same."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from routing import Case, Decision, Router
from routing.engines import EngineFactory
from routing.engines.durable import installed
from routing.engines.durable.worker import DurableWorker
from tests.generate_cases import generated
from tests.other_engines import Plain
from tests.packs import bundled_rulebook
from tests.test_cross_check_worker import gone

THREADS = 4


class Killer:
    """Kills whatever process the workers of a router run, at random moments. `killed` counts them."""

    def __init__(self, router: Router, seed: int, longest: float) -> None:
        self.router = router
        self.chance = random.Random(seed)
        self.longest = longest
        self.killed: set[int] = set()
        self._stop = threading.Event()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self._work)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _work(self) -> None:
        while not self._stop.wait(self.chance.uniform(0, self.longest)):
            for derivation in list(self.router._in_force.values()):
                pid = derivation.verifier.pid if isinstance(derivation.verifier, DurableWorker) else None
                if pid is not None:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        self.killed.add(pid)


def killed_while_routing(verifier: EngineFactory | None, count: int, kills: int) -> None:
    """Route cases, again and again until a process was killed often enough, and compare each decision."""
    book = bundled_rulebook("setagaya")
    cases = [Case.from_dict(generated(seed, book)) for seed in range(count)]
    alone = [content(Router(book).route(case)) for case in cases]
    routed = verified = 0
    with Router(book, cross_check=True, verifier=verifier, reproductions=None) as checked:
        killer = Killer(checked, count, longest=0.6)
        with killer.at_work(), ThreadPoolExecutor(THREADS) as pool:
            while len(killer.killed) < kills:
                decisions = list(pool.map(checked.route, cases))
                assert [content(decision) for decision in decisions] == alone
                routed += count
                verified += sum(bool(decision.verified_by) for decision in decisions)
        print(f"{len(killer.killed)} killed, {routed - verified} of {routed} cases unverified")
        assert all(checked.route(case).verified_by for case in cases[:10])  # once left alone, it verifies again
    assert [pid for pid in killer.killed if not gone(pid)] == []


def content(decision: Decision) -> dict[str, Any]:
    """A decision but for who verified it; the digest is compared too."""
    return {name: value for name, value in decision.to_data().items() if name not in ("engine", "verified_by")}


@pytest.mark.skipif(os.name != "posix", reason="needs the signals of a POSIX system")
class TestKill:
    @pytest.mark.soak
    @pytest.mark.skipif(installed() is None, reason="durable_rules is not installed (it needs a C compiler)")
    def test_every_case_gets_its_decision_though_the_durable_engine_is_killed(self) -> None:
        killed_while_routing(None, 200, 15)

    @pytest.mark.unmeasured
    def test_every_case_gets_its_decision_though_the_other_engine_is_killed(self) -> None:
        killed_while_routing(functools.partial(DurableWorker, engine=Plain), 30, 3)
