"""The shape of rule files: what a `rulebook.yaml` and a topic file may say. One frozen model per part."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from routing.calendar import parse_hours, parse_span
from routing.dates import iso_date
from routing.rulebook import limits
from routing.rulebook.effects import BasisList, Model, Name, Names
from routing.rulebook.ladder import COUNTED, OF_REFERRAL, REPEATED, TIMED, Act, Asked, Trigger

_RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PACK_ID = re.compile(r"[a-z][a-z0-9_-]*")


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("must be a date, written YYYY-MM-DD")
    return iso_date(value)


def _rule_id(value: Any) -> Any:
    if not isinstance(value, str) or not _RULE_ID.fullmatch(value) or len(value) > 100:
        raise ValueError("must be a rule id in kebab-case, such as `household-8050`, of at most 100 characters")
    return value


def _pack_id(value: Any) -> Any:
    if not isinstance(value, str) or not _PACK_ID.fullmatch(value) or len(value) > 100:
        raise ValueError("must be a name of small letters, digits, `-` and `_`, such as `setagaya`")
    return value


def _version(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError('must be text: YAML reads a bare number here, so put it in quotes, such as "2026.04"')
    return value


def _list(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _span(value: Any) -> Any:
    if isinstance(value, str):
        parse_span(value)
    return value


def _hours(value: Any) -> Any:
    if isinstance(value, str) and not parse_hours(value).on_each_business_day:
        raise ValueError("business days are Monday to Friday: the hours of the desk name each of them and no other day")
    return value


def _groups(value: Any) -> Any:
    return tuple(_list(group) for group in value) if isinstance(value, list) else value


Many = Annotated[Names, Field(max_length=limits.NAMES)]
"""One name or a list of names, not too many."""
_Listed = Annotated[tuple[Name, ...], Field(max_length=limits.NAMES)]
_Groups = Annotated[tuple[tuple[Name, ...], ...], Field(max_length=limits.NAMES)]
Date = Annotated[dt.date, BeforeValidator(_date)]
RuleId = Annotated[str, BeforeValidator(_rule_id)]
PackId = Annotated[str, BeforeValidator(_pack_id)]
Level = Literal["advice", "conference"]


class Title(Model):
    """A title in both languages, as a caseworker reads it."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Period(Model):
    """The days a version of a rule holds: from the first, inclusive, until the last, exclusive."""

    start: Date | None = Field(default=None, alias="from")
    until: Date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.start is not None and self.until is not None and self.until <= self.start:
            raise ValueError("`until` must be after `from`; it is the first day on which the rule no longer holds")
        return self


class RuleEntry(Model):
    """One entry of `rules`. Its effects (`then`) are read one by one, to name the place of each error."""

    id: RuleId
    title: Title
    in_force: Period = Period()
    basis: BasisList = ()
    match: str
    where: str | None = None
    then: Any
    replace: RuleId | None = None
    note: str | None = None


class EscalationEntry(Model):
    """How a trigger of the backup team is answered, and after how many times."""

    level: Level
    count: int = Field(default=1, ge=1, le=1000)


class CalendarEntry(Model):
    """Days on which the offices of a municipality are closed, besides weekends and holidays, and when they are open."""

    closed: Annotated[tuple[Date, ...], BeforeValidator(_list)] = ()
    hours: Annotated[str, BeforeValidator(_hours)] | None = None


class StepEntry(Model):
    """A step of the ladder: what the desk does when a case does not move."""

    id: RuleId
    title: Title | None = None
    on: Trigger
    after: Annotated[str, BeforeValidator(_span)] | None = None
    every: Annotated[str, BeforeValidator(_span)] | None = None
    times: int | None = Field(default=None, ge=1, le=1000)
    roles: Annotated[tuple[Asked, ...], Field(min_length=1), BeforeValidator(_list)] | None = None
    do: Act
    basis: BasisList = ()
    note: str | None = None

    @model_validator(mode="after")
    def _fitting(self) -> StepEntry:
        if self.on in TIMED and self.after is None:
            raise ValueError(f"a step on `{self.on}` says after what time it comes: `after: 5bd`, `8bh` or `P14D`")
        if self.on in COUNTED and self.after is not None:
            raise ValueError(f"a step on `{self.on}` comes at once; it counts `times` and has no `after`")
        if self.on not in COUNTED and self.times is not None:
            raise ValueError(f"`times` counts {_quoted(COUNTED)}; a step on `{self.on}` has `after`")
        if self.on not in OF_REFERRAL and self.roles is not None:
            raise ValueError(f"`roles` are of referrals; a step on `{self.on}` looks at none")
        if self.roles is not None and (self.on == "overdue_duty" or (self.on == "overdue" and "duty" in self.roles)):
            raise ValueError("reports are looked at by `overdue_duty` alone, and by that step nothing else")
        if self.every is not None and (self.on not in REPEATED or self.do != "remind"):
            raise ValueError(f"`every` repeats a reminder on {_quoted(REPEATED)}")
        if self.every is not None and not any(digit in "123456789" for digit in self.every):
            raise ValueError("a reminder is not sent again after no time at all")
        return self


_Steps = Annotated[tuple[StepEntry, ...], Field(max_length=limits.STEPS)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


class SuppressEntry(Model):
    """A finding of `routing rules check` that is meant to be so, and why: by its code, and the rules, needs or agency
    kinds it is about. It changes no decision."""

    check: Name
    rule: Many = ()
    need: Many = ()
    kind: Many = ()
    reason: str = Field(max_length=2000)

    @model_validator(mode="after")
    def _reasoned(self) -> SuppressEntry:
        if not self.reason.strip():
            raise ValueError("a suppression says why: `reason` is empty")
        return self


def _serves(value: Any) -> Any:
    return None if value == "any" else _list(value)


class RulebookFile(Model):
    """A `rulebook.yaml`. What is absent is taken from the packs it extends."""

    rulebook: PackId
    version: Annotated[str, BeforeValidator(_version), Field(min_length=1, max_length=100)]
    title: Title
    extends: Many = ()
    vocabulary: Name | None = None
    tiers: Many | None = None
    lead_order: Many | None = None
    contested: Annotated[_Groups | None, BeforeValidator(_groups)] = None
    disable: Many = ()
    default_lead: Name | None = None
    serves: Annotated[_Listed | None, BeforeValidator(_serves)] = None
    escalation: dict[str, EscalationEntry] = Field(default_factory=dict)
    directory: Name | None = None
    ladder: Annotated[_Steps | None, BeforeValidator(_list)] = None
    calendar: CalendarEntry = CalendarEntry()
    suppress: Annotated[tuple[SuppressEntry, ...], Field(max_length=limits.NAMES), BeforeValidator(_list)] = ()
    note: str | None = None
    source: str | None = None

    @property
    def municipalities(self) -> frozenset[str] | None:
        """The municipalities it serves, None for any. Where nothing is said: the one it is named after."""
        if "serves" not in self.model_fields_set:
            return frozenset({self.rulebook})
        return None if self.serves is None else frozenset(self.serves)
