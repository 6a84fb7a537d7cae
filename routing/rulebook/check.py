"""From written rules to typed ones: every pattern parsed and checked against the vocabulary, every effect checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import lru_cache

from routing.errors import PatternError, RulebookError
from routing.pattern.check import check_pattern
from routing.pattern.parser import parse_pattern
from routing.pattern.plan import pattern_expressions
from routing.pattern.schema import Schema
from routing.pattern.syntax import Pattern, Subquery, children
from routing.pattern.types import Scope
from routing.rulebook import limits
from routing.rulebook.effect_check import Declared, EffectCheck
from routing.rulebook.effects import Effect
from routing.rulebook.reading import Problems, WrittenRule
from routing.rulebook.rule import Rule


def with_finding_kinds(schema: Schema, kinds: Iterable[str]) -> Schema:
    """The schema with `Finding.kind` closed to the kinds that some rule derives, so that a typo is an error."""
    finding = dict(schema.labels["Finding"])
    finding["kind"] = dataclasses.replace(
        finding["kind"],
        values=frozenset(kinds),
        what="finding kind",
        declared="by the effects of rules (`finding`)",
    )
    return dataclasses.replace(schema, labels={**schema.labels, "Finding": finding})


def check_rules(written: Iterable[WrittenRule], declared: Declared, problems: Problems) -> list[Rule]:
    """The rules whose patterns and effects are sound, sorted by id and start."""
    checked: list[Rule] = []
    relationships = 0
    for entry in written:
        rule = check_rule(entry, declared, problems)
        if rule is not None:
            checked.append(rule)
            relationships += _relationships(rule.pattern)
            if relationships > limits.ALL_RELATIONSHIPS:
                message = f"the patterns of a rulebook have at most {limits.ALL_RELATIONSHIPS} relationships together"
                problems.add(message, entry.document, entry.path)
                problems.stop()
    return sorted(checked, key=lambda r: (r.id, str(r.start or "")))


def _relationships(pattern: Pattern) -> int:
    """The relationships of a pattern, those in its subqueries included."""
    count = sum(len(path.relationships) for path in pattern.paths)
    todo = pattern_expressions(pattern)
    while todo:
        here = todo.pop()
        if isinstance(here, Subquery):
            count += _relationships(here.pattern)
        todo.extend(children(here))
    return count


MOST_KEPT, LONGEST_KEPT = 2048, 500
"""Parsed patterns that are kept, and the characters of the longest: a few megabytes for ordinary rules."""


def _parsed(match: str, where: str | None) -> Pattern:
    """A pattern from its texts. Packs that several rulebooks extend are parsed once."""
    return _kept(match, where) if len(match) + len(where or "") <= LONGEST_KEPT else parse_pattern(match, where)


_kept = lru_cache(MOST_KEPT)(parse_pattern)


def check_rule(written: WrittenRule, declared: Declared, problems: Problems) -> Rule | None:
    """One rule, or None where it has an error."""
    entry = written.entry
    pattern: Pattern | None
    variables: Scope | None
    try:
        pattern = _parsed(entry.match, entry.where)
        variables = check_pattern(pattern, declared.schema)
        _check_names(variables, entry.match)
    except PatternError as error:
        problems.take(_in_file(error, written))
        pattern, variables = None, None
    check = EffectCheck(entry.id, variables, declared, written.document)
    for effect, path in written.effects:
        check.check(effect, path)
    problems.take(check.errors)
    if pattern is None:
        return None
    effects: tuple[Effect, ...] = tuple(effect for effect, _ in written.effects)
    return Rule(
        id=entry.id,
        title={"ja": entry.title.ja, "en": entry.title.en},
        pattern=pattern,
        effects=effects,
        match=entry.match,
        where=entry.where,
        basis=entry.basis,
        start=entry.in_force.start,
        until=entry.in_force.until,
        pack=written.pack,
        place=written.place,
        note=entry.note,
    )


def _check_names(variables: Iterable[str], match: str) -> None:
    """Raise `PatternError` for a variable that cannot be a key of a decision, whose keys are ASCII."""
    for name in variables:
        if not name.isascii():
            help = "name variables with the letters a to z, digits and `_`: they are keys of the decision"
            error = PatternError(f"the variable `{name}` is not written in plain letters", help=help)
            error.offset = max(match.find(name), 0)
            raise error


def _in_file(error: PatternError, written: WrittenRule) -> RulebookError:
    document = written.document
    line, column = document.text_position((*written.path, error.part), error.offset)
    message = f"rule `{written.entry.id}`: {error.message}"
    return RulebookError(message, file=document.file, line=line, column=column, help=error.help)
