"""CEL by way of `cel-python`: an interpreter in Python.

Its compiling runner fails on the conditions of the workload (a missing attribute in its own syntax tree), so this is
the interpreting one.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import celpy

from benchmarks.peers.cel_host import MOVED, CelHost, Condition, only_25


class CelPython(CelHost):
    """The host, with conditions parsed once."""

    name = "CEL (cel-python)"
    version = version("cel-python")
    moved = MOVED
    warm_up = 20
    batch = 1

    def __init__(self) -> None:
        self.environment = celpy.Environment()
        super().__init__(self._compiled)

    def _compiled(self, condition: str) -> Condition:
        program = self.environment.program(self.environment.compile(condition))
        converted = celpy.json_to_cel
        return lambda bound: bool(program.evaluate({name: converted(value) for name, value in bound.items()}))


def make(rules: int = 25) -> Any:
    """The 25 rules."""
    only_25(rules)
    return CelPython()
