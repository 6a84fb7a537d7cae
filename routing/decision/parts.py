"""The parts of a decision. The shape is `decision/1`.

The fields of every model stand in the order of their names in JSON. So the JSON that pydantic writes in one pass has
sorted keys and is canonical (RFC 8785): there are no floats, and lists are sorted by whoever builds the decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Level = Literal["advice", "conference"]
ReasonCode = Literal[
    "blocked",
    "budget_exceeded",
    "cannot_solve",
    "declined",
    "empty_slot",
    "engine_disagreement",
    "gap",
    "hops",
    "no_agreed_lead",
    "no_agreement",
    "overdue",
    "repeated_refusal",
    "rule",
]
HolderReason = Literal["first_receiver", "receiver_may_not_hold", "receiver_excluded", "receiver_declined"]
Lost = Literal[
    "contested",
    "declined",
    "empty_slot",
    "exclusion",
    "involvement",
    "lead_order",
    "persons",
    "tier",
    "urgency",
]
Missing = Literal["cannot_ask", "consent", "expired", "refused", "scope"]
Strings = tuple[str, ...]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


class RulebookRef(Part):
    """The rulebook a decision was made with: its id, version and the digest of its content."""

    digest: str
    id: str
    version: str


class Name(Part):
    """A name in Japanese and English."""

    en: str
    ja: str


class Holder(Part):
    """The one agency that is accountable now. `agency` is its office, None where only the kind is known."""

    agency: str | None
    reason: HolderReason
    to: str


class Lead(Part):
    """The proposed lead, who becomes holder on acceptance. `service` is what is asked of it."""

    about: Strings
    agency: str | None
    name: Name
    rules: Strings
    service: str | None
    tier: str
    to: str


class ImmediateAct(Part):
    """What has to be done now, before anything else, and the kinds that go."""

    about: Strings
    action: Literal["call_110", "call_119", "visit_now"]
    jointly: bool
    rules: Strings
    to: Strings


class BasisRef(Part):
    """A law or agreement, and how well its text is known."""

    article: str | None
    law: str
    note: str | None
    read: str | None
    status: Literal["dated", "memory", "secondary", "verified"]


class DutyRef(Part):
    """A statutory report. `agency` None: nobody in the directory receives it, which escalates at once."""

    about: Strings
    agency: str | None
    basis: tuple[BasisRef, ...]
    consent: Literal["not_required", "required"]
    due: dt.date | None
    rules: Strings
    to: str
    within: str | None


class Owner(Part):
    """Who answers one open need. No `rules`: it was already in charge of the person (continuity)."""

    agency: str | None
    code: str
    need: str
    rules: Strings
    tier: str
    to: str


class Addressee(Part):
    """An agency that is asked to support, or to be informed, once, with all its reasons and services."""

    about: Strings
    agency: str | None
    due: dt.date | None
    rules: Strings
    services: Strings
    to: str


class Reason(Part):
    """Why the backup team is asked. `detail` is a short text without any value of the case."""

    code: ReasonCode
    detail: str
    rules: Strings


class Backup(Part):
    """What the backup team is asked for: advice, the lead stays; or a case conference that divides the roles."""

    level: Level
    reasons: tuple[Reason, ...]
    team: str | None


class Gap(Part):
    """An open need that no rule routes."""

    code: str
    need: str


class Blocked(Part):
    """An open need nobody answers yet: all its candidates were struck, or nothing could be settled; `reason` is why."""

    code: str
    need: str
    reason: Literal["budget_exceeded", "declined", "empty_slot", "engine_disagreement", "exclusion"]
    rules: Strings


class Excluded(Part):
    """Nothing about these persons may reach this kind, office, district or person; one of the four is given."""

    about: Strings
    kind: str | None
    located_in: str | None
    office: str | None
    person: str | None
    rules: Strings


class Withheld(Part):
    """A disclosure without a basis, and what would release it. The referral itself stays."""

    about: Strings
    missing: Missing
    released_by: Strings
    to: str


class Question(Part):
    """An unknown property that could change the decision. `about` is an id, or the members of a household."""

    about: str | Strings
    could_add: Strings
    property: str
    rules: Strings


class FindingRef(Part):
    """A finding that rules derived, and about whom."""

    about: Strings
    kind: str
    rules: Strings


class Rejected(Part):
    """A candidate that did not become what it was proposed for, and what it lost to."""

    lost_to: Lost
    role: Literal["inform", "lead", "support"]
    rules: Strings
    to: str


class BoundFinding(Part):
    """A finding as the value of a variable."""

    about: Strings
    kind: str


class BoundRelationship(Part):
    """A relationship as the value of a variable."""

    start: str | Strings | BoundFinding = Field(alias="from")
    to: str | Strings | BoundFinding
    type: str


Bound = str | BoundFinding | BoundRelationship | tuple[BoundRelationship, ...] | Strings


def _sorted_keys(bindings: dict[str, Bound]) -> dict[str, Bound]:
    return {name: bindings[name] for name in sorted(bindings)}


class TraceEntry(Part):
    """A rule that fired: what its variables were bound to (ids of the case), and what followed."""

    bindings: Annotated[dict[str, Bound], AfterValidator(_sorted_keys)]
    effects: Strings
    provisional: bool
    rule: str

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the case that its variables are bound to, those within findings and paths too."""
        return frozenset(_ids(self.bindings.values()))


def _ids(bound: Iterable[Bound]) -> Iterator[str]:
    for one in bound:
        if isinstance(one, str):
            yield one
        elif isinstance(one, BoundFinding):
            yield from one.about
        elif isinstance(one, BoundRelationship):
            yield from _ids((one.start, one.to))
        else:
            yield from _ids(one)
