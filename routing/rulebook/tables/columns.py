"""The headings of a table: which column names the rule, which asks something of the case, which says what follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.errors import PatternError, RulebookError, did_you_mean
from routing.pattern.check import Checker, check_pattern
from routing.pattern.parser import parse_expression, parse_pattern
from routing.pattern.schema import PropertyType
from routing.pattern.syntax import Call, Property, Subquery
from routing.pattern.types import Scope
from routing.rulebook import limits
from routing.rulebook.digest import squeezed
from routing.rulebook.tables.cells import Subject
from routing.rulebook.tables.grid import Grid, plain
from routing.rulebook.tables.head import Head
from routing.rulebook.tables.words import ABOUT_RULE, EFFECT_FIELDS, LABELS, SHORT, VALUES, by_label
from routing.vocabulary import Vocabulary

_WORD = re.compile(r"(?:(\w+)\.)?([^\s.(){}\[\]<>=+*/%'\"]+)")


@dataclass
class Columns:
    """The columns of a table by what they are for; `said` are the headings as written."""

    label: str = "row"
    rule: dict[str, int] = field(default_factory=dict)
    where: list[int] = field(default_factory=list)
    effect: dict[str, int] = field(default_factory=dict)
    conditions: dict[int, Subject] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)


class ColumnReader:
    """Reads the headings of one table; `errors` holds what is wrong."""

    def __init__(self, sheet: Grid, head: Head, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self.vocabulary = vocabulary
        self.checker = Checker(vocabulary.schema)
        self.errors: list[RulebookError] = []
        self.scope: Scope | None = self._scope(head)

    def _scope(self, head: Head) -> Scope | None:
        """The variables of the table, None (and one error, not one for every row) where its pattern is wrong."""
        try:
            return check_pattern(parse_pattern(head.match), self.vocabulary.schema)
        except PatternError as error:
            self.errors.append(self.sheet.error(head.places["match"], error.message, error.help))
            return None

    def read(self, row: int, headings: Mapping[int, str]) -> Columns:
        """The columns under a row of headings."""
        columns = Columns(LABELS[plain(headings[1])], said=dict(headings))
        taken: dict[str, int] = {}
        for column, heading in headings.items():
            if column == 1:
                continue
            word = plain(heading)
            if (name := ABOUT_RULE.get(word)) == "where":
                columns.where.append(column)
                continue
            if name is not None:
                columns.rule[name] = column
            elif (name := EFFECT_FIELDS.get(word)) is not None:
                columns.effect[name] = column
            elif (subject := self._subject(row, column, heading)) is not None:
                columns.conditions[column] = subject
                name = subject.text
            if name in taken:
                help = "two columns ask the same; take one of them out"
                self.errors.append(self.sheet.error((row, column), f"there is already a column `{name}`", help))
            taken[name or str(column)] = column
        return columns

    def _subject(self, row: int, column: int, heading: str) -> Subject | None:
        """What a heading asks of the case: a property by its name or label, or an expression."""
        if self.scope is None:
            return None
        if len(heading) > limits.HEADING_CHARACTERS:
            message = f"a heading has at most {limits.HEADING_CHARACTERS} characters"
            self.errors.append(self.sheet.error((row, column), message))
            return None
        text = heading
        if found := _WORD.fullmatch(heading):
            owners = self._owners(found[1], found[2])
            if len(owners) > 1:
                help = f"write {' or '.join(f'`{owner}`' for owner in owners)}"
                self.errors.append(self.sheet.error((row, column), f"`{heading}` is not clear here", help))
                return None
            if not owners and (found[1] is None or found[1] not in self.scope):
                self.errors.append(self._unknown(row, column, heading))
                return None
            text = owners[0] if owners else heading
        try:
            return subject_of(text, self.checker, self.scope, self.vocabulary)
        except PatternError as error:
            self.errors.append(self.sheet.error((row, column), error.message, error.help))
            return None

    def _owners(self, variable: str | None, word: str) -> list[str]:
        """The properties that a short heading can mean, as expressions."""
        scope = self.scope or {}
        names = [variable] if variable is not None else sorted(scope)
        found = []
        for name in names:
            labels = scope[name].labels if name in scope else None
            for label in sorted(labels or ()):
                known = self._property(label, word)
                if known is not None:
                    found.append(f"{name}.{known}")
        return list(dict.fromkeys(found))

    def _property(self, label: str, word: str) -> str | None:
        """The property of nodes with a label that a word names."""
        known = self.vocabulary.schema.labels[label]
        if word in known:
            return word
        short = SHORT.get(plain(word))
        if short is not None and short[0] == label:
            return short[1]
        terms = self.vocabulary.declared.get(label, {})
        labels = by_label((name, text) for name, term in terms.items() for text in (term.ja, term.en))
        names = labels.get(plain(word), set()) & set(known)
        return min(names) if len(names) == 1 else None

    def _unknown(self, row: int, column: int, heading: str) -> RulebookError:
        scope = self.scope or {}
        properties = {name for found in scope.values() for label in found.labels or () for name in self._known(label)}
        help = did_you_mean(
            plain(heading),
            {*ABOUT_RULE, *EFFECT_FIELDS, *SHORT, *properties},
            "a heading is a property of a variable (`p.age`), a field of an effect (`to`), or an expression",
        )
        return self.sheet.error((row, column), f"unknown heading `{heading[:60]}`", help)

    def _known(self, label: str) -> list[str]:
        terms = self.vocabulary.declared.get(label, {})
        return [*self.vocabulary.schema.labels[label], *(term.ja for term in terms.values())]


def subject_of(text: str, checker: Checker, scope: Scope, vocabulary: Vocabulary) -> Subject:
    """What a column asks whose heading is an expression. Raises `PatternError`."""
    text = squeezed(text) or ""  # a comment would take in what is put behind it
    expression = parse_expression(text)
    found = checker.expression(expression, scope)
    checker.refuse_left_out()
    declared = found.declared
    return Subject(
        text=text if isinstance(expression, Call | Property | Subquery) else f"({text})",
        kind=found.kind,
        values=declared.values if declared is not None else None,
        what=declared.what if declared is not None else "value",
        words=_words(text, declared, vocabulary),
        plain_property=isinstance(expression, Property),
    )


def _words(text: str, declared: PropertyType | None, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """The labels that may stand in the cells of a column."""
    if declared is None or declared.values is None:
        return {}
    listed = VALUES.get(text.rpartition(".")[2], {})
    words = {word: {name} for word, name in listed.items() if name in declared.values}
    for word, codes in labels_of_kinds(vocabulary).items():
        if codes & declared.values:
            words.setdefault(word, codes & declared.values)
    return words


def labels_of_kinds(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """The labels of everything that has one, in both languages, and the codes each can stand for."""
    tables = (vocabulary.needs, vocabulary.agency_kinds, vocabulary.domains, vocabulary.event_types)
    return by_label((code, text) for table in tables for code, term in table.items() for text in (term.ja, term.en))
