"""Which firings stand behind a part of a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from routing.engines.findings import derived
from routing.engines.firings import Firing, Firings
from routing.explain.why_parts import Part
from routing.pattern.graph import Node, PropertyGraph
from routing.rulebook.effects import Duty, Effect, Escalate, Exclude, Immediate, Refer
from routing.rulebook.rule import Rule


def behind(part: Part, firings: Firings) -> list[Firing]:
    """The firings a part follows from, in their order. None where no rule has a part in it."""
    fired = [firing for firing in firings.fired if firing.rule.id in part.rules]
    if part.kind == "finding":
        return [firing for firing in fired if _finds(part, firing, firings.graph)]
    chosen = [firing for firing in fired if _says(part, firing) and _concerns(part, firing, firings.graph)]
    if part.kind == "lead":  # it is asked for all its roles at once: what proposes it as the lead comes first
        chosen.sort(key=lambda firing: not proposes_lead(part, firing.rule))
    return chosen or fired


def proposes_lead(part: Part, rule: Rule) -> bool:
    """Whether a rule proposes as the lead one of the kinds a part names."""
    return any(effect.role == "lead" for effect in _naming(part, rule))


def _naming(part: Part, rule: Rule) -> list[Refer]:
    """The referrals of a rule that reach one of the kinds a part names."""
    referrals = (e for e in rule.effects if isinstance(e, Refer))
    return [e for e in referrals if not {e.to, *e.if_absent}.isdisjoint(part.to)]


def _says(part: Part, firing: Firing) -> bool:
    """Whether a rule has an effect that can give such a part."""
    match part.kind:
        case "lead" | "support" | "inform":
            return bool(_naming(part, firing.rule))
        case "owner" | "blocked":
            owning = [e for e in firing.rule.effects if isinstance(e, Refer) and e.need]
            return any(_id(firing, e.need or "") == part.entry["need"] for e in owning)
    wanted: Callable[[Effect], bool] | None = {
        "duty": lambda e: isinstance(e, Duty) and e.to in part.to,
        "immediate": lambda e: isinstance(e, Immediate) and e.action == part.entry["action"],
        "exclusion": lambda e: isinstance(e, Exclude),
        "backup": lambda e: part.entry["code"] != "rule" or _asks(e, part),
    }.get(part.kind)
    return wanted is None or any(map(wanted, firing.rule.effects))


def _asks(effect: Effect, part: Part) -> bool:
    return isinstance(effect, Escalate) and effect.reason == part.entry["detail"]


def _id(firing: Firing, variable: str) -> object:
    bound = firing.bindings.get(variable)
    return bound.values.get("id") if isinstance(bound, Node) else None


def _concerns(part: Part, firing: Firing, graph: PropertyGraph) -> bool:
    """Whether a firing binds one of the persons a part is about; where it binds nobody it concerns all."""
    bound = _persons(firing.bindings.values(), graph)
    return not part.about or not bound or not bound.isdisjoint(part.about)


def _persons(bound: Iterable[object], graph: PropertyGraph) -> set[str]:
    """The ids of the persons among what is bound, and of those who have what is bound."""
    found: set[str] = set()
    for node in bound:
        if not isinstance(node, Node):
            continue
        if "Person" in node.labels:
            found.add(node.values["id"])
        for type in ("HAS", "HAD", "LACKS", "MEMBER_OF", "SUBJECT_OF"):
            found.update(r.start.values["id"] for r in graph.incoming(type, node.id))
        found.update(_persons((r.end for r in graph.outgoing("ABOUT", node.id)), graph))
    return found


def _finds(part: Part, firing: Firing, graph: PropertyGraph) -> bool:
    """Whether a firing derives the finding that a part tells of."""
    for id, about in derived(firing.rule, firing.bindings):
        node = graph.nodes[id]
        if node.values["kind"] == part.entry["kind"] and _shown(about, graph) == list(part.about):
            return True
    return False


def _shown(ids: Iterable[str], graph: PropertyGraph) -> list[str]:
    """What a finding is about as a decision shows it: a household by its members."""
    shown: set[str] = set()
    for id in ids:
        node = graph.nodes[id]
        if "Household" in node.labels:
            shown.update(r.start.values["id"] for r in graph.incoming("MEMBER_OF", id))
        else:
            shown.add(node.values["id"])
    return sorted(shown)
