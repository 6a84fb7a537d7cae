"""Settled parts as fields of a decision: canonical JSON, sorted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from routing.case.canonical import Fields
from routing.settlement.addressees import Asked
from routing.settlement.backup import Wanted
from routing.settlement.consent import RELEASING, Lacking
from routing.settlement.consequences import Derived, Exclusion, Rules
from routing.settlement.holder import Held
from routing.settlement.owners import Owner, Ownership
from routing.settlement.prepared import Prepared
from routing.settlement.roles import Roles
from routing.settlement.slot import Slot
from routing.settlement.written import EMPTY, day, listed, nullable, quoted


def holder(held: Held, prepared: Prepared) -> str:
    kind, agency, _ = held.holder
    return f'{{"agency":{nullable(agency)},"reason":"{held.reason}","to":{prepared.words[kind]}}}'


def lead(asked: Asked | None, prepared: Prepared) -> str:
    if asked is None:
        return "null"
    kind, agency, _ = asked.to
    name = prepared.offices.get(agency or "") or prepared.names[kind]
    rules = prepared.lists.get(asked.rules) or listed(asked.rules)
    service = quoted(" / ".join(sorted(asked.services))) if asked.services else "null"
    return (
        f'{{"about":{listed(asked.about)},"agency":{nullable(agency)},"name":{name},"rules":{rules},'
        f'"service":{service},"tier":{prepared.tiers_written[asked.tier]},"to":{prepared.words[kind]}}}'
    )


def owners(owning: Mapping[str, Owner], open_needs: Mapping[str, Fields], prepared: Prepared) -> str:
    words, lists = prepared.words, prepared.lists
    entries = []
    for need in sorted(owning):
        (kind, agency, _), _, by, tier = owning[need]
        office = "null" if agency is None else quoted(agency)
        entries.append(
            f'{{"agency":{office},"code":{words[open_needs[need]["code"]]},"need":{quoted(need)},'
            f'"rules":{lists.get(by) or listed(by)},"tier":{prepared.tiers_written[tier]},"to":{words[kind]}}}'
        )
    return f"[{','.join(entries)}]"


def addressees(asked: Collection[Asked], prepared: Prepared) -> str:
    entries = []
    for one in asked:
        kind, agency, _ = one.to
        office = "null" if agency is None else quoted(agency)
        due = "null" if one.due is None else day(one.due)
        rules = prepared.lists.get(one.rules) or listed(one.rules)
        services = listed(one.services) if one.services else EMPTY
        entry = (
            f'{{"about":{listed(one.about)},"agency":{office},"due":{due},"rules":{rules},"services":{services},'
            f'"to":{prepared.words[kind]}}}'
        )
        entries.append((kind, agency or "", entry))
    entries.sort()
    return f"[{','.join([entry for _, _, entry in entries])}]"


def backup(wanted: Wanted | None, team: Slot, prepared: Prepared) -> str:
    if wanted is None:
        return "null"
    level, given = wanted
    lists = prepared.lists
    reasons = []
    for reason in sorted(given):
        code, detail = reason
        rules = given[reason]
        reasons.append(f'{{"code":"{code}","detail":{quoted(detail)},"rules":{lists.get(rules) or listed(rules)}}}')
    return f'{{"level":"{level}","reasons":[{",".join(reasons)}],"team":{nullable(team.agency)}}}'


def gaps(ownership: Ownership, open_needs: Mapping[str, Fields], prepared: Prepared) -> str:
    words = prepared.words
    entries = []
    for need in sorted(ownership.gaps):
        entries.append(f'{{"code":{words[open_needs[need]["code"]]},"need":{quoted(need)}}}')
    return f"[{','.join(entries)}]"


def blocked(ownership: Ownership, open_needs: Mapping[str, Fields]) -> str:
    entries = [
        f'{{"code":{quoted(open_needs[need]["code"])},"need":{quoted(need)},"reason":"{reason}","rules":{listed(rules)}}}'
        for need, (reason, rules) in sorted(ownership.blocked.items())
    ]
    return "[" + ",".join(entries) + "]"


def unsettled(open_needs: Mapping[str, Fields], reason: str) -> str:
    """Every open need, where nothing could be settled for this reason."""
    entries = [
        f'{{"code":{quoted(open_needs[need]["code"])},"need":{quoted(need)},"reason":"{reason}","rules":[]}}'
        for need in sorted(open_needs)
    ]
    return "[" + ",".join(entries) + "]"


def excluded(exclusions: Sequence[Exclusion]) -> str:
    """The exclusions by what they exclude: the same target once, about everybody it concerns."""
    merged: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for exclusion in exclusions:
        about, rules = merged.setdefault((exclusion.what, exclusion.target), (set(), set()))
        about |= exclusion.about
        rules |= exclusion.rules
    entries = []
    for (what, target), (about, rules) in sorted(merged.items()):
        targets = [
            f'"{name}":{quoted(target) if what == name else "null"}'
            for name in ("kind", "located_in", "office", "person")
        ]
        entries.append(f'{{"about":{listed(about)},{",".join(targets)},"rules":{listed(rules)}}}')
    return "[" + ",".join(entries) + "]"


def withheld(persons: Mapping[Lacking, set[str]]) -> str:
    entries = []
    for lacking in sorted(persons):
        kind, missing, released_by = lacking
        about, released = listed(persons[lacking]), RELEASING[released_by]
        entries.append(f'{{"about":{about},"missing":"{missing}","released_by":{released},"to":{quoted(kind)}}}')
    return "[" + ",".join(entries) + "]"


def findings(derived: Sequence[Derived], prepared: Prepared) -> str:
    merged: dict[tuple[str, frozenset[str]], Rules] = {}
    for kind, about, rules in derived:
        known = merged.get((kind, about), rules)
        merged[kind, about] = rules if rules is known else rules | known
    entries = []
    for (kind, about), rules in merged.items():
        by = prepared.lists.get(rules) or listed(rules)
        entries.append((kind, sorted(about), f'{{"about":{listed(about)},"kind":{quoted(kind)},"rules":{by}}}'))
    entries.sort()
    return f"[{','.join([entry for _, _, entry in entries])}]"


def rejected(roles: Roles) -> str:
    """Who did not become what a rule proposed: outdone by another lead, or struck."""
    merged: dict[tuple[str, str, str], set[str]] = {}
    for kind, rules, lost_to in roles.choice.lost:
        merged.setdefault((kind, "lead", lost_to), set()).update(rules)
    for (proposal, _, _, _), _, struck in roles.missed:
        if struck is not None and proposal.role != "owner":
            merged.setdefault((proposal.kind, proposal.role, struck), set()).update(proposal.rules)
    entries = [
        f'{{"lost_to":"{lost_to}","role":"{role}","rules":{listed(by)},"to":{quoted(kind)}}}'
        for (kind, role, lost_to), by in sorted(merged.items())
    ]
    return "[" + ",".join(entries) + "]"
