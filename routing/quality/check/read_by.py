"""Whether a rule reads a finding as another rule derives it: of that kind, and about nodes of those labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routing.pattern import PropertyGraph
from routing.pattern import syntax as s
from routing.pattern.plan import conjuncts, pattern_expressions, with_names
from routing.pattern.reference import Evaluator
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope
from routing.rulebook import Rule
from routing.rulebook.effects import FindingEffect
from routing.rulebook.strata import derived_kinds

FINDING = "Finding"


def can_read(rule: Rule, kind: str, about: frozenset[str], schema: Schema) -> bool:
    """Whether some finding variable of a rule, in its paths or in a subquery, can be a finding of this kind that is
    about nodes with one of these labels, as far as its conditions say by themselves."""
    pending: list[tuple[s.Pattern, Scope]] = [(rule.pattern, {})]
    while pending:
        here, outer = pending.pop()
        named = with_names(here, f" {len(outer)} ")
        scope = bind(named, schema, outer)
        for name, bound in scope.items():
            fresh = name not in outer and bound.kind == "node" and FINDING in (bound.labels or {FINDING})
            if fresh and _of_kind(named, name, kind) and _about(named, name, about, scope):
                return True
        if any(step.hops is not None for path in named.paths for step in path.relationships):
            return True
        pending += [(e.pattern, scope) for e in _inner(pattern_expressions(named))]
    return False


def _inner(expressions: Iterable[s.Expression]) -> Iterable[s.Subquery]:
    pending = list(expressions)
    while pending:
        e = pending.pop()
        pending += s.children(e)
        if isinstance(e, s.Subquery):
            yield e


def _of_kind(pattern: s.Pattern, variable: str, kind: str) -> bool:
    """Whether no condition on the kind alone forbids it."""
    graph = PropertyGraph()
    graph.add_node("finding", labels={FINDING}, properties={"kind": kind})
    finding = graph.nodes["finding"]
    ask = Evaluator(graph, None)
    inline = [
        value
        for path in pattern.paths
        for node in path.nodes
        if node.variable == variable
        for key, value in node.properties
        if key == "kind"
    ]
    if any(isinstance(value, s.Constant) and value.value != kind for value in inline):
        return False
    tests = [test for test in conjuncts(pattern.where) if _only_of_kind(test, variable)]
    return all(ask.value(test, {variable: finding}) is True for test in tests)


def _only_of_kind(test: s.Expression, variable: str) -> bool:
    if isinstance(test, s.Subquery | s.Variable | s.Call):
        return False
    if isinstance(test, s.Property):
        return test.name == "kind" and test.subject == s.Variable(variable)
    return all(_only_of_kind(part, variable) for part in s.children(test))


def _about(pattern: s.Pattern, variable: str, labels: frozenset[str], scope: Scope) -> bool:
    """Whether what the pattern wants the finding to be about can be among nodes of these labels."""
    for path in pattern.paths:
        for left, step, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if step.types != ("ABOUT",) or step.hops is not None or variable not in (left.variable, right.variable):
                continue
            other = right.variable if left.variable == variable else left.variable
            wanted = scope[other].labels if other is not None else None
            if wanted and not wanted & labels:
                return False
    return True


def rings(readers: Mapping[str, Iterable[Rule]]) -> dict[str, frozenset[str]]:
    """For each kind the kinds that follow from it and from which it follows, itself among them."""
    after = {kind: frozenset().union(*map(derived_kinds, rules)) for kind, rules in readers.items()}
    reached: dict[str, frozenset[str]] = {}
    for kind in after:
        found: set[str] = set()
        pending = [kind]
        while pending:
            new = after.get(pending.pop(), frozenset()) - found
            found |= new
            pending += new
        reached[kind] = frozenset(found)
    return {kind: frozenset(k for k in to if kind in reached.get(k, ())) | {kind} for kind, to in reached.items()}


def only_derives(rule: Rule, kinds: frozenset[str]) -> bool:
    """Whether a rule does nothing but derive findings of these kinds."""
    return all(isinstance(effect, FindingEffect) and effect.kind in kinds for effect in rule.effects)
