"""The terms of a vocabulary: each a code with its labels and what it means to the program."""

from __future__ import annotations

from dataclasses import dataclass

from routing.pattern.schema import Kind


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of needs, such as `care`. Consents can be given for a whole domain."""

    code: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class NeedCode:
    """A kind of need, such as `care.dementia_suspected`, in its domain."""

    code: str
    domain: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of agency. `builtin` kinds exist everywhere; `may_hold`: a case may rest with it (be its holder)."""

    kind: str
    ja: str
    en: str
    builtin: bool = False
    may_hold: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event a case can report, such as `discharge`."""

    type: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A kind of relation between two persons. A symmetric one means the same whichever way round it is given."""

    type: str
    symmetric: bool
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class PersonProperty:
    """A property of a person (or, as an extension, of a case, need or event).

    `values` are the allowed strings of one that is chosen from a list. `protected` properties (sex, nationality) may
    be asked about in an audit for unequal treatment.
    """

    name: str
    kind: Kind
    values: tuple[str, ...]
    ja: str
    en: str
    protected: bool = False
    label: str = "Person"
