"""What two versions of a rulebook say differently, part by part: rules, then everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from routing.rulebook import Rulebook
from routing.rulebook.digest import rule_content
from routing.rulebook.rule import Rule

PARTS = {
    "title": ("title",),
    "in_force": ("from", "until"),
    "condition": ("match", "where"),
    "effects": ("then",),
    "basis": ("basis",),
}
"""The parts of a rule, and what of its content each is made of."""
DECIDING = frozenset({"in_force", "condition", "effects"})
"""The parts that a decision can depend on."""


@dataclass(frozen=True)
class RuleChange:
    """A dated version of a rule that is new (`old` is None), gone (`new` is None), or says something else.

    `parts` names what differs: title, in_force, condition, effects, basis. Patterns of the same meaning word for word,
    but for blanks and comments, do not differ.
    """

    old: Rule | None
    new: Rule | None
    parts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self._either.id

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def decides(self) -> bool:
        """Whether a decision can depend on it."""
        return self.kind != "changed" or not DECIDING.isdisjoint(self.parts)

    @property
    def _either(self) -> Rule:
        rule = self.new or self.old
        assert rule is not None
        return rule


@dataclass(frozen=True)
class SettingChange:
    """Something beside the rules that is new, gone or different: `part` is the setting, `key` the entry of it.

    `fields` are the names of what differs inside an entry that both have; `old` and `new` are plain data.
    """

    part: str
    key: str | None
    old: Any
    new: Any
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.key is not None:
            return "added" if self.old is None else "removed" if self.new is None else "changed"
        return "changed"


def rule_changes(old: Rulebook, new: Rulebook) -> tuple[RuleChange, ...]:
    """The rules that differ, by id and first day. Versions that begin on the same day are the same version; of the
    others the first is the first, and so on."""
    found = []
    ids = sorted({rule.id for rule in (*old.rules, *new.rules)})
    for id in ids:
        for before, after in _versions(*([rule for rule in book.rules if rule.id == id] for book in (old, new))):
            parts = _differing(before, after) if before is not None and after is not None else ()
            if before is None or after is None or parts:
                found.append(RuleChange(before, after, parts))
    return tuple(found)


def _versions(old: list[Rule], new: list[Rule]) -> Iterator[tuple[Rule | None, Rule | None]]:
    later = {rule.start: rule for rule in new}
    known = {rule.start for rule in old} & later.keys()
    yield from ((rule, later[rule.start]) for rule in old if rule.start in known)
    yield from zip_longest(
        [rule for rule in old if rule.start not in known], [rule for rule in new if rule.start not in known]
    )


def _differing(old: Rule, new: Rule) -> tuple[str, ...]:
    before, after = rule_content(old), rule_content(new)
    parts = [part for part, keys in PARTS.items() if any(before[key] != after[key] for key in keys)]
    if "condition" in parts and old.pattern == new.pattern:
        parts.remove("condition")  # told in other words: brackets, `!=` and the like
    return tuple(parts)


def setting_changes(old: Rulebook, new: Rulebook) -> tuple[SettingChange, ...]:
    """What differs beside the rules: settings, vocabulary, offices, calendar, packs; not the version nor the title."""
    before, after = _settings(old), _settings(new)
    found: list[SettingChange] = []
    for part, value in before.items():
        other = after[part]
        if value == other:
            continue
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            for key in sorted({*value, *other}):
                if value.get(key) != other.get(key):
                    fields = _fields(value.get(key), other.get(key))
                    found.append(SettingChange(part, key, value.get(key), other.get(key), fields))
        else:
            found.append(SettingChange(part, None, value, other))
    return tuple(found)


def _fields(old: Any, new: Any) -> tuple[str, ...]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return ()
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _settings(book: Rulebook) -> dict[str, Any]:
    vocabulary = {name: value for name, value in book.vocabulary.content().items() if name != "id"}
    return {
        "packs": list(book.packs[:-1]),
        "serves": None if book.serves is None else sorted(book.serves),
        "tiers": list(book.tiers),
        "lead_order": list(book.lead_order),
        "contested": sorted(sorted(group) for group in book.contested),
        "default_lead": book.default_lead,
        "escalation": {code: {"level": entry.level, "count": entry.count} for code, entry in book.escalation.items()},
        **vocabulary,
        "ladder": {step.id: step.content() for step in book.ladder.steps},
        "calendar": {**book.calendar.content(), "hours": book.business_time.hours.content()},
        "offices": {office["id"]: office for office in book.directory.to_data()} if book.directory else {},
    }
