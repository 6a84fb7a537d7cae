"""A place for an agency: the agency that is there, or why none is."""

from __future__ import annotations

from typing import Literal, NamedTuple

Struck = Literal["declined", "empty_slot", "exclusion"]


class Slot(NamedTuple):
    """An agency: a kind and its office (None: only the kind is known). `lost` says why there is none at all."""

    kind: str
    agency: str | None = None
    lost: Struck | None = None

    @property
    def address(self) -> tuple[str, str]:
        """Kind and office, for sorting."""
        return (self.kind, self.agency or "")
