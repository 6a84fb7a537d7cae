"""The parts of a decision, each of which has a why: who leads, owns, supports, what is reported, withheld, found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]
Key = tuple[object, ...]

LISTS = {
    "immediate": "immediate",
    "owners": "owner",
    "supports": "support",
    "inform": "inform",
    "duties": "duty",
    "excluded": "exclusion",
    "withheld": "withheld",
    "gaps": "gap",
    "blocked": "blocked",
    "findings": "finding",
}
"""The lists of a decision, and what one entry of each is called here."""
ORDER = ("immediate", "lead", "holder", "duties", "owners", "supports", "inform", "backup", "excluded", "withheld",
         "gaps", "blocked", "findings")  # fmt: skip
"""The fields of a decision that have a why, in the order they are read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a decision. `kind` is `lead`, `holder`, `backup` (one for each reason) or a value of `LISTS`;
    `key` finds it again in another decision about the same case; `entry` is its JSON."""

    kind: str
    key: Key
    entry: Data

    @property
    def field(self) -> str:
        """The field of the decision it stands in."""
        return str(self.key[0])

    @property
    def to(self) -> tuple[str, ...]:
        """The agency kinds it names."""
        if self.kind == "backup":
            return ("backup_team",)
        to = self.entry.get("to", self.entry.get("kind") if self.kind == "exclusion" else None)
        return tuple(to) if isinstance(to, list) else (to,) if to else ()

    @property
    def about(self) -> tuple[str, ...]:
        """The persons it is about; empty where it names none."""
        return tuple(self.entry.get("about", ()))

    @property
    def rules(self) -> frozenset[str]:
        """The rules it names."""
        return frozenset(self.entry.get("rules", ()))

    @property
    def substance(self) -> Data:
        """What it says, without the rules that say so."""
        return {name: value for name, value in self.entry.items() if name != "rules"}


def parts(decision: Data) -> Iterator[Part]:
    """The parts of a decision, given as the data of its JSON, in the order they are read."""
    for name in ORDER:
        yield from parts_of(name, decision[name])


def parts_of(name: str, given: Any) -> Iterator[Part]:
    """The parts of one field of a decision, given as the data of its JSON."""
    if name in ("lead", "holder"):
        if given is not None:
            yield Part(name, (name,), given)
    elif name == "backup":
        for reason in given["reasons"] if given is not None else ():
            entry = {**reason, "level": given["level"], "team": given["team"]}
            yield Part(name, (name, reason["code"], reason["detail"]), entry)
    else:
        for entry in given:
            yield Part(LISTS[name], (name, *_key(name, entry)), entry)


def _key(name: str, entry: Data) -> Key:
    match name:
        case "owners" | "gaps" | "blocked":
            return (entry["need"],)
        case "immediate":
            return (entry["action"], tuple(entry["to"]), entry["jointly"])
        case "excluded":
            return (entry["kind"], entry["office"], entry["located_in"], entry["person"])
        case "findings":
            return (entry["kind"], tuple(entry["about"]))
        case "withheld":
            return (entry["to"], entry["missing"], tuple(entry["released_by"]))
        case "duties":
            laws = tuple((basis["law"], basis["article"]) for basis in entry["basis"])
            return (entry["to"], entry["agency"], entry["consent"], laws)
    return (entry["to"], entry["agency"])
