"""What differs between two decisions about one case, as shifts: what was lost, what came, what moved from whom to whom.

A shift names no person and no need of the case, so that the same shift in many cases is one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from routing.decision import Decision, written

Data = dict[str, Any]


class Shift(NamedTuple):
    """One difference: the `part` of the decision, what the old one says and what the new one says there.

    Either is None where the decision says nothing: `Shift("duties", "child_guidance", None)` is a lost duty.
    """

    part: str
    old: str | None
    new: str | None

    @property
    def danger(self) -> int:
        """0 where help or protection is lost or somebody else is accountable, 1 where somebody else acts, 2 for the
        rest: more help, other days, what is said besides."""
        if self.part in _LOSS:
            return 0 if self.new is None else 1 if self.old is not None else 2
        if self.part in _NEW_TROUBLE:
            return 2 if self.new is None else 0
        if self.part == "deadlines":
            return 1 if str(self.old).startswith("duties") else 2
        return _RANK.get(self.part, 1 if self.part == "supports" and self.new is None else 2)


_RANK = {"holder": 0, "owners": 1}
_LOSS = frozenset({"immediate", "duties", "excluded", "lead", "backup"})
_NEW_TROUBLE = frozenset({"gaps", "blocked"})
ORDER = (
    "immediate", "duties", "excluded", "holder", "lead", "gaps", "blocked", "backup", "owners", "supports", "inform",
    "withheld", "deadlines", "reach", "findings", "questions", "rejected", "other",
)  # fmt: skip
"""The parts, the most urgent first. `deadlines` are the days of duties and referrals; `reach` is whom and what the
lead, supports and duties are about, their offices, tiers and services; `other` is what none of these tells."""


def shifts(old: Decision, new: Decision) -> frozenset[Shift]:
    """What the new decision says differently. Rule ids, trace, digest and engine do not count."""
    return _told(_plain(old.to_data()), _plain(new.to_data()))


def said(decision: Decision, read: dict[str, Any] | None = None) -> Data:
    """What a decision says, as plain data: without rule ids, trace, digest and engine, and without its questions.

    `read` keeps what was read of many decisions about like cases, by its JSON: most fields of theirs are the same.
    """
    known = read if read is not None else {}
    says: Data = {}
    for name, text in written(decision).items():
        if name != "questions" and name not in _NOT_COUNTED:
            if text not in known:
                known[text] = _plain(json.loads(text))
            says[name] = known[text]
    return says


def said_differently(old: Data, new: Data) -> frozenset[Shift]:
    """The shifts between what two decisions say, each as `said` gives it."""
    return _told({**old, "questions": []}, {**new, "questions": []})


def _told(before: Data, after: Data) -> frozenset[Shift]:
    if before == after:
        return frozenset()
    found = frozenset(_shifts(before, after))
    return found or frozenset(Shift("other", name, name) for name in before if before[name] != after[name])


_NOT_COUNTED = ("digest", "engine", "rulebook", "trace", "verified_by")


def _plain(value: Any) -> Any:
    """A decision without its rules: what it says, and not why."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key != "rules" and key not in _NOT_COUNTED}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _shifts(old: Data, new: Data) -> Iterator[Shift]:
    for part in ("holder", "lead"):
        before, after = (_agency(data[part], data[part] is not None) for data in (old, new))
        if before != after:
            yield Shift(part, before, after)
    before, after = ((data["backup"] or {}).get("level") for data in (old, new))
    if before != after:
        yield Shift("backup", before, after)
    yield from _owners(old, new)
    for part, keys in _KEYS.items():
        yield from _counted(part, _named(old[part], keys), _named(new[part], keys))
    for part in ("immediate", "excluded"):
        names, others = (_named(data[part], _KEYS[part]) for data in (old, new))
        if names == others and old[part] != new[part]:
            yield from (Shift(part, name, f"{name} about others") for name in names)
    yield from _details(old, new)


