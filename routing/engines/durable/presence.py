"""Whether durable_rules is there, and the error where it is not. Nothing heavy is imported until it is needed."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from routing.errors import RoutingError

VERSION = "2.0.28"
"""The one release whose safe subset is known; no other is used."""

HELP = (
    f"pip install --no-binary :all: durable_rules=={VERSION} with CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject; "
    "it needs a C compiler"
)


class DurableMissing(RoutingError):
    """The durable engine was asked for and durable_rules is not installed. `help` says how to install it."""

    def __init__(self, message: str = f"durable_rules {VERSION} is not installed", help: str = HELP) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}\nhelp: {self.help}"


@cache
def installed() -> str | None:
    """The name of the engine with its version, such as `durable_rules 2.0.28`; None where it cannot be used."""
    from importlib import metadata

    try:
        version = metadata.version("durable_rules")
        importlib.import_module("durable_rules_engine")
    except ImportError:  # PackageNotFoundError is one too
        return None
    return f"durable_rules {version}" if version == VERSION else None


def require() -> str:
    """The name of the engine. Raises DurableMissing where it is not installed."""
    name = installed()
    if name is None:
        raise DurableMissing
    return name


def library() -> Any:
    """The C part of durable_rules. Its Python layer is left aside: it starts threads and swallows exceptions."""
    return importlib.import_module("durable_rules_engine")
