"""The households of a scenario: what kinds there are, how many of each, and what each brings to the counter."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from routing.case.parts import Attributes, Name, Part, Relation
from routing.conference.simulation.quantity import Amount, Positive, Share, of
from routing.directory.office import parse_ages

Reporter = Literal[
    "self", "family", "resident", "minsei", "hospital", "school", "police", "care_manager", "partner_company", "agency"
]


class Title(Part):
    """A name in both languages."""

    ja: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]


class Member(Part):
    """A person who may live in a household of a kind. `age` and `care_level` (要介護) are ranges such as `65..90`; no
    `sex` means either."""

    id: Name
    age: str
    sex: Literal["F", "M"] | None = None
    chance: Share = of(1)
    care_level: str | None = None
    attributes: Attributes = Field(default_factory=dict)

    @field_validator("age")
    @classmethod
    def _range(cls, value: str) -> str:
        if parse_ages(value)[1] > 110:
            raise ValueError("must be a range of full years with both ends, such as `65..90`")
        return value

    @field_validator("care_level")
    @classmethod
    def _level(cls, value: str | None) -> str | None:
        if value is not None and not 1 <= parse_ages(value)[0] <= parse_ages(value)[1] <= 5:
            raise ValueError("must be a range from 1 to 5, such as `2..5`")
        return value


class Trouble(Part):
    """A need that a household of a kind may have: of whom, how likely among those of its list, how often urgent or not
    confirmed. `due_in` is a range of days after which it is due, such as the day of a discharge."""

    code: Name
    person: Name
    weight: Amount = of(1)
    urgent: Share = of(0)
    suspected: Share = of(0)
    due_in: str | None = None

    @field_validator("due_in")
    @classmethod
    def _days(cls, value: str | None) -> str | None:
        if value is not None and parse_ages(value)[1] > 365:
            raise ValueError("must be a range of days with both ends, such as `5..21`")
        return value


class HouseholdKind(Part):
    """One kind of household: its share of all, who lives there, the need it comes with, and those found besides."""

    id: Name
    title: Title
    share: Amount
    persons: tuple[Member, ...] = Field(strict=False, min_length=1, max_length=20)
    relations: tuple[Relation, ...] = Field(default=(), strict=False, max_length=50)
    main: tuple[Trouble, ...] = Field(strict=False, min_length=1, max_length=50)
    besides: tuple[Trouble, ...] = Field(default=(), strict=False, max_length=50)

    @model_validator(mode="after")
    def _known(self) -> HouseholdKind:
        sure = {person.id for person in self.persons if person.chance.value == 1}
        if any(trouble.person not in sure for trouble in self.main):
            raise ValueError("the need a household comes with is that of a person who is always there")
        known = {person.id for person in self.persons}
        named = {trouble.person for trouble in self.besides} | {end for r in self.relations for end in (r.start, r.end)}
        if len(known) != len(self.persons) or not named <= known:
            raise ValueError("`besides` and `relations` name persons of the household, each of which has its own id")
        return self


class Households(Part):
    """Who comes. `needs` weighs how many needs a case has: one, two, three and so on; `doors` the kinds of agencies
    that take cases first; `reporters` who tells of them."""

    kinds: tuple[HouseholdKind, ...] = Field(strict=False, min_length=1, max_length=50)
    needs: tuple[Amount, ...] = Field(strict=False, min_length=1, max_length=10)
    doors: dict[Name, Positive] = Field(min_length=1)
    reporters: dict[Reporter, Positive] = Field(min_length=1)
    consent: Share
    """How many have agreed to sharing when they come. The others are asked by whoever leads."""

    @model_validator(mode="after")
    def _some(self) -> Households:
        if len({kind.id for kind in self.kinds}) != len(self.kinds):
            raise ValueError("two kinds of households have the same id")
        if not sum(kind.share.value for kind in self.kinds) or not sum(weight.value for weight in self.needs):
            raise ValueError("the shares of the kinds, and the weights of `needs`, must not all be 0")
        return self
