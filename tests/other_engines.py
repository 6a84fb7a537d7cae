"""Engines for tests of what happens around one: real ones, with a real defect each. Made by name in a child process."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import signal
import time
from collections.abc import Sequence

from routing.engines import EngineFailed, Firings, NativeEngine
from routing.engines.findings import add_finding
from routing.engines.firings import Firing
from routing.engines.reference import ReferenceEngine
from routing.pattern import PropertyGraph, Schema
from routing.rulebook.rule import Rule

Strata = Sequence[Sequence[Rule]]


class Plain:
    """The naive engine, which knows no budget."""

    name = "plain"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.engine = ReferenceEngine(strata)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        return self.engine.fire(graph, as_of)


class Forgetful:
    """Loses the rule that comes first."""

    name = "forgetful"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        first = min(rule.id for rules in strata for rule in rules)
        self.engine = NativeEngine([[rule for rule in rules if rule.id != first] for rules in strata], schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        return self.engine.fire(graph, as_of, budget)


class Fanciful:
    """Fires every rule for the first person and the first need, and derives a finding nobody asked for."""

    name = "fanciful"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.rules = [rule for rules in strata for rule in rules]

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        person = graph.by_label["Person"][0]
        over = graph.overlay()
        add_finding(over, f"finding/fancied\t{person.id}", [person.id])
        bindings = {"p": person, "n": graph.by_label["Need"][0]}
        return Firings(tuple(Firing(rule, bindings) for rule in self.rules), (), over)


class Costly:
    """Finds every case too much."""

    name = "costly"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.engine = NativeEngine(strata, schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        firings = self.engine.fire(graph, as_of, budget)
        return Firings(firings.fired, (), firings.graph, exceeded=True)


class Raising:
    """Raises, with a value of the case in the message."""

    name = "raising"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        pass

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        raise ZeroDivisionError(str(graph.by_label["Person"][0].values))


class Declining:
    """Gives no answer, and says why."""

    name = "declining"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        pass

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        raise EngineFailed("it lost a fact")


class Unmakeable:
    """Cannot be made."""

    name = "unmakeable"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        raise OSError("no engine")

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        raise NotImplementedError


class Crashing:
    """Crashes on every case as a fault in C does."""

    name = "crashing"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.engine = NativeEngine(strata, schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)
        raise AssertionError("unreachable")


class CrashingOnce:
    """Crashes where it finds the file named by `CRASH_ONCE`, which it removes first."""

    name = "crashing once"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.engine = NativeEngine(strata, schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        file = os.environ["CRASH_ONCE"]
        if os.path.exists(file):
            os.unlink(file)
            os._exit(3)
        return self.engine.fire(graph, as_of, budget)


class Hanging:
    """Never comes to an end."""

    name = "hanging"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        pass

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        while True:
            time.sleep(1)


class Sleeping:
    """Is never made to an end."""

    name = "sleeping"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        time.sleep(3600)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        raise NotImplementedError


class Talkative:
    """Prints wherever it can."""

    name = "talkative"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.engine = NativeEngine(strata, schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        for descriptor in (1, 2):
            os.write(descriptor, b"nonsense" * 1000)
        print("nonsense")
        return self.engine.fire(graph, as_of, budget)


class Greedy:
    """Wants more memory than a process may have."""

    name = "greedy"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        pass

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        raise AssertionError(len(bytearray(4 << 30)))


class Lying:
    """Names a rule that nobody knows."""

    name = "lying"

    def __init__(self, strata: Strata, schema: Schema) -> None:
        self.rule = strata[0][0]

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        return Firings((Firing(dataclasses.replace(self.rule, id="unknown"), {}),), (), graph)
