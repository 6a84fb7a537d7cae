"""All there is to say about a rule and about a pack, gathered for the pages that show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.errors import RulebookError, did_you_mean, printable
from routing.quality.expectations import expected_rules
from routing.quality.show.named import named_codes
from routing.quality.testing import RuleTest, read_tests
from routing.rulebook import Rule, Rulebook
from routing.rulebook.effects import Duty, Exclude, Immediate, Refer, Share
from routing.rulebook.merge import read_packs
from routing.rulebook.packs import Library, find_pack
from routing.rulebook.reading import Problems
from routing.rulebook.reads import reads
from routing.rulebook.strata import derived_kinds


@dataclass(frozen=True)
class TestNote:
    """A rule test that names a rule: where it must fire (`fires`), or where it must not."""

    __test__ = False  # no test class itself

    test: RuleTest
    fires: bool


@dataclass(frozen=True)
class RuleSheet:
    """One rule: its dated versions, oldest first, the findings it makes and reads with the rules at the other end,
    and the tests that name it."""

    versions: tuple[Rule, ...]
    makes: Mapping[str, tuple[str, ...]]
    reads: Mapping[str, tuple[str, ...]]
    tests: tuple[TestNote, ...]

    @property
    def newest(self) -> Rule:
        return self.versions[-1]

    @property
    def id(self) -> str:
        return self.newest.id

    @property
    def topic(self) -> str:
        """The file the rule stands in, without its folder and endings."""
        return Path(self.newest.place.rpartition(":")[0]).name.partition(".")[0]


@dataclass(frozen=True)
class PackSheet:
    """A rulebook with the rules that are shown of it, sorted by pack, topic and id."""

    rulebook: Rulebook
    sheets: tuple[RuleSheet, ...]

    def topics(self) -> Mapping[tuple[str, str], tuple[RuleSheet, ...]]:
        """The rules by pack and topic."""
        found: dict[tuple[str, str], list[RuleSheet]] = {}
        for sheet in self.sheets:
            found.setdefault((sheet.newest.pack, sheet.topic), []).append(sheet)
        return {key: tuple(sheets) for key, sheets in found.items()}

    def by_need(self) -> Mapping[str, tuple[str, ...]]:
        """The rules that name a need code or field, in the order of the vocabulary."""
        vocabulary = self.rulebook.vocabulary
        return self._index([*vocabulary.domains, *vocabulary.needs], lambda rule: named_codes(rule.pattern))

    def by_agency(self) -> Mapping[str, tuple[str, ...]]:
        """The rules that send anything to a kind of agency, in the order of the vocabulary."""
        return self._index(self.rulebook.vocabulary.agency_kinds, addressed)

    def _index(self, codes: Iterable[str], of: object) -> Mapping[str, tuple[str, ...]]:
        assert callable(of)
        named = {sheet.id: {code for rule in sheet.versions for code in of(rule)} for sheet in self.sheets}
        table = {code: tuple(id for id, codes in named.items() if code in codes) for code in codes}
        return {code: ids for code, ids in table.items() if ids}

    def title(self, id: str, language: str) -> str:
        """The title of any rule of the rulebook."""
        return next((rule.title[language] for rule in reversed(self.rulebook.rules) if rule.id == id), id)

    def shows(self, id: str) -> bool:
        return any(sheet.id == id for sheet in self.sheets)


def addressed(rule: Rule) -> set[str]:
    """The kinds of agencies that the effects of a rule name."""
    kinds: set[str] = set()
    for effect in rule.effects:
        match effect:
            case Refer():
                kinds |= {effect.to, *effect.if_absent}
            case Duty():
                kinds.add(effect.to)
            case Immediate() | Share():
                kinds.update(effect.to)
            case Exclude():
                kinds.update({effect.kind} if effect.kind else ())
    return kinds


def dossier(
    name_or_path: str | Path, ids: Sequence[str] = (), everything: bool = False, on: dt.date | None = None
) -> PackSheet:
    """What is shown of a rulebook: some of its rules, those of its own pack, or `everything` with those of the packs it
    extends; only versions in force `on` a day, if one is given.

    Raises `RulebookErrors` where the rulebook or its tests are not valid, `RulebookError` for a rule that is not there.
    """
    book = Rulebook.load(name_or_path)
    rules = [rule for rule in book.rules if on is None or rule.in_force(on)]
    known = {rule.id for rule in rules}
    for id in ids:
        if id not in known and any(rule.id == id for rule in book.rules):
            message = f"no version of the rule `{id}` is in force on {on}"
            raise RulebookError(message, file=str(name_or_path), help="without a day, all versions are shown")
        if id not in known:
            help = did_you_mean(id, known, f"`routing rules show {printable(str(name_or_path))}` lists them")
            raise RulebookError(f"there is no rule `{printable(id)}`", file=str(name_or_path), help=help)
    wanted = set(ids) if ids else {rule.id for rule in rules if everything or rule.pack == book.id}
    shown = [rule for rule in rules if rule.id in wanted]
    tests = _tests(name_or_path, book, {rule.pack for rule in shown} | {book.id})
    makers, readers = _ends(book, rules)
    by_id: dict[str, list[Rule]] = {}
    for rule in shown:
        by_id.setdefault(rule.id, []).append(rule)
    sheets = [_sheet(book, versions, makers, readers, tests) for versions in by_id.values()]
    order = {pack: number for number, pack in enumerate(reversed(book.packs))}
    sheets.sort(key=lambda sheet: (order.get(sheet.newest.pack, 0), sheet.topic, _line(sheet.newest), sheet.id))
    return PackSheet(book, tuple(sheets))


def _line(rule: Rule) -> int:
    line = rule.place.rpartition(":")[2]
    return int(line) if line.isdigit() else 0


Ends = Mapping[str, tuple[str, ...]]


def _ends(book: Rulebook, rules: Iterable[Rule]) -> tuple[Ends, Ends]:
    """By kind of finding: the rules that make it, and those that read it."""
    makers: dict[str, list[str]] = {}
    readers: dict[str, list[str]] = {}
    for rule in rules:
        for kind in derived_kinds(rule):
            makers.setdefault(kind, []).append(rule.id)
        for kind in reads(rule.pattern, book.schema).all:
            readers.setdefault(kind, []).append(rule.id)
    return (
        {kind: tuple(dict.fromkeys(sorted(ids))) for kind, ids in makers.items()},
        {kind: tuple(dict.fromkeys(sorted(ids))) for kind, ids in readers.items()},
    )


def _sheet(book: Rulebook, versions: list[Rule], makers: Ends, readers: Ends, tests: Sequence[OwnTest]) -> RuleSheet:
    id = versions[0].id
    made = sorted({kind for rule in versions for kind in derived_kinds(rule)})
    read = sorted({kind for rule in versions for kind in reads(rule.pattern, book.schema).all})
    anyone = readers.get("*", ())
    notes = []
    for test, own in tests:
        named = expected_rules(test.expect)
        if _written(versions[0]) in own and (id in named["fires"] or id in named["not_fires"]):
            notes.append(TestNote(test, id in named["fires"]))
    return RuleSheet(
        tuple(versions),
        {kind: tuple(dict.fromkeys((*readers.get(kind, ()), *anyone))) for kind in made},
        {kind: makers.get(kind, ()) for kind in read},
        tuple(notes),
    )


Written = tuple[str, dt.date | None, str, str | None]
OwnTest = tuple[RuleTest, frozenset[Written]]


def _written(rule: Rule) -> Written:
    """A rule as its author wrote it, wherever it was read from."""
    return rule.id, rule.start, rule.match, rule.where


def _tests(name_or_path: str | Path, book: Rulebook, packs: set[str]) -> list[OwnTest]:
    """The tests of the packs whose rules are shown, each with the rules that it was written for.

    A pack is tested with its own rules: one that extends it may replace or disable some of them.
    """
    found: list[OwnTest] = []
    for pack in read_packs(find_pack(name_or_path), Library(), Problems()):
        if pack.file.rulebook in packs:
            leaf = pack.file.rulebook == book.id
            own = book if leaf or pack.text.folder is None else Rulebook.load(pack.text.folder)
            rules = frozenset(map(_written, own.rules))
            found += [(test, rules) for test in read_tests(pack.text, own)]
    return found
