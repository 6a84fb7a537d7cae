"""A number of a scenario, and where it comes from: what was published, what was fitted, and what is only assumed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from routing.case.parts import Part

Mark = Literal["published", "derived", "fitted", "assumed"]
"""`published`: a source says so. `derived`: worked out from a source. `fitted`: chosen so that a published figure comes
out. `assumed`: nobody published it; a study should vary it."""


LARGEST = 1e9
"""No number of a ward is larger: minutes, days and places are counted in whole seconds and referrals."""


class Quantity(Part):
    """A number with its mark. A bare number in a file is an assumption."""

    value: float = Field(allow_inf_nan=False, ge=-LARGEST, le=LARGEST)
    mark: Mark = "assumed"
    source: str | None = Field(default=None, max_length=500)

    @model_validator(mode="after")
    def _sourced(self) -> Quantity:
        if self.mark != "assumed" and self.source is None:
            raise ValueError("a number that is not merely assumed names its `source`")
        return self


def _quantity(given: Any) -> Any:
    return {"value": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


def _positive(given: Quantity) -> Quantity:
    if given.value <= 0:
        raise ValueError("must be more than 0")
    return given


def _amount(given: Quantity) -> Quantity:
    if given.value < 0:
        raise ValueError("must be at least 0")
    return given


def _share(given: Quantity) -> Quantity:
    if not 0 <= given.value <= 1:
        raise ValueError("must be from 0 to 1")
    return given


def _people(given: Quantity) -> Quantity:
    if given.value != int(given.value) or not 1 <= given.value <= 1000:
        raise ValueError("must be a whole number from 1 to 1000")
    return given


Amount = Annotated[Quantity, BeforeValidator(_quantity), AfterValidator(_amount)]
Positive = Annotated[Quantity, BeforeValidator(_quantity), AfterValidator(_positive)]
Share = Annotated[Quantity, BeforeValidator(_quantity), AfterValidator(_share)]
People = Annotated[Quantity, BeforeValidator(_quantity), AfterValidator(_people)]
"""How many members of staff."""


def of(value: float) -> Quantity:
    """An assumption: the default of a field of a scenario."""
    return Quantity(value=value)
