"""What tells two decisions on one case apart, as a rule test expects it of the first."""

from __future__ import annotations

from typing import Any

from routing.decision import Decision

Expected = dict[str, Any]

_NOT_SETTLED = frozenset({"case", "as_of", "digest", "engine", "verified_by", "rulebook", "schema", "trace"})
_NAMES = ("to", "need", "kind", "action", "property")
"""The fields by which an entry of a list is known."""


def telling(decision: Decision, other: Decision, rule: str) -> Expected:
    """Fields of `expect` that the first decision meets and the second does not; empty where there are none.

    The short fields as far as they differ, else `parts`. `rule` is the one whose firings are told.
    """
    one, two = decision.to_data(), other.to_data()
    expected = {name: value for name, value in _short(one).items() if value != _short(two)[name]}
    fires, fires_too = (any(entry["rule"] == rule for entry in data["trace"]) for data in (one, two))
    if fires and not fires_too:
        expected["fires"] = {"includes": [rule]}
    elif fires_too and not fires:
        expected["not_fires"] = [rule]
    if not expected and (parts := _parts(one, two)):
        expected["parts"] = parts
    if not expected and (fires or fires_too):
        entries = [
            {"rule": rule, "bindings": entry["bindings"]}
            for entry in one["trace"]
            if entry["rule"] == rule and entry["bindings"] not in [e["bindings"] for e in two["trace"]]
        ]
        if entries:
            expected["parts"] = {"trace": entries}
    return expected


def _short(data: dict[str, Any]) -> Expected:
    def names(field: str, key: str = "to") -> list[str]:
        return sorted({entry[key] for entry in data[field]})

    lead, backup = data["lead"], data["backup"]
    services = {service for entry in data["supports"] for service in entry["services"]}
    services.update(lead["service"].split(" / ") if lead and lead["service"] else ())
    return {
        "lead": lead["to"] if lead else None,
        "supports": names("supports"),
        "services": sorted(services),
        "duties": names("duties"),
        "immediate": names("immediate", "action"),
        "inform": names("inform"),
        "owners": {entry["need"]: entry["to"] for entry in data["owners"]},
        "backup": backup["level"] if backup else None,
        "findings": names("findings", "kind"),
        "excluded": sorted(
            {entry["kind"] or entry["office"] or entry["located_in"] or entry["person"] for entry in data["excluded"]}
        ),
        "gaps": names("gaps", "code"),
        "blocked": names("blocked", "code"),
        "withheld": names("withheld"),
    }


def _parts(one: dict[str, Any], two: dict[str, Any]) -> Expected:
    """Where two decisions differ in their parts: each entry by its name, with the fields that differ."""
    found: Expected = {}
    for field in sorted(one.keys() - _NOT_SETTLED - {"questions"}):
        mine, others = one[field], two[field]
        if mine == others:
            continue
        if isinstance(mine, list) and isinstance(others, list):
            entries = [_entry(entry, others) for entry in mine if entry not in others]
            if entries:
                found[field] = entries
        elif isinstance(mine, dict) and isinstance(others, dict):
            found[field] = _differing(mine, others)
    return found


def _entry(entry: dict[str, Any], others: list[dict[str, Any]]) -> Expected:
    name = next(key for key in _NAMES if key in entry)
    nearest = next((other for other in others if other[name] == entry[name]), {})
    return {name: entry[name], **_differing(entry, nearest)}


def _differing(entry: dict[str, Any], other: dict[str, Any]) -> Expected:
    """The fields that differ. What names rules or laws is left out where anything else differs."""
    fields = {key: value for key, value in entry.items() if key not in other or other[key] != value}
    plain = {key: value for key, value in fields.items() if key not in ("rules", "basis", "name")}
    return plain or fields
