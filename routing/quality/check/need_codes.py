"""Which codes the need bound to a variable of a rule can have, as far as its conditions and findings tell."""

from __future__ import annotations

from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.pattern.plan import held_values
from routing.quality.check.possible import can_hold, truths
from routing.quality.check.subject import Subject
from routing.rulebook import Rule
from routing.rulebook.effects import FindingEffect

DEEPEST = 6
"""Findings that follow from one another and are followed; beyond that any code is taken to be possible."""


def codes(subject: Subject, rule: Rule, variable: str, depth: int = 0) -> set[str]:
    """The codes that the need bound to a variable can have: more than in truth perhaps, never fewer."""
    tests = _tests(rule, variable)
    found = {
        code
        for code in subject.rulebook.vocabulary.needs
        if all(can_hold(test, _known(subject, variable, code)) for test in tests)
    }
    for finding in _findings(rule, variable) if depth < DEEPEST else ():
        kinds = next(held_values(rule.pattern, finding, "kind"), None)
        if kinds is not None:
            found &= _of_findings(subject, kinds, depth + 1)
    return found


def always(subject: Subject, rule: Rule, variable: str, code: str) -> bool:
    """Whether the conditions of a rule are true of every need of a code, whatever else holds."""
    known = _known(subject, variable, code)
    return all(truths(test, known) == {True} for test in _tests(rule, variable))


def _tests(rule: Rule, variable: str) -> list[s.Expression]:
    return [*_inline(rule, variable), *([rule.pattern.where] if rule.pattern.where is not None else [])]


def _known(subject: Subject, variable: str, code: str) -> dict[tuple[str, str], str]:
    return {(variable, "code"): code, (variable, "domain"): subject.rulebook.vocabulary.needs[code].domain}


def _inline(rule: Rule, variable: str) -> Iterator[s.Expression]:
    """What the inline maps of a node ask for, as conditions."""
    for path in rule.pattern.paths:
        for node in path.nodes:
            for key, value in node.properties if node.variable == variable else ():
                yield s.Comparison((s.Property(s.Variable(variable), key), value), ("=",))


def _findings(rule: Rule, variable: str) -> Iterator[str]:
    """The variables of findings that the pattern says are about a node."""
    for path in rule.pattern.paths:
        for left, rel, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if rel.types == ("ABOUT",) and rel.hops is None:
                for finding, node in ((left, right), (right, left)):
                    if node.variable == variable and finding.variable is not None:
                        yield finding.variable


def _of_findings(subject: Subject, kinds: tuple[str, ...], depth: int) -> set[str]:
    """The codes of the needs that findings of these kinds are about."""
    return {
        code
        for maker in subject.rulebook.rules
        for effect in maker.effects
        if isinstance(effect, FindingEffect) and effect.kind in kinds
        for name in effect.about
        if "Need" in subject.reading.labels(maker, name)
        for code in codes(subject, maker, name, depth)
    }
