"""The mutants of a rule: every fault that still makes a rule which can be loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from routing.errors import PatternError
from routing.pattern import check_pattern
from routing.pattern import syntax as s
from routing.pattern.text import pattern_text
from routing.pattern.types import Scope
from routing.quality.mutate.conditions import Conditions, written
from routing.quality.mutate.effects import Effects
from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.values import Neighbours
from routing.rulebook import Rulebook
from routing.rulebook.effect_check import Declared, EffectCheck
from routing.rulebook.merge import read_packs
from routing.rulebook.packs import Library, PackText
from routing.rulebook.reading import Problems, WrittenRule
from routing.rulebook.rule import Rule
from routing.rulebook.strata import NegativeCycle, stratify

ONE_DAY = dt.timedelta(days=1)


class Mutants:
    """Makes the mutants of the rules that a pack itself adds, in the order of rules and of their text."""

    def __init__(self, rulebook: Rulebook, pack: PackText) -> None:
        self.rulebook = rulebook
        self.conditions = Conditions(Neighbours(rulebook.schema, rulebook.vocabulary))
        self.effects = Effects(rulebook)
        self.declared = Declared(rulebook.vocabulary, rulebook.schema, rulebook.tiers, rulebook.directory)
        packs = read_packs(pack, Library(), Problems())
        self.written: dict[tuple[str, dt.date | None], WrittenRule] = {
            (one.entry.id, one.entry.in_force.start): one for one in packs[-1].rules
        }
        self.rules = tuple(rule for rule in rulebook.rules if rule.pack == rulebook.id)

    def of(self, rule: Rule) -> Iterator[Mutant]:
        """The mutants of one rule, each different from the others."""
        yield from self._conditions(rule)
        yield from self._effects(rule)
        yield from self._in_force(rule)

    def _conditions(self, rule: Rule) -> Iterator[Mutant]:
        known = {pattern_text(rule.pattern)}
        for fault, at, before, after, pattern in self.conditions.pattern(rule.pattern, {}):
            text = pattern_text(pattern)
            if text in known:
                continue
            known.add(text)
            match, where = written(pattern)
            mutated = replace(rule, pattern=pattern, match=match, where=where)
            if self._loads(mutated):
                yield Mutant(rule, mutated, fault, before, after, self._place(rule, at))

    def _loads(self, mutated: Rule) -> bool:
        """Whether a rule whose pattern was changed would pass the checks that a rulebook is loaded with."""
        try:
            variables: Scope = check_pattern(mutated.pattern, self.rulebook.schema)
        except PatternError:
            return False
        entry = self.written[mutated.id, mutated.start]
        check = EffectCheck(mutated.id, variables, self.declared, entry.document)
        for effect, path in entry.effects:
            check.check(effect, path)
        return not check.errors and not _cycle(self.rulebook, mutated)

    def _effects(self, rule: Rule) -> Iterator[Mutant]:
        entry = self.written[rule.id, rule.start]
        for fault, index, field, before, after, effects in self.effects.changes(rule):
            _, path = entry.effects[index]
            mutated = replace(rule, effects=effects)
            if fault == "dropped_effect" or not _cycle(self.rulebook, mutated):
                line, column = entry.document.position((*path, field) if field else path)
                yield Mutant(rule, mutated, fault, before, after, f"{entry.document.file}:{line}:{column}")

    def _in_force(self, rule: Rule) -> Iterator[Mutant]:
        entry = self.written[rule.id, rule.start]
        line, column = entry.document.position((*entry.path, "in_force"))
        place = f"{entry.document.file}:{line}:{column}"
        for key, day in (("from", rule.start), ("until", rule.until)):
            for moved in (day - ONE_DAY, day + ONE_DAY) if day is not None else ():
                mutated = replace(rule, start=moved) if key == "from" else replace(rule, until=moved)
                if self._fits(rule, mutated):
                    yield Mutant(rule, mutated, "in_force", f"{key}: {day}", f"{key}: {moved}", place)

    def _fits(self, rule: Rule, mutated: Rule) -> bool:
        """Whether no other version of the rule is in force on a day of this one."""
        others = [one for one in self.rulebook.rules if one.id == rule.id and one is not rule]
        ends = (mutated.until or dt.date.max, mutated.start or dt.date.min)
        return ends[1] < ends[0] and not any(
            (one.start or dt.date.min) < ends[0] and ends[1] < (one.until or dt.date.max) for one in others
        )

    def _place(self, rule: Rule, at: s.Position) -> str:
        entry = self.written[rule.id, rule.start]
        line, column = entry.document.text_position((*entry.path, at.part), at.start)
        return f"{entry.document.file}:{line}:{column}"


def changed(rulebook: Rulebook, rule: Rule, mutated: Rule) -> tuple[Rule, ...]:
    """The rules of a rulebook with one in place of another."""
    return tuple(mutated if one is rule else one for one in rulebook.rules)


def _cycle(rulebook: Rulebook, mutated: Rule) -> bool:
    """Whether a rulebook with this rule would deny what follows from it. Only other findings can bring that about."""
    from routing.rulebook.reads import reads

    original = next(one for one in rulebook.rules if (one.id, one.start) == (mutated.id, mutated.start))
    found = reads(mutated.pattern, rulebook.schema)
    if found == rulebook.reads(original):
        return False
    rules = [mutated if one is original else one for one in rulebook.rules]
    try:
        stratify(rules, [found if one is mutated else rulebook.reads(one) for one in rules])
    except NegativeCycle:
        return True
    return False
