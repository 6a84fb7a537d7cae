"""Packs building on one another: the order in which they load, and what becomes of their rules."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from routing.errors import RulebookError, SourceError, did_you_mean
from routing.rulebook import limits
from routing.rulebook.packs import TABLES, Library, PackText
from routing.rulebook.reading import Pack, Problems, WrittenRule, read_rest, read_rulebook_file, read_topic
from routing.rulebook.tables import read_tables
from routing.vocabulary import Vocabulary, core


def read_packs(leaf: PackText, library: Library, problems: Problems) -> list[Pack]:
    """The packs of a rulebook, each once, every pack after those it extends; the leaf comes last."""
    done: dict[str, Pack | None] = {}
    _visit(leaf, [], library, done, problems)
    packs = [pack for pack in done.values() if pack is not None]
    if sum(len(pack.text.files) for pack in packs) > limits.FILES:
        problems.add(f"a rulebook has at most {limits.FILES} files, those of the packs it extends included", None)
    if sum(len(data) for pack in packs for data in pack.text.files.values()) > limits.ALL_BYTES:
        problems.add(f"a rulebook has at most {limits.ALL_BYTES} bytes in all its files", None)
    problems.stop()  # without its head a pack has no name, no order and no vocabulary: nothing below would make sense
    for pack in packs:
        read_rest(pack, problems)
    _read_tables(packs, problems)
    _check_sizes(packs, problems)
    return packs


def load_vocabulary(packs: Iterable[Pack], problems: Problems) -> Vocabulary:
    """The words of all packs together. Raises `RulebookErrors` where one of them is not valid."""
    vocabulary = core()
    for pack in packs:
        if pack.vocabulary is not None:
            try:
                vocabulary = Vocabulary.load(pack.vocabulary, vocabulary)
            except SourceError as error:
                problems.take(error)
                problems.stop()  # every code it declares would look unknown
    return vocabulary


def _read_tables(packs: list[Pack], problems: Problems) -> None:
    """The decision tables of the packs, which need the words of all of them; added to the rules of each."""
    vocabulary: Vocabulary | None = None
    for pack in packs:
        for name in sorted(pack.text.files):
            if name.endswith(TABLES):
                vocabulary = vocabulary or load_vocabulary(packs, problems)
                found = read_tables(pack.text.files[name], pack.text.file(name), vocabulary)
                problems.take(found.errors)
                pack.kinds |= found.kinds
                for document in found.documents:
                    read_topic(pack, document, problems)


def _check_sizes(packs: list[Pack], problems: Problems) -> None:
    """Refuse more rules, or longer patterns, than a rulebook may have."""
    if sum(len(pack.rules) for pack in packs) > limits.RULES:
        problems.add(f"a rulebook has at most {limits.RULES} rules", packs[-1].document)
        problems.stop()
    patterns = sum(len(rule.entry.match) + len(rule.entry.where or "") for pack in packs for rule in pack.rules)
    if patterns > limits.ALL_PATTERN_CHARACTERS:
        message = f"the patterns of a rulebook have at most {limits.ALL_PATTERN_CHARACTERS} characters together"
        problems.add(message, packs[-1].document)
        problems.stop()


def _visit(
    text: PackText, trail: list[Pack], library: Library, done: dict[str, Pack | None], problems: Problems
) -> None:
    pack = read_rulebook_file(text, problems)
    if pack is None:
        done[text.key] = None
        return
    trail = [*trail, pack]
    for index, name in enumerate(pack.file.extends):
        path = ("extends", index) if isinstance(pack.document.data["extends"], list) else ("extends",)
        try:
            parent = library.find(name, text)
        except RulebookError as error:
            if error.file is None:
                problems.add(error.message, pack.document, path, error.help)
            else:
                problems.take(error)
            continue
        names = [p.text.key for p in trail]
        if parent.key in names:
            around = [p.file.rulebook for p in trail[names.index(parent.key) :]]
            cycle = " -> ".join([*around, around[0]])
            problems.add(f"packs extend one another in a circle: {cycle}", pack.document, path, "take one of them out")
        elif len(trail) >= limits.PACK_DEPTH:
            problems.add(f"packs extend one another more than {limits.PACK_DEPTH} deep", pack.document, path)
        elif parent.key not in done:
            _visit(parent, trail, library, done, problems)
    done[text.key] = pack


def merge_rules(packs: Iterable[Pack], problems: Problems) -> list[WrittenRule]:
    """The rules that stand after every pack has replaced, disabled and added its own."""
    standing: dict[str, list[WrittenRule]] = {}
    for pack in packs:
        for target in _removed(pack, standing, problems):
            del standing[target]
        own: dict[str, list[WrittenRule]] = {}
        for rule in pack.rules:
            own.setdefault(rule.entry.id, []).append(rule)
        for id, versions in own.items():
            if id in standing:
                problems.add(
                    f"there is already a rule `{id}`, at {standing[id][0].place}",
                    versions[0].document,
                    (*versions[0].path, "id"),
                    f"to take its place write `replace: {id}`; else choose another id",
                )
            else:
                _check_overlaps(id, versions, problems)
                standing[id] = versions
    return [rule for versions in standing.values() for rule in versions]


def _removed(pack: Pack, standing: dict[str, list[WrittenRule]], problems: Problems) -> set[str]:
    """The ids that a pack replaces or disables among those of the packs it extends."""
    removed: set[str] = set()
    listed = isinstance(pack.document.data.get("disable"), list)
    for index, id in enumerate(pack.file.disable):
        if id in standing:
            removed.add(id)
        else:
            help = did_you_mean(id, standing, "`disable` names rules of the packs this one extends")
            path = ("disable", index) if listed else ("disable",)
            problems.add(f"there is no rule `{id}` to disable", pack.document, path, help)
    for rule in pack.rules:
        target = rule.entry.replace
        if target is None:
            continue
        if target in standing:
            removed.add(target)
        else:
            help = did_you_mean(target, standing, "`replace` names a rule of a pack this one extends")
            message = f"rule `{rule.entry.id}` replaces the unknown rule `{target}`"
            problems.add(message, rule.document, (*rule.path, "replace"), help)
    return removed


def _check_overlaps(id: str, versions: list[WrittenRule], problems: Problems) -> None:
    def first_day(rule: WrittenRule) -> str:
        start = rule.entry.in_force.start
        return start.isoformat() if start else ""

    ordered = sorted(versions, key=first_day)
    for earlier, later in itertools.pairwise(ordered):
        until = earlier.entry.in_force.until
        start = later.entry.in_force.start
        if until is None or start is None or start < until:
            problems.add(
                f"two versions of rule `{id}` are in force at the same time: the other is at {earlier.place}",
                later.document,
                (*later.path, "id"),
                "end the earlier one with `in_force: {until: DATE}`, or give this rule another id",
            )
