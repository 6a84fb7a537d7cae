"""Loading a rulebook: its packs read, merged, checked and frozen. All errors are told together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from routing.directory import Directory
from routing.errors import RulebookError, RulebookErrors, SourceError
from routing.pattern.schema import Schema
from routing.rulebook.book import Rulebook
from routing.rulebook.check import check_rules, with_finding_kinds
from routing.rulebook.effect_check import Declared
from routing.rulebook.head import Head
from routing.rulebook.merge import load_vocabulary, merge_rules, read_packs
from routing.rulebook.packs import Library, PackText, find_pack, in_memory
from routing.rulebook.reading import Pack, Problems
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import NegativeCycle, stratify
from routing.vocabulary import Vocabulary


def load_rulebook(name_or_path: str | Path) -> Rulebook:
    """The rulebook of a bundled name, a folder, or the path of a `rulebook.yaml`. Raises `RulebookErrors`."""
    try:
        return _assemble(find_pack(name_or_path), Library())
    except RulebookErrors:
        raise
    except RulebookError as error:
        raise RulebookErrors([error]) from None


def parse_rulebook(
    files: Mapping[str, str | bytes], packs: Mapping[str, Mapping[str, str | bytes]] | None = None
) -> Rulebook:
    """The rulebook of texts in memory. Raises `RulebookErrors`."""
    try:
        return _assemble(in_memory(files), Library(packs))
    except RulebookErrors:
        raise
    except RulebookError as error:
        raise RulebookErrors([error]) from None


def _assemble(leaf: PackText, library: Library) -> Rulebook:
    problems = Problems()
    packs = read_packs(leaf, library, problems)
    vocabulary = load_vocabulary(packs, problems)
    directory = _directory(packs, vocabulary, problems)
    head = Head(packs, vocabulary, problems)
    written = merge_rules(packs, problems)
    schema = with_finding_kinds(vocabulary.schema, {kind for pack in packs for kind in pack.kinds})
    rules = check_rules(written, Declared(vocabulary, schema, head.tiers, directory), problems)
    problems.stop()
    _refuse_cycles(rules, schema, problems)
    problems.stop()
    return head.rulebook(rules, vocabulary, schema, directory)


def _directory(packs: Iterable[Pack], vocabulary: Vocabulary, problems: Problems) -> Directory | None:
    directory: Directory | None = None
    for pack in packs:
        if pack.directory is not None:
            try:
                directory = Directory.load(pack.directory, vocabulary, directory)
            except SourceError as error:
                problems.take(error)
    return directory


def _refuse_cycles(rules: list[Rule], schema: Schema, problems: Problems) -> None:
    """Refuse a cycle through negation, whichever day it stands on."""
    found = {id(rule): reads(rule.pattern, schema) for rule in rules}
    try:
        stratify(rules, [found[id(rule)] for rule in rules])
        return
    except NegativeCycle:
        pass  # perhaps one of versions that never hold on the same day: look at each period
    starts = {None, *(day for rule in rules for day in (rule.start, rule.until) if day is not None)}
    for day in sorted(starts, key=lambda day: str(day or "")):
        if day is None:
            in_force = [rule for rule in rules if rule.start is None]
        else:
            in_force = [rule for rule in rules if rule.in_force(day)]
        try:
            stratify(in_force, [found[id(rule)] for rule in in_force])
        except NegativeCycle as cycle:
            problems.take(_cycle_error(cycle))
            return


def _cycle_error(cycle: NegativeCycle) -> RulebookError:
    ids = [rule.id for rule in cycle.rules]
    shown = ids if len(ids) <= 12 else [*ids[:11], "..."]
    file, _, line = cycle.rules[0].place.rpartition(":")
    return RulebookError(
        f"rules deny or count what follows from them: {' -> '.join([*shown, ids[0]])}",
        file=file,
        line=int(line),
        column=1,
        help="a finding inside `EXISTS`, `COUNT` or `VALUE` must come from rules that do not depend on it",
    )
