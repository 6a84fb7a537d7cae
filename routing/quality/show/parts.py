"""What the pages say of a rule, part by part, whatever form they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.quality.expectations import AtLeast
from routing.quality.show.dossier import RuleSheet, TestNote
from routing.quality.show.words import word
from routing.rulebook import Rule
from routing.vocabulary import Vocabulary
from routing.wording.condition import condition
from routing.wording.effect import basis_text, effect_texts
from routing.wording.phrases import all_of, quoted
from routing.wording.said import Condition
from routing.wording.words import Language, code, heading


@dataclass(frozen=True)
class VersionText:
    """One dated version of a rule in words."""

    rule: Rule
    force: str
    condition: Condition
    effects: tuple[str, ...]
    bases: tuple[str, ...]


def version_text(rule: Rule, vocabulary: Vocabulary, language: Language) -> VersionText:
    """A version of a rule in words."""
    return VersionText(
        rule,
        in_force(rule, language),
        condition(rule, vocabulary, language),
        effect_texts(rule, vocabulary, language),
        tuple(basis_text(basis, language) for basis in rule.basis),
    )


def in_force(rule: Rule, language: Language) -> str:
    """When a version holds."""
    if rule.start is None and rule.until is None:
        return word("always", language)
    if rule.until is None:
        return word("from", language, rule.start)
    if rule.start is None:
        return word("until", language, rule.until)
    return word("from_until", language, rule.start, rule.until)


def findings_of(sheet: RuleSheet, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each finding a rule makes or reads, in a sentence, with the rules at its other end."""
    for kind, readers in sheet.makes.items():
        yield word("makes", language, kind), readers
    for kind, makers in sheet.reads.items():
        yield word("reads", language, kind), makers


def test_text(note: TestNote, vocabulary: Vocabulary, language: Language) -> str:
    """A test: what it is about, whether the rule must apply there, and what it expects of the decision."""
    expect = note.test.expect
    told = [word("fires" if note.fires else "not_fires", language)]
    if expect.lead is not None:
        told.append(f"{heading('lead', language)}: {_label(expect.lead, vocabulary, language)}")
    for name in ("immediate", "duties", "supports"):
        wanted = getattr(expect, name)
        codes = wanted.includes if isinstance(wanted, AtLeast) else wanted
        if codes:
            labels = [_label(x, vocabulary, language) for x in codes]
            told.append(f"{heading(name, language)}: {all_of([quoted(x, language) for x in labels], language)}")
    if expect.backup is not None:
        told.append(f"{heading('backup', language)}: {code(expect.backup, language)}")
    mark = "。" if language == "ja" else ". "
    return f"{note.test.name[language]}（{mark.join(told)}）" if language == "ja" else (
        f"{note.test.name[language]} ({mark.join(told)})"
    )  # fmt: skip


def _label(name: str, vocabulary: Vocabulary, language: Language) -> str:
    known = code(name, language)
    return known if known != name else vocabulary.label(name, language).partition("(")[0].strip()
