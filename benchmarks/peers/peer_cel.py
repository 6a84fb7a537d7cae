"""CEL by way of `common-expression-language`: the cel crate, in Rust."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import cel

from benchmarks.peers.cel_host import MOVED, CelHost, Condition, only_25


class Cel(CelHost):
    """The host, with conditions compiled once."""

    name = "CEL (common-expression-language)"
    version = version("common-expression-language")
    moved = MOVED
    warm_up = 300
    batch = 1

    def __init__(self) -> None:
        super().__init__(compiled)


def compiled(condition: str) -> Condition:
    """A condition as a function of its variables."""
    execute: Condition = cel.compile(condition).execute
    return execute


def make(rules: int = 25) -> Any:
    """The 25 rules."""
    only_25(rules)
    return Cel()
