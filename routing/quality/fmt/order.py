"""The order in which the fields of each kind of file stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from routing.directory.office import Office, Serves
from routing.quality.expectations import Expectation
from routing.quality.forms import Form
from routing.quality.testing.entry import TestEntry
from routing.rulebook.effects import EFFECTS, Basis, Before
from routing.rulebook.files import Period, RulebookFile, RuleEntry, StepEntry, Title


@dataclass(frozen=True)
class Order:
    """How a map is ordered, and what stands in it.

    `keys` come first, in this order; keys that are not listed follow as they stand. `parts` are the orders of the maps
    under each key (`*`: under every other key), `items` that of the maps in a list. `spaced`: a blank line stands
    between the items. `verbatim` keys hold text whose quotes are not touched.
    """

    keys: tuple[str, ...] = ()
    parts: Mapping[str, Order] = field(default_factory=dict)
    items: Order | None = None
    spaced: bool = False
    verbatim: frozenset[str] = frozenset()

    def under(self, key: str) -> Order:
        """The order of what stands under a key."""
        return self.parts.get(key) or self.parts.get("*") or ANY


ANY = Order()


def _fields(model: type[BaseModel], *first: str, last: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fields of a model as files write them, in its order but for those that are named."""
    names = [info.alias or name for name, info in model.model_fields.items()]
    return (*first, *(name for name in names if name not in first and name not in last), *last)


def _each(order: Order) -> Order:
    """A list of maps of one order, or one such map alone."""
    return Order(order.keys, order.parts, order)


_TITLE = Order(_fields(Title))
_BASIS = _each(Order(_fields(Basis)))
_BEFORE = Order(_fields(Before))
_LAST_OF = {
    "refer": ("to", "role", "tier", "about", "for", "within", "before", "service", "if_absent"),
    "duty": ("to", "about", "within", "before", "consent", "basis"),
}
_EFFECT = Order(
    parts={
        name: Order(_fields(model, *_LAST_OF.get(name, ())), {"basis": _BASIS, "before": _BEFORE})
        for name, model in EFFECTS.items()
    }
)
_RULE = Order(
    _fields(RuleEntry, "id", "replace", last=("note",)),
    {"title": _TITLE, "in_force": Order(_fields(Period)), "basis": _BASIS, "then": _each(_EFFECT)},
    verbatim=frozenset({"match", "where"}),
)
_HEAD = (
    *("rulebook", "version", "title", "extends", "vocabulary", "directory", "serves", "tiers", "default_lead"),
    *("lead_order", "contested"),
)
_STEP = Order(_fields(StepEntry, last=("note",)), {"title": _TITLE, "basis": _BASIS})
_OFFICE_FIRST = (
    *("id", "kind", "ja", "en", "located_in", "catchment", "serves", "asker", "hours", "languages", "services"),
    *("capacity", "members", "substitutes", "from", "until"),
)
_OFFICE = Order(_fields(Office, *_OFFICE_FIRST), {"serves": Order(_fields(Serves))})
_TEST = Order(
    _fields(TestEntry, last=("note",)),
    {"name": _TITLE, "expect": Order(_fields(Expectation, "lead", "holder", "owners"))},
)

ORDERS: Mapping[Form, Order] = {
    "rulebook": Order(
        _fields(RulebookFile, *_HEAD, last=("note", "source")),
        {"title": _TITLE, "escalation": Order(parts={"*": Order(("level", "count"))}), "ladder": _each(_STEP)},
    ),
    "rule": Order(parts={"rules": Order(items=_RULE, spaced=True)}),
    "test": Order(parts={"tests": Order(items=_TEST, spaced=True)}),
    "directory": Order(items=_OFFICE),
}
"""By the form of file. What is not listed, such as the fields of a case, stays as its author put it."""
