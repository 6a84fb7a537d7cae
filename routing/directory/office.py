"""An office: one entry of a directory."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from routing.dates import iso_date

_AGES = re.compile(r"(?P<low>\d{1,3})?(?P<dots>\.\.)?(?P<high>\d{1,3})?")


def _day(value: Any) -> Any:
    return iso_date(value) if isinstance(value, str) else value


Day = Annotated[dt.date, BeforeValidator(_day)]
Names = tuple[Annotated[str, Field(min_length=1, max_length=200)], ...]


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


NameList = Annotated[Names, BeforeValidator(_tuple)]


class _Entry(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, strict=True, populate_by_name=True
    )


class Serves(_Entry):
    """Whom an office is there for: a preference, unless `only`.

    `age` is a range of full years such as `65..`, `..17`, `40..64`; `needs` holds need codes and `domain.*`.
    """

    age: str | None = None
    needs: NameList = ()
    only: bool = False

    @field_validator("age")
    @classmethod
    def _range(cls, value: str | None) -> str | None:
        if value is not None:
            parse_ages(value)
        return value

    def suits_age(self, ages: Iterable[int | None]) -> bool | None:
        """Whether one of the persons is of the age served; None where that hangs on an unknown age."""
        if self.age is None:
            return True
        low, high = parse_ages(self.age)
        unknown = False
        for age in ages:
            if age is None:
                unknown = True
            elif low <= age <= high:
                return True
        return None if unknown else False

    def suits_need(self, codes: Iterable[str]) -> bool:
        """Whether one of the need codes is served; no code at all suits everybody."""
        codes = tuple(codes)
        if not self.needs or not codes:
            return True
        return any(_covers(name, code) for code in codes for name in self.needs)


def _covers(name: str, code: str) -> bool:
    return code == name or (name.endswith(".*") and code.startswith(name[:-1]))


@functools.lru_cache(maxsize=1024)
def parse_ages(text: str) -> tuple[int, int]:
    """The lowest and the highest age of a range of full years, both inclusive.

    >>> parse_ages("65..")
    (65, 999)

    Raises ValueError for anything else.
    """
    match = _AGES.fullmatch(text)
    if not match or not (match["low"] or match["high"]) or (match["high"] and not match["dots"]):
        raise ValueError("must be a range of full years such as `65..`, `..17` or `40..64`")
    low = int(match["low"] or 0)
    high = int(match["high"] or (999 if match["dots"] else low))
    if low > high:
        raise ValueError("must be a range of full years, the lower age first")
    return low, high


class Office(_Entry):
    """One office of an agency kind.

    No `catchment` means everywhere. `asker: professionals` serves agencies, not residents. `capacity` is the number
    of cases it can hold; `start` (`from` in files) is inclusive, `until` exclusive. `substitutes` are offices of the
    same kind that stand in, in that order, when this one is struck or full. `invented` marks made-up entries.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    kind: str
    ja: str
    en: str
    located_in: str | None = None
    catchment: Annotated[Names | None, BeforeValidator(_tuple)] = None
    serves: Serves = Serves()
    asker: Literal["anyone", "professionals"] = "anyone"
    hours: str | None = None
    languages: NameList = ()
    services: NameList = ()
    capacity: Annotated[int, Field(ge=0)] | None = None
    substitutes: NameList = ()
    start: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None
    members: NameList = ()
    address: str | None = None
    phone: str | None = None
    note: str | None = None
    invented: bool = False

    def open_on(self, day: dt.date) -> bool:
        """Whether the office exists on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)
