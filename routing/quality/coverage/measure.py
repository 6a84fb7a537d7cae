"""Measuring: every rule test of a pack is routed, and every rule is looked at in what it derives."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from routing.engines.entry import Dispatch, entries
from routing.engines.firings import Firings
from routing.errors import CaseError, RulebookError, RulebookErrors
from routing.pattern.budget import BudgetExceeded
from routing.quality.coverage.decisive import deciding_test
from routing.quality.coverage.findings import Derived, derived, kinds
from routing.quality.coverage.layers import Atom, Layer, layers
from routing.quality.coverage.parts import ConditionCoverage, Coverage, EffectCoverage, RuleCoverage
from routing.quality.coverage.places import Places
from routing.quality.coverage.possible import possible_truths
from routing.quality.coverage.truths import TRUTHS, Look, Truth, Truths
from routing.quality.testing import RuleTest, read_tests
from routing.router import BUDGET, Router
from routing.rulebook import Rulebook
from routing.rulebook.packs import find_pack
from routing.rulebook.rule import Rule


def measure(name_or_path: str | Path, extended: bool = False) -> Coverage:
    """What the tests of a pack exercise of its own rules; of those of the packs it `extended` too, if asked.

    Raises `RulebookErrors` where the rulebook or a test file is not valid.
    """
    rulebook = Rulebook.load(name_or_path)
    pack = find_pack(name_or_path)
    tests = read_tests(pack, rulebook)
    router = Router(rulebook, reproductions=None)
    fired = [(test, _fire(test, router)) for test in tests]
    places = Places(pack)
    findings = derived(rulebook.rules, rulebook.schema)
    own = [rule for rule in rulebook.rules if extended or rule.pack == rulebook.id]
    measured = [_Measured(rule, rulebook, findings) for rule in own]
    for test, firings in fired:
        hit = {firing.rule.id for firing in firings.fired}
        for one in measured:
            if one.rule.in_force(test.case.as_of):
                one.take(test, firings, one.rule.id in hit)
    rules = tuple(sorted((one.coverage(places) for one in measured), key=lambda rule: rule.place))
    unfinished = tuple((test, one.rule.id) for one in measured for test in one.unfinished)
    return Coverage(rulebook.id, rulebook.version, len(tests), rules, unfinished)


def _fire(test: RuleTest, router: Router) -> Firings:
    try:
        return router.fire(test.case)
    except CaseError as error:
        file, _, line = test.place.rpartition(":")
        text = f"case: {error.message}"
        raise RulebookErrors([RulebookError(text, file=file, line=int(line), column=1, help=error.help)]) from None


class _Measured:
    """A rule, and what the tests so far exercise of it."""

    def __init__(self, rule: Rule, rulebook: Rulebook, findings: Derived) -> None:
        self.rule = rule
        self.rulebook = rulebook
        self.findings = findings
        self.layer = layers(rule.pattern, rulebook.schema)
        self.truths = Truths(self.layer, rulebook.schema)
        self.start = Dispatch([(rule, entries(rule.pattern, rulebook.schema))])
        self.hit: list[tuple[RuleTest, Firings]] = []
        self.missed: list[str] = []
        self.denied: list[str] = []
        self.unfinished: list[str] = []
        self.counts: dict[tuple[int, Truth], int] = {}

    def take(self, test: RuleTest, firings: Firings, fires: bool) -> None:
        """Take in one more test, and what fires in it."""
        denied = self.rule.id in (test.expect.not_fires or ())
        if fires:
            self.hit.append((test, firings))
        elif denied or self.start.candidates(firings.graph):
            self.missed.append(test.place)
        if denied:
            self.denied.append(test.place)
        look = Look(firings.graph, test.case.as_of, [BUDGET])
        try:
            self.truths.take(look)
        except BudgetExceeded:
            self.unfinished.append(test.place)
            return
        for key in look.seen:
            self.counts[key] = self.counts.get(key, 0) + 1

    def coverage(self, places: Places) -> RuleCoverage:
        """What all tests exercise of the rule."""
        rule = self.rule
        effects = []
        for number in range(len(rule.effects)):
            test = deciding_test(rule, number, self.hit, self.rulebook)
            text, place = places.effect(rule, number)
            effects.append(EffectCoverage(text, place, None if test is None else test.place))
        return RuleCoverage(
            id=rule.id,
            start=rule.start,
            title=rule.title,
            pack=rule.pack,
            place=places.rule(rule),
            match=rule.match,
            where=rule.where,
            hit=tuple(test.place for test, _ in self.hit),
            missed=tuple(self.missed),
            denied=tuple(self.denied),
            conditions=tuple(self._conditions(places)),
            effects=tuple(effects),
        )

    def _conditions(self, places: Places) -> Iterable[ConditionCoverage]:
        ordered = sorted(self.layer.all_atoms(), key=_in_reading_order)
        for atom, layer in ordered:
            text, at = places.written(self.rule, atom)
            schema = self.rulebook.schema
            owed = possible_truths(atom.expression, layer.scope, schema, kinds(layer, self.findings, schema))
            counts = {truth: self.counts.get((id(atom), truth), 0) for truth in TRUTHS}
            yield ConditionCoverage(text, at, places.at(self.rule, at), owed, counts)


def _in_reading_order(found: tuple[Atom, Layer]) -> tuple[str, int, int]:
    """`match` before `where`; a condition before those in its subqueries."""
    at = found[0].at
    return at.part, at.start, -at.end