def entries_of(data: Data, part: str, name: str) -> Iterator[Data]:
    """The entries of a decision, as plain data, that one side of a shift tells of."""
    if part in ("holder", "lead"):
        yield from (entry for entry in [data[part]] if entry is not None and entry["to"] == name)
    elif part == "owners":
        yield from (owner for owner in data["owners"] if f"{owner['code']} {owner['to']}" == name)
    elif part in _KEYS:
        yield from (entry for entry in data[part] if name.removesuffix(" about others") in _named([entry], _KEYS[part]))
    elif part in ("deadlines", "reach"):
        within, _, rest = name.partition(" ")
        held = data.get(within)
        if within == "backup":
            yield from (reason for reason in (held or {}).get("reasons", ()) if reason["code"] == rest)
        else:
            here = held if isinstance(held, list) else [held] if held else []
            yield from (entry for entry in here if entry["to"] == rest.partition(" ")[0])
    elif isinstance(held := data.get(name), list):
        yield from (entry for entry in held if isinstance(entry, dict))


def _agency(entry: Data | None, known: bool) -> str | None:
    return entry["to"] if known and entry is not None else None


_KEYS = {
    "immediate": ("action", "to"),
    "duties": ("to",),
    "excluded": ("kind", "office", "located_in", "person"),
    "supports": ("to",),
    "inform": ("to",),
    "gaps": ("code",),
    "blocked": ("code",),
    "withheld": ("to",),
    "findings": ("kind",),
    "questions": ("property",),
    "rejected": ("to", "role", "lost_to"),
}


def _named(entries: Iterable[Data], keys: tuple[str, ...]) -> Counter[str]:
    """How often each is there, told without what it is about."""
    told = (" ".join(_word(key, entry[key]) for key in keys if entry.get(key) is not None) for entry in entries)
    return Counter(told)


def _word(key: str, value: Any) -> str:
    if key == "person":
        return "person"  # whom the rule names in this case is of no matter
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


def _counted(part: str, old: Counter[str], new: Counter[str]) -> Iterator[Shift]:
    yield from (Shift(part, name, None) for name in old - new)
    yield from (Shift(part, None, name) for name in new - old)


def _owners(old: Data, new: Data) -> Iterator[Shift]:
    before, after = ({owner["need"]: owner for owner in data["owners"]} for data in (old, new))
    for need in {*before, *after}:
        one, other = before.get(need), after.get(need)
        was, now = one and one["to"], other and other["to"]
        if was != now:
            code = (one or other or {})["code"]
            yield Shift("owners", was and f"{code} {was}", now and f"{code} {now}")


_DAYS = ("due", "within")
_REACH = ("about", "agency", "tier", "service", "services", "consent", "basis")


def _details(old: Data, new: Data) -> Iterator[Shift]:
    """Days and reach of what both decisions hold, and the reasons and team of the backup."""
    for part in ("duties", "supports", "inform"):
        for before, after in _pairs(old[part], new[part]):
            yield from _detail(part, before, after)
    if old["lead"] and new["lead"]:
        yield from _detail("lead", old["lead"], new["lead"])
    if old["backup"] and new["backup"]:
        reasons = (Counter(reason["code"] for reason in data["backup"]["reasons"]) for data in (old, new))
        yield from _counted("reach", *(Counter(f"backup {code}" for code in one.elements()) for one in reasons))


def _pairs(old: list[Data], new: list[Data]) -> Iterator[tuple[Data, Data]]:
    """The entries to the same kind, paired in the order they stand in."""
    for to in {entry["to"] for entry in old}:
        yield from zip(
            [entry for entry in old if entry["to"] == to], [entry for entry in new if entry["to"] == to], strict=False
        )


def _detail(part: str, old: Data, new: Data) -> Iterator[Shift]:
    if old["to"] != new["to"]:
        return
    if any(old.get(field) != new.get(field) for field in _DAYS):
        yield Shift("deadlines", *(f"{part} {entry['to']}{_days(entry)}" for entry in (old, new)))
    if fields := [field for field in _REACH if old.get(field) != new.get(field)]:
        yield Shift("reach", *(f"{part} {entry['to']} {' '.join(fields)}" for entry in (old, new)))


def _days(entry: Data) -> str:
    if entry.get("within"):
        return f" {entry['within']}"
    return " dated" if entry.get("due") else " undated"
