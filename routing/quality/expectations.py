"""What a rule test expects of a decision, and where a decision differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from routing.decision import Decision, Question
from routing.quality.expected_parts import Parts, missing


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
    by code. `owners` checks the needs it names. `services` are those of the lead and of all supports. `parts` holds
    parts of the decision as its JSON has them: days, persons, tiers.
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
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of `expect` that a decision does not meet. `line` says so in a sentence.

    `missing` was expected and is not there, `extra` is there and was not expected, `common` is both; `owners` of a need
    are written `NEED: KIND`, nothing at all is `null`.
    """

    field: str
    line: str
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    common: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.line


def compared(expected: Expectation, decision: Decision) -> tuple[Difference, ...]:
    """Where a decision is not as expected: one difference a field, of `owners` one a need."""
    found: list[Difference] = []
    given = expected.model_fields_set
    for name, got in single(decision).items():
        if name in given and (wanted := getattr(expected, name)) != got:
            line = f"{name}: expected {_word(wanted)}, got {_word(got)}"
            found.append(Difference(name, line, (_word(wanted),), (_word(got),)))
    for name, have in listed(expected, decision).items():
        wanted = getattr(expected, name)
        if name in given and wanted is not None:
            found += _compare(name, wanted, have)
    found += _owners(expected, decision)
    if expected.parts is not None:
        found += [Difference("parts", line) for line in missing(expected.parts, decision.to_data())]
    fired = {firing.rule for firing in decision.trace}
    found += [
        Difference("not_fires", f"not_fires: `{rule}` fired", extra=(rule,))
        for rule in sorted(fired.intersection(expected.not_fires or ()))
    ]
    return tuple(found)


def differences(expected: Expectation, decision: Decision) -> tuple[str, ...]:
    """As `compared`, each difference as a line: `lead: expected A, got B`."""
    return tuple(map(str, compared(expected, decision)))


def single(decision: Decision) -> dict[str, str | None]:
    """What a decision says in the fields of `expect` that hold one word."""
    return {
        "lead": decision.lead.to if decision.lead else None,
        "holder": decision.holder.to,
        "backup": decision.backup.level if decision.backup else None,
    }


def listed(expected: Expectation, decision: Decision) -> dict[str, set[str]]:
    """What a decision says in the fields of `expect` that hold a list, needs named as the test names them."""
    found = {name: set(have) for name, have in _lists(decision).items()}
    for name, needs in (("gaps", decision.gaps), ("blocked", decision.blocked)):
        found[name] = _needs(needs, names(getattr(expected, name) or ()))
    return found


def owners_of(need: str, decision: Decision) -> set[str]:
    """The agency kinds that own a need, named by its id, or the needs of a code."""
    return {owner.to for owner in decision.owners if need in (owner.need, owner.code)}


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


def names(wanted: tuple[str, ...] | AtLeast) -> tuple[str, ...]:
    """The names in a list of `expect`, whether others may stand beside them or not."""
    return wanted.includes if isinstance(wanted, AtLeast) else wanted


def _needs(needs: Iterable[Any], wanted: Iterable[str]) -> set[str]:
    """Needs by id where the test names them so, else by code."""
    known = set(wanted)
    return {need.need if need.need in known else need.code for need in needs}


def _compare(name: str, wanted: tuple[str, ...] | AtLeast, got: set[str]) -> list[Difference]:
    expected = set(names(wanted))
    missing, common = tuple(sorted(expected - got)), tuple(sorted(expected & got))
    if isinstance(wanted, AtLeast):
        line = f"{name}: expected also {_list(missing)}, got {_list(got)}"
        return [Difference(name, line, missing, common=tuple(sorted(got)))] if missing else []
    line = f"{name}: expected {_list(expected)}, got {_list(got)}"
    return [] if expected == got else [Difference(name, line, missing, tuple(sorted(got - expected)), common)]


def _owners(expected: Expectation, decision: Decision) -> list[Difference]:
    found: list[Difference] = []
    for need, kind in sorted((expected.owners or {}).items()):
        got = owners_of(need, decision)
        if got != {kind}:
            line = f"owners: expected {kind} for {need}, got {_list(got)}"
            missing = () if kind in got else (f"{need}: {kind}",)
            extra = tuple(f"{need}: {other}" for other in sorted(got - {kind}))
            common = (f"{need}: {kind}",) if kind in got else ()
            found.append(Difference("owners", line, missing, extra, common))
    return found


def _list(found: Iterable[str]) -> str:
    return "[" + ", ".join(sorted(set(found))) + "]"


def _word(value: str | None) -> str:
    return "null" if value is None else value


def expected_rules(expected: Expectation) -> Mapping[str, tuple[str, ...]]:
    """The rule ids a test names, by field."""
    return {"fires": names(expected.fires or ()), "not_fires": expected.not_fires or ()}
