"""`protected-read`: a property that nobody may be treated unequally for, read without a law that permits it."""

from __future__ import annotations

from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.pattern.plan import pattern_expressions, with_names
from routing.pattern.scope import bind
from routing.pattern.types import Scope
from routing.quality.check.finding import Finding, Place
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effect_check import REFERENCE
from routing.rulebook.reads import ANY
from routing.rulebook.strata import derived_kinds

Read = tuple[str, s.Position | None]
"""A protected property that is read, and where in the pattern; None: in an effect, or in a finding."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules that read a protected property, or a finding that says it, without a basis that permits it."""
    rules = subject.rulebook.rules
    direct = {id(rule): dict(_reads(subject, rule)) for rule in rules}
    tainted: dict[str, dict[str, Rule]] = {}
    known = {id(rule): set(direct[id(rule)]) for rule in rules}
    changed = True
    while changed:
        changed = False
        for rule in rules:
            reads = subject.rulebook.reads(rule).all
            kinds = tainted if ANY in reads else reads & tainted.keys()
            known[id(rule)] |= {name for kind in kinds for name in tainted[kind]}
            for kind in derived_kinds(rule):
                for name in known[id(rule)] - tainted.get(kind, {}).keys():
                    tainted.setdefault(kind, {})[name] = rule
                    changed = True
    for rule in rules:
        for name in sorted(known[id(rule)] - permitted(rule)):
            yield _finding(subject, rule, name, direct[id(rule)], tainted)
        for name in sorted(permitted(rule) - {name for _, name in protected_of(subject)}):
            yield _permits_nothing(subject, rule, name)


def permitted(rule: Rule) -> set[str]:
    """The protected properties that a basis of a rule permits it to read."""
    bases = (*rule.basis, *(basis for effect in rule.effects for basis in getattr(effect, "basis", ())))
    return {name for basis in bases for name in basis.permits}


def protected_of(subject: Subject) -> set[tuple[str, str]]:
    """The protected properties of the vocabulary, each with its label."""
    return {
        (label, name)
        for label, terms in subject.rulebook.vocabulary.declared.items()
        for name, term in terms.items()
        if term.protected
    }


def _permits_nothing(subject: Subject, rule: Rule, name: str) -> Finding:
    return subject.finding(
        "void-effect",
        subject.written.place(rule, "basis"),
        (
            f"ルール `{rule.id}` の `permits` にある `{name}` という保護される属性はない",
            f"`permits` of rule `{rule.id}` names `{name}`, which is no protected property of the vocabulary",
        ),
        rules=[rule],
    )


def _reads(subject: Subject, rule: Rule) -> Iterator[Read]:
    """The protected properties that a rule reads, the first place of each first in the pattern."""
    protected = protected_of(subject)
    found = list(_in_pattern(subject, rule.pattern, {}, protected))
    scope = bind(rule.pattern, subject.rulebook.schema, {})
    for effect in rule.effects:
        before = getattr(effect, "before", None)
        for text in (getattr(effect, "located_in", None), before.date if before is not None else None):
            parts = REFERENCE.fullmatch(text or "")
            if parts and any((label, parts[2]) in protected for label in scope[parts[1]].labels or ()):
                found.append((parts[2], None))
    yield from reversed(found)


def _in_pattern(subject: Subject, pattern: s.Pattern, outer: Scope, protected: set[tuple[str, str]]) -> Iterator[Read]:
    named = with_names(pattern, f" {len(outer)} ")
    scope = bind(named, subject.rulebook.schema, outer)
    for path in named.paths:
        for node in path.nodes:
            labels = scope[node.variable or ""].labels
            for key, value in node.properties:
                if _is_protected(key, labels, protected):
                    yield key, value.at
    todo = list(pattern_expressions(pattern))
    while todo:
        e = todo.pop(0)
        todo.extend(s.children(e))
        if isinstance(e, s.Property) and isinstance(e.subject, s.Variable) and e.subject.name in scope:
            if _is_protected(e.name, scope[e.subject.name].labels, protected):
                yield e.name, e.at
        elif isinstance(e, s.Subquery):
            inner = e.pattern
            yield from _in_pattern(subject, inner, scope, protected)
            if e.returns is not None:
                within = bind(inner, subject.rulebook.schema, scope)
                yield from _in_column(e.returns, within, protected)


def _in_column(e: s.Expression, scope: Scope, protected: set[tuple[str, str]]) -> Iterator[Read]:
    todo: list[s.Expression] = [e]
    while todo:
        here = todo.pop()
        todo.extend(s.children(here))
        if isinstance(here, s.Property) and isinstance(here.subject, s.Variable):
            labels = scope[here.subject.name].labels if here.subject.name in scope else frozenset[str]()
            if _is_protected(here.name, labels, protected):
                yield here.name, here.at


def _is_protected(name: str, labels: frozenset[str] | None, protected: set[tuple[str, str]]) -> bool:
    return any((label, name) in protected for label in labels) if labels else any(name == key for _, key in protected)


def _finding(
    subject: Subject,
    rule: Rule,
    name: str,
    direct: dict[str, s.Position | None],
    tainted: dict[str, dict[str, Rule]],
) -> Finding:
    ja_name = subject.rulebook.vocabulary.label(name, "ja")
    if name in direct:
        at = direct[name]
        place: Place = subject.written.syntax(rule, at) if at is not None else subject.written.place(rule, "then")
        ja = f"ルール `{rule.id}` は保護される属性 `{name}`（{ja_name}）を読むが、許す根拠を挙げていない"
        en = f"rule `{rule.id}` reads the protected property `{name}`, and names no basis that permits it"
        sources: list[Rule] = []
    else:
        reads = subject.rulebook.reads(rule).all
        kinds = sorted(kind for kind in tainted if name in tainted[kind] and (kind in reads or ANY in reads))
        sources = list({tainted[kind][name].id: tainted[kind][name] for kind in kinds}.values())
        place = subject.written.place(rule, "match")
        ja = (
            f"ルール `{rule.id}` は所見 {quoted(kinds)} を通して保護される属性 `{name}`（{ja_name}）を読むが、"
            "許す根拠を挙げていない"
        )
        en = (
            f"rule `{rule.id}` reads the protected property `{name}` through the finding {quoted(kinds)}, and names no "
            "basis that permits it"
        )
    return subject.finding(
        "protected-read",
        place,
        (ja, en),
        (
            f"許す法律の `basis` に `permits: [{name}]` と書くか、属性を読まない条件にする",
            f"write `permits: [{name}]` in the `basis` of the law that permits it, or do without the property",
        ),
        rules=[rule, *sources],
    )
