"""What a rule test expects of a decision, and where a decision differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from routing.decision import Decision, Question


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, strict=True)


def _items(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Items = Annotated[tuple[str, ...], BeforeValidator(_items)]


class AtLeast(_Model):
    """`{includes: [...]}`: these, and perhaps others."""

    includes: Items


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return AtLeast.model_validate(value)
    if not isinstance(value, list):
        raise ValueError("must be a list, or `{includes: [...]}` where others may stand beside them")
    return tuple(value)


Listed = Annotated[tuple[str, ...] | AtLeast, BeforeValidator(_listed)]


class Expectation(_Model):
    """The fields of `expect`. What is left out is not checked; lists are sets, exact unless `{includes: [...]}`.

    Agencies are named by kind, `immediate` by action, `findings` by kind, `questions` as `PERSON.property`, `excluded`
    by the kind, office, district or person that is out of reach; needs by id or, in `gaps`, `blocked` and `owners`,
    by code. `owners` checks the needs it names. `services` are those of the lead and of all supports.
    """

    lead: str | None = None
    holder: str | None = None
    supports: Listed | None = None
    services: Listed | None = None
    duties: Listed | None = None
    immediate: Listed | None = None
    inform: Listed | None = None
    owners: dict[str, str] | None = None
    backup: Literal["advice", "conference"] | None = None
    backup_reasons: Listed | None = None
    findings: Listed | None = None
    excluded: Listed | None = None
    gaps: Listed | None = None
    blocked: Listed | None = None
    withheld: Listed | None = None
    questions: Listed | None = None
    fires: Listed | None = None
    not_fires: Items | None = None


def differences(expected: Expectation, decision: Decision) -> tuple[str, ...]:
    """Where a decision is not as expected, one line a field: `lead: expected A, got B`."""
    found: list[str] = []
    given = expected.model_fields_set
    single = {
        "lead": decision.lead.to if decision.lead else None,
        "holder": decision.holder.to,
        "backup": decision.backup.level if decision.backup else None,
    }
    for name, got in single.items():
        if name in given and getattr(expected, name) != got:
            found.append(f"{name}: expected {_word(getattr(expected, name))}, got {_word(got)}")
    for name, have in _lists(decision).items():
        wanted = getattr(expected, name)
        if name in given and wanted is not None:
            found += _compare(name, wanted, set(have))
    for name, needs in (("gaps", decision.gaps), ("blocked", decision.blocked)):
        wanted = getattr(expected, name)
        if name in given and wanted is not None:
            found += _compare(name, wanted, _needs(needs, _names(wanted)))
    found += _owners(expected, decision)
    fired = {firing.rule for firing in decision.trace}
    found += [f"not_fires: `{rule}` fired" for rule in sorted(fired.intersection(expected.not_fires or ()))]
    return tuple(found)


def _lists(decision: Decision) -> dict[str, Iterable[str]]:
    lead = decision.lead
    services = lead.service.split(" / ") if lead and lead.service else []
    return {
        "supports": (support.to for support in decision.supports),
        "services": [*services, *(service for support in decision.supports for service in support.services)],
        "duties": (duty.to for duty in decision.duties),
        "immediate": (act.action for act in decision.immediate),
        "inform": (addressee.to for addressee in decision.inform),
        "backup_reasons": (reason.code for reason in decision.backup.reasons) if decision.backup else (),
        "findings": (finding.kind for finding in decision.findings),
        "excluded": (str(e.kind or e.office or e.located_in or e.person) for e in decision.excluded),
        "withheld": (withheld.to for withheld in decision.withheld),
        "questions": (_question(question) for question in decision.questions),
        "fires": (firing.rule for firing in decision.trace),
    }


def _question(question: Question) -> str:
    about = question.about if isinstance(question.about, str) else "+".join(question.about)
    return f"{about}.{question.property}"


def _names(wanted: tuple[str, ...] | AtLeast) -> tuple[str, ...]:
    return wanted.includes if isinstance(wanted, AtLeast) else wanted


def _needs(needs: Iterable[Any], wanted: Iterable[str]) -> set[str]:
    """Needs by id where the test names them so, else by code."""
    names = set(wanted)
    return {need.need if need.need in names else need.code for need in needs}


def _compare(name: str, wanted: tuple[str, ...] | AtLeast, got: set[str]) -> list[str]:
    if isinstance(wanted, AtLeast):
        missing = set(wanted.includes) - got
        return [f"{name}: expected also {_list(missing)}, got {_list(got)}"] if missing else []
    return [] if set(wanted) == got else [f"{name}: expected {_list(wanted)}, got {_list(got)}"]


def _owners(expected: Expectation, decision: Decision) -> list[str]:
    found: list[str] = []
    for need, kind in sorted((expected.owners or {}).items()):
        got = {owner.to for owner in decision.owners if need in (owner.need, owner.code)}
        if got != {kind}:
            found.append(f"owners: expected {kind} for {need}, got {_list(got)}")
    return found


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(sorted(set(names))) + "]"


def _word(value: str | None) -> str:
    return "null" if value is None else value


def expected_rules(expected: Expectation) -> Mapping[str, tuple[str, ...]]:
    """The rule ids a test names, by field."""
    return {"fires": _names(expected.fires or ()), "not_fires": expected.not_fires or ()}
