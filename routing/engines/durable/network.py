"""A set of rules as durable_rules wants them: names, kinds of facts, fields, and the buckets that keep it from
running over.

One fact may push at most 64 conditions at once onto a stack of fixed size, and every antecedent about its kind pushes
one. Beyond 16 antecedents of a kind they are put into buckets of 16, and those into buckets again: a condition that
every fact of the kind meets, each with a constant of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from routing.engines.durable.antecedent import NODE_ID, Antecedent, Joined, Kind
from routing.engines.durable.constant import OPERATORS, Check, Field

BUCKET = 16
"""Antecedents of a bucket, and buckets of a bucket: with two levels of buckets, 46 conditions at once at most."""
MOST_RULES = 256
"""Rules of one network: all their antecedents, 16 each, may be about one kind and still fit into buckets of buckets of
buckets. The library itself takes 4,096 rules."""
MOST_KINDS = 400
"""Kinds of facts of one network; the library can tell 511 apart."""
MOST_FIELDS = 200
"""Fields of one kind of fact; the library takes 254, ids and buckets among them."""

LAST = "end"
"""The rule that fires at the end of a case, and the kind of fact that makes it."""


Shape = tuple[tuple[Kind, tuple[str, ...]], ...]
"""The kinds that a rule joins, one after the other, and the id fields they are joined on."""


@dataclass
class Use:
    """How a network uses a kind of fact: the name it has there, the fields that are read, the antecedents about it."""

    name: str
    fields: dict[Field, str] = field(default_factory=dict)
    count: int = 0

    @property
    def levels(self) -> int:
        """Levels of buckets."""
        return 0 if self.count <= BUCKET else 1 if self.count <= BUCKET**2 else 2


class Network:
    """Rules that are joined together. `rules` are in the order of their names `r0`, `r1`, ..."""

    def __init__(self) -> None:
        self.rules: list[Joined] = []
        self.uses: dict[Kind, Use] = {}
        self.shapes: Counter[Shape] = Counter()

    def takes(self, rule: Joined) -> bool:
        """Add a rule, if it fits in."""
        counts: dict[Kind, int] = {}
        fields: dict[Kind, set[Field]] = {}
        for each in rule.antecedents:
            counts[each.kind] = counts.get(each.kind, 0) + 1
            fields.setdefault(each.kind, set()).update(check.field for check in each.checks)
        known = {kind: self.uses.get(kind, Use("")) for kind in counts}
        if (
            len(self.rules) >= MOST_RULES
            or len(self.uses) + len(counts) > MOST_KINDS
            or any(len(known[kind].fields.keys() | fields[kind]) > MOST_FIELDS for kind in counts)
        ):
            return False
        for kind, more in counts.items():
            use = self.uses.setdefault(kind, Use(f"k{len(self.uses)}"))
            use.count += more
            for each_field in sorted(fields[kind]):
                use.fields.setdefault(each_field, f"f{len(use.fields)}")
        self.rules.append(rule)
        self.shapes[tuple((e.kind, tuple(join.field for join in e.joins)) for e in rule.antecedents)] += 1
        return True

    def definition(self) -> str:
        """The rules in the JSON of durable_rules. The last one never fires: the library is at ease with rules of
        several facts, and this makes sure that there is one."""
        told: dict[Kind, int] = dict.fromkeys(self.uses, 0)
        rules: dict[str, Any] = {}
        for number, rule in enumerate(self.rules):
            all_of = []
            for at, antecedent in enumerate(rule.antecedents):
                all_of.append({f"p{at}": {"$and": self._conditions(antecedent, told[antecedent.kind])}})
                told[antecedent.kind] += 1
            rules[f"r{number}"] = {"all": all_of, "dist": 0}  # two nodes of a pattern may be one
        rules[LAST] = {"all": [{"p0": {"$and": [{"kind": LAST}]}}]}
        never = [
            {"p0": {"$and": [{"kind": "never"}]}},
            {"p1": {"$and": [{"kind": "never"}, {NODE_ID: {"p0": NODE_ID}}]}},
        ]
        rules["never"] = {"all": never}
        return json.dumps(rules)

    def _conditions(self, antecedent: Antecedent, number: int) -> list[dict[str, Any]]:
        """Kind first, then buckets, then constants, then joins, then an IN-list: the order that is known to work."""
        use = self.uses[antecedent.kind]
        alone = [check for check in antecedent.checks if check.operator != "IN"]
        listed = [check for check in antecedent.checks if check.operator == "IN"]
        return [
            {"kind": use.name},
            *(
                {"$lt": {f"b{level}": number // BUCKET ** (level + 1) % BUCKET + 1}}
                for level in reversed(range(use.levels))
            ),
            *(_condition(use, check) for check in alone),
            *({join.field: {f"p{join.antecedent}": join.other_field}} for join in antecedent.joins),
            *({"$or": [{use.fields[check.field]: value} for value in check.values]} for check in listed),
        ]


def _condition(use: Use, check: Check) -> dict[str, Any]:
    (value,) = check.values
    equal = {use.fields[check.field]: value}
    return equal if check.operator == "=" else {OPERATORS[check.operator]: equal}
