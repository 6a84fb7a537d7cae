"""What each rule reads of a case, and what of that marks people whom nobody may treat unequally.

The marks are data (`protected_attributes.csv`): `protected`, `sensitive` (a law asks for special care, or it says much
of somebody's place in society), or `proxy` (it tells of something protected); each with its ground, the law behind it,
and how well that is known, as with the basis of a rule: `verified`, `dated`, `secondary`, or `memory`. A property that
a vocabulary declares `protected` is protected, listed or not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Literal

from routing.quality.check.protected import permitted
from routing.quality.property_reads import constants_read, properties_read, through_findings
from routing.rulebook import Rule, Rulebook
from routing.vocabulary import Vocabulary

MarkKind = Literal["protected", "sensitive", "proxy"]
_IDS = frozenset({"id"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Why an attribute asks for care. `attribute` may end with `*`; `law` is empty where none is named."""

    label: str
    attribute: str
    mark: MarkKind
    ja: str
    en: str
    law: str
    status: str


@dataclass(frozen=True, slots=True)
class AttributeRead:
    """An attribute that a rule reads, itself or `through` a finding that was derived from it.

    `label` is Person, Need, Case, Event and so on, or empty where the pattern does not say; of a need the attribute is
    its code, where the rule asks for one. `permitted`: a basis of the rule permits it by name.
    """

    rule: str
    label: str
    attribute: str
    through: bool
    mark: Mark | None
    permitted: bool

    @property
    def key(self) -> tuple[str, str]:
        """Label and attribute."""
        return self.label, self.attribute


@cache
def marks() -> tuple[Mark, ...]:
    """The list of marks that comes with the library."""
    text = resources.files("routing.audit").joinpath("protected_attributes.csv").read_text(encoding="utf-8")
    return tuple(Mark(**row) for row in csv.DictReader(text.splitlines()))  # type: ignore[arg-type]


def mark_of(label: str, attribute: str, vocabulary: Vocabulary) -> Mark | None:
    """The mark of an attribute, None where it has none."""
    for mark in marks():
        if label in ("", mark.label) and fnmatchcase(attribute, mark.attribute):
            return mark
    for of_label, terms in vocabulary.declared.items():
        known = terms.get(attribute)
        if known is not None and known.protected and label in ("", of_label):
            return Mark(of_label, attribute, "protected", "語彙で保護される属性", "declared protected", "", "verified")
    return None


def attributes_read(rulebook: Rulebook) -> tuple[AttributeRead, ...]:
    """What the rules of a rulebook read, every dated version, each attribute of a rule once; by rule and attribute."""
    direct = {id(rule): set(_direct(rule, rulebook)) for rule in rulebook.rules}
    names = {key: "\t".join(key) for keys in direct.values() for key in keys}
    known, _ = through_findings(rulebook, {of: [names[key] for key in keys] for of, keys in direct.items()})
    found: dict[tuple[str, str, str], AttributeRead] = {}
    for rule in rulebook.rules:
        permits = permitted(rule)
        for name in known[id(rule)]:
            label, _, attribute = name.partition("\t")
            itself = (label, attribute) in direct[id(rule)]
            mark = mark_of(label, attribute, rulebook.vocabulary)
            key = rule.id, label, attribute
            if key not in found or itself:
                found[key] = AttributeRead(rule.id, label, attribute, not itself, mark, attribute in permits)
    return tuple(found[key] for key in sorted(found))


def _direct(rule: Rule, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Labels and attributes. Codes stand for the property `code`; findings are followed to what they come from."""
    codes = {value for value in constants_read(rule) if isinstance(value, str)}
    needs, domains = codes & rulebook.vocabulary.needs.keys(), codes & rulebook.vocabulary.domains.keys()
    for read in properties_read(rule, rulebook.schema):
        of = read.labels or frozenset()
        if read.name in _IDS or of == {"Finding"}:
            continue
        if of == {"Need"} and read.name == "code" and needs:
            yield from (("Need", code) for code in needs)
        elif of == {"Need"} and read.name == "domain" and domains:
            yield from (("Need", f"{domain}.*") for domain in domains)
        else:
            yield next(iter(of)) if len(of) == 1 else "", read.name


def readers(rulebook: Rulebook, label: str, attribute: str) -> dict[str, bool]:
    """The rules that read an attribute, itself or through findings, by id: whether a basis permits it."""
    return {
        read.rule: read.permitted
        for read in attributes_read(rulebook)
        if read.attribute == attribute and read.label in ("", label)
    }
