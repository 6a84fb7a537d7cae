"""An agency as people at a table write it: its kind, and its office where one is meant (`KIND` or `KIND@OFFICE`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AfterValidator, Field

from routing.conference.table.errors import TableError
from routing.errors import did_you_mean, printable

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

_WRITTEN = re.compile(r"[^@\s]+(@[^@\s]+)?")


def _written_so(text: str) -> str:
    if not _WRITTEN.fullmatch(text) or printable(text) != text:
        raise ValueError("an agency is written KIND or KIND@OFFICE, such as support_center@kinuta-anshin")
    return text


AgencyText = Annotated[str, Field(min_length=1, max_length=220), AfterValidator(_written_so)]
"""An agency as a step names it."""


class Agency(NamedTuple):
    """An agency kind, and its office; None where only the kind is meant."""

    kind: str
    office: str | None = None

    @classmethod
    def of(cls, text: str) -> Agency:
        """An agency from how it is written.

        >>> Agency.of("support_center@kinuta-anshin")
        Agency(kind='support_center', office='kinuta-anshin')
        """
        kind, _, office = text.partition("@")
        return cls(kind, office or None)

    @property
    def text(self) -> str:
        """How it is written."""
        return f"{self.kind}@{self.office}" if self.office else self.kind

    def meets(self, other: Agency) -> bool:
        """Whether two can be the same agency: one kind, and no two offices."""
        return self.kind == other.kind and (None in (self.office, other.office) or self.office == other.office)


def known(text: str, rulebook: Rulebook) -> Agency:
    """The agency that is written so. Raises TableError where the rulebook has no such kind, or no such office of it."""
    agency = Agency.of(text)
    kinds = rulebook.vocabulary.agency_kinds
    if agency.kind not in kinds:
        hint = did_you_mean(agency.kind, kinds, "kinds are declared in the vocabulary of the rulebook")
        raise TableError(f"there is no agency kind `{printable(agency.kind)}`", help=hint)
    if agency.office is not None and rulebook.directory is not None:
        office = rulebook.directory.get(agency.office)
        if office is None or office.kind != agency.kind:
            ids = [one.id for one in rulebook.directory.by_kind.get(agency.kind, ())]
            message = f"the directory has no office `{printable(agency.office)}` of the kind `{agency.kind}`"
            raise TableError(message, help=did_you_mean(agency.office, ids, "offices are listed in `directory.yaml`"))
    return agency
