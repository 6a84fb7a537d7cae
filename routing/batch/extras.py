"""The extras of the batch: what it needs and nothing else of this library does."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from routing.batch.errors import BatchExtraMissing

_EXTRAS = {"pyarrow": "batch", "distributed": "dask"}


def arrow() -> Any:
    """The module `pyarrow`. Raises `BatchExtraMissing`."""
    require("pyarrow", "a batch")
    return import_module("pyarrow")


def compute() -> Any:
    """The module `pyarrow.compute`. Raises `BatchExtraMissing`."""
    require("pyarrow", "a batch")
    return import_module("pyarrow.compute")


def parquet() -> Any:
    """The module `pyarrow.parquet`. Raises `BatchExtraMissing`."""
    require("pyarrow", "a batch")
    return import_module("pyarrow.parquet")


def dask() -> Any:
    """The module `distributed`. Raises `BatchExtraMissing`."""
    require("distributed", "a batch on a cluster")
    return import_module("distributed")


def require(package: str, purpose: str) -> None:
    """Raise `BatchExtraMissing` where a package is not installed; `purpose` says what needs it."""
    if find_spec(package) is None:
        raise BatchExtraMissing(
            f"{purpose} needs {package}, which is not installed",
            help=f"pip install 'referral-routing[{_EXTRAS[package]}]'",
        )
