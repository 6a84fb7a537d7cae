"""The parts of a case, as a case file gives them. All frozen, strict, and closed to unknown fields."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from routing.dates import iso_date

ONE_LINE = r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"
"""Texts without control characters."""


def _date(value: Any) -> Any:
    if isinstance(value, str):
        return iso_date(value)
    if isinstance(value, dt.datetime):
        raise ValueError("must be a date without a time of day")
    return value


class _OneLine:
    """Refuses control characters, in an expression of pydantic's own: a case has dozens of names, and to call a
    function of Python for each costs twice as much."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        line = core_schema.custom_error_schema(
            core_schema.str_schema(pattern=ONE_LINE),
            "control_character",
            custom_error_message="must not hold control characters",
        )
        return core_schema.chain_schema([handler(source), line])

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": ONE_LINE}


Date = Annotated[dt.date, BeforeValidator(_date)]
"""A day, in files `2026-04-01`."""

Name = Annotated[str, Field(min_length=1, max_length=200), _OneLine()]
"""An id or a code: one line of 1 to 200 characters."""

_Whole = Annotated[int, Field(ge=-(10**18), le=10**18)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Text = Annotated[str, Field(max_length=2000)]
Attributes = Annotated[dict[Name, bool | _Whole | _Number | _Text | None], Field(max_length=200)]
"""Declared properties that the format has no field for; null means unknown."""

_MOST = 2000
Names = Annotated[tuple[Name, ...], Field(strict=False, max_length=_MOST)]


class Part(BaseModel):
    """What all parts share: nothing can be changed, nothing unknown is accepted, no text stands for a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Person(Part):
    """A person of the case. What is absent is unknown; `age` is in whole years at the case's `as_of`."""

    id: Name
    age: int | None = Field(default=None, ge=0, le=130)
    birth_date: Date | None = None
    sex: Literal["F", "M", "X"] | None = None
    care_level: int | None = Field(default=None, ge=1, le=5, description="要介護 1-5")
    support_level: int | None = Field(default=None, ge=1, le=2, description="要支援 1-2")
    on_assistance: bool | None = None
    registered_address: bool | None = None
    attributes: Attributes = Field(default_factory=dict)


class Relation(Part):
    """A relation between two persons, from `start` (`from` in files) to `end` (`to`)."""

    start: Name = Field(alias="from")
    type: Name
    end: Name = Field(alias="to")


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


class _AboutPersons(Part):
    """What concerns one `person` or several `persons`, and has an id made from its content where none is given."""

    id: Name = Field(default="", json_schema_extra=_without_default, description="made if absent")
    person: Name | None = None
    persons: Names | None = Field(default=None, min_length=1)

    @property
    def about(self) -> tuple[str, ...]:
        """The ids of the persons it concerns, sorted, each once."""
        return (self.person,) if self.person is not None else tuple(sorted(set(self.persons or ())))

    def _identified(self, word: str) -> None:
        if not self.id:
            content = self.model_dump(mode="json", exclude={"id", "person", "persons"}, exclude_none=True)
            text = json.dumps([self.about, content], sort_keys=True, ensure_ascii=True)
            self.__dict__["id"] = f"{word}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


class Need(_AboutPersons):
    """A need of one or several persons. `severity` is 1 (light) to 3 (heavy); `due` is a deadline set from outside."""

    code: Name
    status: Literal["confirmed", "suspected", "resolved", "absent"] = "confirmed"
    severity: int | None = Field(default=None, ge=1, le=3)
    urgent: bool = False
    due: Date | None = None
    attributes: Attributes = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Need:
        if (self.person is None) == (self.persons is None):
            raise ValueError("give exactly one of `person` and `persons`")
        self._identified("need")
        return self

    @property
    def open(self) -> bool:
        """Whether the need is there or suspected, and so wants an owner."""
        return self.status in ("confirmed", "suspected")


class Involvement(Part):
    """An agency and a person: serving (`active`), served before (`ended`), `refused` by the person, or `declined`."""

    person: Name
    agency: Name = Field(description="agency kind")
    office: Name | None = Field(default=None, description="an office of the directory")
    status: Literal["active", "ended", "refused", "declined"] = "active"
    role: Literal["lead", "support"] | None = None
    since: Date | None = None


class Event(_AboutPersons):
    """Something that happened or will: a discharge, an eviction, a report."""

    type: Name
    date: Date | None = None
    attributes: Attributes = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Event:
        if self.person is not None and self.persons is not None:
            raise ValueError("give `person` or `persons`, not both")
        self._identified("event")
        return self


class Consent(Part):
    """What a person (or a guardian, `by`) said to sharing. Absent `to` or `items` mean all; `until` is inclusive."""

    person: Name
    status: Literal["given", "refused", "not_asked", "cannot_ask"]
    to: Names | None = Field(default=None, description="agency kinds")
    items: Names | None = Field(default=None, description="need codes or domains")
    until: Date | None = None
    by: Name | None = None


class History(Part):
    """What agencies found so far: the reports that call the backup team. `by` is an agency kind."""

    type: Literal["cannot_solve", "no_agreement", "declined", "refused", "hop", "overdue"]
    by: Name | None = None
    office: Name | None = None
    need: Name | None = None
    person: Name | None = None
    date: Date | None = None


def age_at(birth_date: dt.date, day: dt.date) -> int:
    """Age in full years on a day.

    A year is full on the birthday, as offices count; that of 29 February falls on 1 March in other years. (年齢計算ニ
    関スル法律 reaches the age at the end of the day before; statutes that turn on that day say so themselves.)

    >>> age_at(dt.date(2004, 2, 29), dt.date(2026, 2, 28))
    21
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
