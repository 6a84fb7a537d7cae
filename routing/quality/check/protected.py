"""`protected-read`: a property that nobody may be treated unequally for, read without a law that permits it."""

from __future__ import annotations

from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.quality.check.finding import Finding, Place
from routing.quality.check.subject import Subject, quoted
from routing.quality.property_reads import properties_read, through_findings
from routing.rulebook import Rule
from routing.rulebook.reads import ANY

Read = tuple[str, s.Position | None]
"""A protected property that is read, and where in the pattern; None: in an effect, or in a finding."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules that read a protected property, or a finding that says it, without a basis that permits it."""
    rules = subject.rulebook.rules
    direct = {id(rule): dict(_reads(subject, rule)) for rule in rules}
    known, tainted = through_findings(subject.rulebook, direct)
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
    """The protected properties that a rule reads, the first place of each last: it is the one that is kept."""
    protected = protected_of(subject)
    found = [
        (read.name, read.at)
        for read in properties_read(rule, subject.rulebook.schema)
        if _is_protected(read.name, read.labels, protected)
    ]
    yield from reversed(found)


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
