"""The tests of one pack: found, chosen, run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from routing.quality.expectations import expected_rules
from routing.quality.testing.reading import read_tests
from routing.quality.testing.run import Outcome, RuleTest
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.packs import PackText, find_pack


@dataclass(frozen=True)
class Suite:
    """The tests of a pack, and the rulebook they are run with. `target` is what it was named by."""

    target: str
    pack: PackText
    rulebook: Rulebook
    tests: tuple[RuleTest, ...]

    @classmethod
    def of(cls, name_or_path: str | Path) -> Suite:
        """The tests of one pack; those of the packs it extends are not among them.

        Raises `RulebookErrors` where the rulebook or a test file is not valid.
        """
        rulebook = Rulebook.load(name_or_path)
        pack = find_pack(name_or_path)
        return cls(str(name_or_path), pack, rulebook, tuple(read_tests(pack, rulebook)))

    def chosen(self, filters: Iterable[str]) -> tuple[RuleTest, ...]:
        """The tests that one of the filters is about; all where there is none.

        A filter is part of a name or of a file, without regard to case, or the id of a rule that the test names.
        """
        wanted = tuple(filters)
        return tuple(test for test in self.tests if not wanted or any(_about(test, text) for text in wanted))

    def run(self, tests: Iterable[RuleTest] | None = None) -> Iterator[Outcome]:
        """Run tests, by default all, one after the other. Raises `RulebookErrors` where a case does not fit."""
        router = Router(self.rulebook)
        for test in self.tests if tests is None else tests:
            yield test.run(router)


def _about(test: RuleTest, text: str) -> bool:
    folded = text.casefold()
    if any(folded in part.casefold() for part in (*test.name.values(), test.file)):
        return True
    return any(text in ids for ids in expected_rules(test.expect).values())


def run_tests(name_or_path: str | Path) -> list[Outcome]:
    """Run the tests of one pack, sorted by place; those of the packs it extends are not run again.

    Raises `RulebookErrors` where the rulebook or a test file is not valid.
    """
    return list(Suite.of(name_or_path).run())
