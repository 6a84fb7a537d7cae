"""The outcome as a rule test: this case should go so, as the table agreed, whatever the rules say now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.conference.table.agency import Agency
from routing.conference.table.errors import TableError
from routing.conference.table.yaml_lines import flow, yaml_lines

if TYPE_CHECKING:
    from routing.case import Case
    from routing.conference.table.session import Session

SUFFIX = "_test.yaml"
"""How the file of a rule test ends."""
_HEAD = (
    "# What a case conference agreed on. It holds the case with its facts: keep it as the case itself, or make",
    "# the case one that could be anybody's before others may read it.",
)
_LISTS = {"immediate": "immediate", "duty": "duties", "support": "supports", "inform": "inform"}
"""The fields of `expect` for the first steps that rules speak of."""


def expectation(session: Session) -> dict[str, Any]:
    """The `expect` of the rule test: the roles that the table gave, and the first steps that it adopted.

    What the table did not speak of is not checked, and lists may hold more. Raises TableError where it agreed on
    nothing that a rule test can check.
    """
    divided = session.standing.divided
    owners = {step.need: Agency.of(step.to or "") for step in divided.values() if step.role == "owner"}
    lead = Agency.of(divided["lead"].to or "") if "lead" in divided else None
    listed: dict[str, set[str]] = {}
    for step in divided.values():
        if step.role == "support":
            listed.setdefault("supports", set()).add(Agency.of(step.to or "").kind)
    for first in session.standing.adopted:
        name, colon, rest = first.partition(":")
        if colon and name in _LISTS:
            listed.setdefault(_LISTS[name], set()).add(rest)
    expect: dict[str, Any] = {"lead": lead.kind} if lead else {}
    if owners:
        expect["owners"] = {str(need): owners[need].kind for need in sorted(owners, key=str)}
    expect |= {name: {"includes": sorted(listed[name])} for name in sorted(listed)}
    if parts := _parts(lead, {str(need): agency for need, agency in owners.items()}):
        expect["parts"] = parts
    if not expect:
        raise TableError("the table agreed on nothing that a rule test can check", help="divide the roles first")
    return expect


def _parts(lead: Agency | None, owners: dict[str, Agency]) -> dict[str, Any]:
    """The offices, where the table named them."""
    parts: dict[str, Any] = {}
    if lead is not None and lead.office:
        parts["lead"] = {"to": lead.kind, "agency": lead.office}
    if named := [(need, owners[need]) for need in sorted(owners) if owners[need].office]:
        parts["owners"] = [{"need": need, "to": one.kind, "agency": one.office} for need, one in named]
    return parts


def rule_test_yaml(session: Session) -> str:
    """The rule test as a file of its own, for `routing rules test`. Its case has the facts that the table found out.

    Raises TableError where the table agreed on nothing.
    """
    conclusion = session.standing.concluded
    case = conclusion.facts.joined_to(session.case) if conclusion is not None else session.case
    named = conclusion.test_name if conclusion is not None else None
    name = {"ja": f"会議の合意: {case.case}", "en": f"agreed in a conference: {case.case}"}
    lines = [*_HEAD, "tests:", f"  - name: {flow(named.model_dump() if named else name)}", "    case:"]
    lines += _indented(yaml_lines(_plain(case)))
    lines += ["    expect:", *_indented(yaml_lines(expectation(session)))]
    return "\n".join(lines) + "\n"


def _plain(case: Case) -> dict[str, Any]:
    return case.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"      {line}" for line in lines]
