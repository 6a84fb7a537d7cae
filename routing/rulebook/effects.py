"""The effects of a rule: what follows when its pattern matches. One frozen model per effect, as in a rule file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from routing.calendar import parse_within


def _as_tuple(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple)]
"""One name or a list of names."""


def _within(value: Any) -> Any:
    if isinstance(value, str):
        parse_within(value)
    return value


Within = Annotated[str, BeforeValidator(_within)]
"""`P14D`, `PT48H` (calendar time) or `5bd` (business days)."""


class Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, strict=True, populate_by_name=True
    )


class Basis(Model):
    """The law or agreement behind a rule, and how well its text is known.

    `permits` names the protected properties that it lets a rule read; it is no part of decisions.
    """

    law: str
    article: str | None = None
    status: Literal["verified", "dated", "secondary", "memory"]
    read: str | None = None
    note: str | None = None
    permits: Names = ()


BasisList = Annotated[tuple[Basis, ...], BeforeValidator(_as_tuple)]


class Before(Model):
    """A deadline counted back from a date in the case: `{date: n.due, less: P3D}`."""

    date: str
    less: Within = "P0D"


class Dated(Model):
    """When something is due: a span of time after the day of the case, or a day before a date in it."""

    within: Within | None = None
    before: Before | None = None

    @model_validator(mode="after")
    def _one_deadline(self) -> Dated:
        if self.within is not None and self.before is not None:
            raise ValueError("a deadline is either `within` or `before`")
        return self


class FindingEffect(Model):
    """Derive a `Finding` of this kind about the nodes bound to these variables."""

    kind: str
    about: Names


class Immediate(Model):
    """Act now, before anything else."""

    action: Literal["call_119", "call_110", "visit_now"]
    to: Names
    jointly: bool = False
    about: Names = ()


class Duty(Dated):
    """A statutory report, in addition to a lead, never instead of one."""

    to: str
    about: Names = ()
    basis: BasisList = ()
    consent: Literal["not_required", "required"] = "not_required"


class Refer(Dated):
    """A candidate referral. `need` (`for` in files) is the variable of the need it answers."""

    to: str
    role: Literal["lead", "support", "inform"]
    tier: str | None = None
    about: Names = ()
    need: str | None = Field(default=None, alias="for")
    service: str | None = None
    if_absent: Names = ()


class Exclude(Model):
    """Nothing about these persons may reach this kind, office, district or person (the variable of one)."""

    about: Names
    kind: str | None = None
    office: str | None = None
    located_in: str | None = None
    person: str | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Exclude:
        if sum(x is not None for x in (self.kind, self.office, self.located_in, self.person)) != 1:
            raise ValueError("exclude names exactly one of kind, office, located_in, person")
        return self


class Share(Model):
    """A legal basis that permits sharing without consent. No `items`: everything."""

    to: Names
    about: Names
    items: Names = ()
    basis: BasisList = ()


class Escalate(Model):
    """Ask the backup team: for advice, or for a case conference."""

    level: Literal["advice", "conference"]
    reason: str


Effect = FindingEffect | Immediate | Duty | Refer | Exclude | Share | Escalate

EFFECTS: dict[str, type[Model]] = {
    "finding": FindingEffect,
    "immediate": Immediate,
    "duty": Duty,
    "refer": Refer,
    "exclude": Exclude,
    "share": Share,
    "escalate": Escalate,
}


def summary(effect: Effect) -> str:
    """A short, stable name of an effect for traces, such as `refer:support_center:lead`."""
    match effect:
        case FindingEffect():
            return f"finding:{effect.kind}"
        case Immediate():
            return f"immediate:{effect.action}"
        case Duty():
            return f"duty:{effect.to}"
        case Refer():
            return f"refer:{effect.to}:{effect.role}"
        case Exclude():
            return f"exclude:{effect.kind or effect.office or effect.located_in or effect.person}"
        case Share():
            return "share:" + "+".join(sorted(effect.to))
        case Escalate():
            return f"escalate:{effect.level}"
