"""The hit policy `unique`: no two rows of a table may hold at once. Decided exactly, as far as cells decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.rulebook.tables.columns import Columns
from routing.rulebook.tables.extent import Parts, parts
from routing.rulebook.tables.rows import TableRule


@dataclass(frozen=True)
class Overlap:
    """Two rows that can hold at once: where, in words. `sure` is False where an expression may still part them."""

    first: TableRule
    second: TableRule
    where: str
    sure: bool


def column_parts(rules: Sequence[TableRule], columns: Columns) -> dict[int, Parts]:
    """For each column of conditions the parts its cells cut its values into; without those that are not comparable."""
    found = {}
    for column, subject in columns.conditions.items():
        conditions = [rule.conditions.get(column) for rule in rules]
        cut = parts([condition.extent if condition else None for condition in conditions], subject.values)
        if cut is not None:
            found[column] = cut
    return found


def overlaps(rules: Sequence[TableRule], columns: Columns) -> Iterator[Overlap]:
    """The pairs of rows that the cells do not part."""
    cut = column_parts(rules, columns)
    telling = sorted(cut.values(), key=lambda part: -len(part.said))  # the column that parts most rows comes first
    first = telling[0].masks if telling else (1,) * len(rules)
    masks = [[part.masks[index] for part in telling[1:]] for index in range(len(rules))]
    unsure = [_unsure(rule, cut) for rule in rules]
    for later in range(len(rules)):
        taken, own = first[later], masks[later]
        for earlier in range(later):
            if not taken & first[earlier] or not all(a & b for a, b in zip(own, masks[earlier], strict=True)):
                continue
            if not _together(rules[earlier], rules[later]):
                continue
            said = [
                _said(columns.said[column], part, part.masks[earlier] & part.masks[later])
                for column, part in cut.items()
            ]
            sure = unsure[earlier] == unsure[later]
            yield Overlap(rules[earlier], rules[later], ", ".join(filter(None, said)), sure)


def _unsure(rule: TableRule, cut: dict[int, Parts]) -> tuple[str, ...]:
    """The demands of a row that its extents do not tell."""
    texts = [c.text for column, c in rule.conditions.items() if c.extent is None or column not in cut]
    return (*texts, rule.opaque)


def _together(a: TableRule, b: TableRule) -> bool:
    """Whether there is a day on which both are in force."""
    one, other = a.data.get("in_force", {}), b.data.get("in_force", {})
    return not (one.get("until", "9") <= other.get("from", "0") or other.get("until", "9") <= one.get("from", "0"))


def _said(heading: str, part: Parts, mask: int) -> str:
    if mask == part.everything:
        return ""
    named = part.words(mask)
    return f"{heading} {' or '.join(named[:3])}{' ...' if len(named) > 3 else ''}"
