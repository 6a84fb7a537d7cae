"""The scenario: everything that a simulated ward is made of, but for its rules, which are a rulebook."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from routing.calendar import parse_hours
from routing.case.parts import Date, Name, Part
from routing.conference.simulation.households import Households, Title
from routing.conference.simulation.quantity import Amount, People, Positive, Share, of

T = TypeVar("T")
Days = Annotated[int, Field(ge=0, le=3660)]


class District(Part):
    """A district: how many people live there, and how many new compound cases come in a month of 365/12 days."""

    id: Name
    population: Annotated[int, Field(ge=1)] | None = None
    per_month: Amount
    start: Annotated[Date | None, Field(alias="from")] = None
    """The day on which the counter opens there; absent: from the first day."""


class Work(Part):
    """How long a member of staff works on something, in minutes, how often, and the days between."""

    first_contact: Amount = of(45)
    contact: Amount = of(60)
    act: Amount = of(90)
    report: Amount = of(20)
    advice: Amount = of(60)
    contacts: dict[Literal["lead", "owner", "support"], Positive] = Field(default_factory=dict)
    """How many contacts a role takes in the mean, the first among them; what is not named takes 2."""
    between: Amount = of(10)


class Answers(Part):
    """How agencies answer. An agency declines for want of capacity with a chance that grows with its load in a straight
    line, from `decline_free` where nobody is served to `decline_full` where every place is taken."""

    silent: Share = of(0.1)
    decline_free: Share = of(0.02)
    decline_full: Share = of(0.5)
    not_eligible: Share = of(0.02)
    unsolved: Share = of(0.03)
    places: Positive = of(20)
    """Referrals that a member of staff can carry at once."""


class Family(Part):
    """How families answer: they refuse an agency at its first contact, agree to sharing once asked, or withdraw."""

    refuse: Share = of(0.2)
    agree: Share = of(0.6)
    withdraw_per_month: Share = of(0.01)


class Routine(Part):
    """Everyday consultations that take the time of an agency kind in each district: how many a month, how long."""

    kind: Name
    per_month: Amount
    minutes: Amount


class Calendar(Part):
    """When the backup team meets: `weekly` on a weekday, or `monthly` on the n-th of it; how many cases it takes up.

    `slots` None: as many as wait. `attends` says who takes part besides the team and the agency that holds the case.
    """

    cadence: Literal["weekly", "monthly"]
    weekday: Literal["Mo", "Tu", "We", "Th", "Fr"] = "We"
    week: Annotated[int, Field(ge=1, le=4)] = 3
    at: str = "14:00"
    slots: Annotated[int, Field(ge=1, le=1000)] | None = 4
    minutes: Amount = of(60)
    attends: tuple[Literal["lead", "owners", "supports", "members"], ...] = Field(
        default=("lead", "owners", "members"), strict=False
    )

    @field_validator("at")
    @classmethod
    def _time(cls, value: str) -> str:
        dt.time.fromisoformat(value)
        return value


class Replications(Part):
    """How often the ward is simulated: at least, at most, and until the mean of a measure is known `within` so much.

    `within` is half the width of the interval of 95 %, in the unit of the measure; without it all of `most` are run.
    """

    least: Annotated[int, Field(ge=2, le=10_000)] = 10
    most: Annotated[int, Field(ge=2, le=10_000)] = 10
    measure: Name = "days_to_owner"
    within: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _order(self) -> Replications:
        if self.least > self.most:
            raise ValueError("`least` must not be more than `most`")
        return self


class Published(Part):
    """A published figure that a measure is set beside. `fitted` says whether the scenario was made to meet it."""

    measure: Name
    by: Name = "all"
    group: Name = "all"
    value: Annotated[float, Field(allow_inf_nan=False)]
    fitted: bool
    source: Annotated[str, Field(min_length=1, max_length=500)]
    note: Annotated[str, Field(max_length=1000)] | None = None


class Scenario(Part):
    """A ward to be simulated. With its rulebook and seed it has one outcome.

    Cases count that come in the `days` after the `warm_up`; they are followed for `follow` days more, in which others
    go on coming. `staff` and `hours` are given by office, else by agency kind, else `usual`. With `tell_load` the
    router is told which offices are full.
    """

    schema_: Literal["scenario/1"] = Field(default="scenario/1", alias="schema")
    scenario: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    title: Title
    note: Annotated[str, Field(max_length=4000)] | None = None
    rulebook: Annotated[str, Field(min_length=1, max_length=500)]
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None
    municipality: Name
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 1
    start: Date
    warm_up: Days = 0
    days: Annotated[int, Field(ge=1, le=3660)] = 365
    follow: Days = 90
    replications: Replications = Replications()
    districts: tuple[District, ...] = Field(strict=False, min_length=1, max_length=500)
    households: Households
    staff: dict[Name, People]
    hours: dict[Name, str] = Field(default_factory=dict)
    work: Work = Work()
    answers: Answers = Answers()
    family: Family = Family()
    routine: tuple[Routine, ...] = Field(default=(), strict=False, max_length=50)
    conference: Calendar
    tell_load: bool = True
    published: tuple[Published, ...] = Field(default=(), strict=False, max_length=200)

    @field_validator("hours")
    @classmethod
    def _opening(cls, value: dict[str, str]) -> dict[str, str]:
        for hours in value.values():
            parse_hours(hours)
        return value

    @model_validator(mode="after")
    def _complete(self) -> Scenario:
        if "usual" not in self.staff:
            raise ValueError("`staff` says what is `usual`, for the kinds and offices that it does not name")
        if len({district.id for district in self.districts}) != len(self.districts):
            raise ValueError("two districts have the same id")
        return self

    @property
    def until(self) -> int:
        """The day, counted from the start, on which the simulation ends."""
        return self.warm_up + self.days + self.follow

    def content_digest(self) -> str:
        """The digest of all that the outcome depends on, but for the rulebook: words and marks do not count."""
        left_out = {"title", "note", "published", "digest", "replications"}
        data = self.model_dump(mode="json", by_alias=True, exclude=left_out)
        text = json.dumps(_plain(data), sort_keys=True, ensure_ascii=True)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def said_of(values: Mapping[str, T], office: str, kind: str) -> T | None:
    """What is said of an office, else of its kind, else what is usual; None: nothing is."""
    return next((values[name] for name in (office, kind, "usual") if name in values), None)


def _plain(data: object) -> object:
    """Data with quantities reduced to their numbers, and without titles."""
    if isinstance(data, dict):
        if set(data) == {"value", "mark", "source"}:
            return data["value"]
        return {key: _plain(value) for key, value in data.items() if key != "title"}
    return [_plain(value) for value in data] if isinstance(data, list) else data
