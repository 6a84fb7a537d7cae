"""The shape of a test file: what a `*_test.yaml` may say."""

from __future__ import annotations

from typing import Any

from routing.rulebook.effects import Model
from routing.rulebook.files import Title


class TestEntry(Model):
    """One entry of `tests`: a case, and what is expected of the decision about it."""

    __test__ = False  # no test class itself

    name: Title
    case: Any
    expect: dict[str, Any]
    note: str | None = None
