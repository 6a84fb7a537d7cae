"""Running a rule test: its case is routed, the decision compared with what its author expects."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.case import Case
from routing.decision import Decision
from routing.errors import CaseError, RulebookError, RulebookErrors
from routing.quality.expectations import Difference, Expectation, compared
from routing.router import Router
from routing.source import Document
from routing.source.document import Path


@dataclass(frozen=True)
class RuleTest:
    """A rule test ready to run. `place` is `file:line` of its name; `document` and `path` say where it was read."""

    name: Mapping[str, str]
    place: str
    case: Case
    expect: Expectation
    document: Document | None = field(default=None, repr=False, compare=False)
    path: Path = field(default=(), repr=False, compare=False)

    @property
    def file(self) -> str:
        """The file it stands in, as messages show it."""
        return self.place.rpartition(":")[0]

    @property
    def line(self) -> int:
        """The line of its name."""
        return int(self.place.rpartition(":")[2])

    def run(self, router: Router) -> Outcome:
        """Route the case and compare. Raises `RulebookErrors` where the rulebook does not take the case."""
        start = time.perf_counter()
        try:
            decision = router.route(self.case)
        except CaseError as error:
            raise self.refused(error) from None
        details = compared(self.expect, decision)
        seconds = time.perf_counter() - start
        return Outcome(self.name, self.place, tuple(map(str, details)), details, seconds, self, decision)

    def refused(self, error: CaseError) -> RulebookErrors:
        """What is wrong where the rulebook does not take the case, with the place of the test."""
        text = f"case: {error.message}"
        return RulebookErrors([RulebookError(text, file=self.file, line=self.line, column=1, help=error.help)])


@dataclass(frozen=True)
class Outcome:
    """How a rule test went. `differences` has a line for every field that is not as expected, `details` the same with
    its parts; `seconds` is the time that routing and comparing took."""

    name: Mapping[str, str]
    place: str
    differences: tuple[str, ...] = ()
    details: tuple[Difference, ...] = field(default=(), compare=False)
    seconds: float = field(default=0.0, compare=False)
    test: RuleTest | None = field(default=None, repr=False, compare=False)
    decision: Decision | None = field(default=None, repr=False, compare=False)

    @property
    def passed(self) -> bool:
        return not self.differences
