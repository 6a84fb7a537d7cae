"""By what decided cases are counted: fields of the case, of its persons and of its needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routing.audit.decided import DecidedCase
from routing.audit.errors import AuditError
from routing.case.parts import Need, Person
from routing.errors import did_you_mean
from routing.vocabulary import Vocabulary

UNKNOWN = ""
"""The value where a case says nothing."""
Label = tuple[str, str]
"""Japanese and English."""

CASE_AXES: Mapping[str, Callable[[DecidedCase], str]] = {
    "district": lambda one: one.case.district or UNKNOWN,
    "month": lambda one: one.decision.as_of.isoformat()[:7],
    "municipality": lambda one: one.case.municipality,
    "received_by": lambda one: one.case.received_by,
    "reported_by": lambda one: one.case.reported_by or UNKNOWN,
    "rulebook": lambda one: f"{one.decision.rulebook.id} {one.decision.rulebook.version}",
}
NEED_AXES: Mapping[str, Callable[[DecidedCase, Need], str]] = {
    "code": lambda _, need: need.code,
    "domain": lambda one, need: domain_of(need.code, one.vocabulary),
    "status": lambda _, need: need.status,
}
AGE_BAND = "age-band"
AGE_BANDS = (0, 18, 40, 65, 75, 85)
"""The first age of each band: children; adults; those who may have long-term care insurance for a listed disease (40);
the elderly (65), and of advanced age (75, 85)."""

_NAMES: Mapping[str, Label] = {
    "district": ("地区", "district"),
    "month": ("月", "month"),
    "municipality": ("市区町村", "municipality"),
    "received_by": ("受付機関", "received by"),
    "reported_by": ("相談・通報した人", "reported by"),
    "rulebook": ("ルールブック", "rulebook"),
    "code": ("ニーズ", "need"),
    "domain": ("分野", "domain"),
    "status": ("状況", "status"),
    AGE_BAND: ("年齢層", "age band"),
}


def domain_of(code: str, vocabulary: Vocabulary) -> str:
    """The domain of a need code; of one that the vocabulary does not have, what its name begins with."""
    known = vocabulary.needs.get(code)
    return known.domain if known is not None else code.partition(".")[0]


def check_need_axes(names: tuple[str, ...]) -> None:
    """Raise `AuditError` for an axis by which needs cannot be counted."""
    known = sorted({*CASE_AXES, *NEED_AXES})
    for name in names:
        if name not in known:
            raise _unknown(name, known)
    if len(set(names)) < len(names):
        raise AuditError("the same is named twice under `--by`")


def need_values(names: tuple[str, ...], one: DecidedCase, need: Need) -> tuple[str, ...]:
    """What a need is counted under, axis by axis."""
    return tuple(CASE_AXES[name](one) if name in CASE_AXES else NEED_AXES[name](one, need) for name in names)


def person_value(name: str, one: DecidedCase, person: Person) -> str:
    """What a person is counted under: a band of ages, or a property of theirs as it is recorded."""
    if name == AGE_BAND:
        age = one.case.age_of(person)
        return UNKNOWN if age is None else band_of(age)
    given = getattr(person, name, None) if name in Person.model_fields else person.attributes.get(name)
    return UNKNOWN if given is None else str(given).lower() if isinstance(given, bool) else str(given)


def band_of(age: int) -> str:
    """The band of an age.

    >>> band_of(64), band_of(65), band_of(90)
    ('40-64', '65-74', '85+')
    """
    start = max(first for first in AGE_BANDS if first <= age)
    after = [first for first in AGE_BANDS if first > age]
    return f"{start}-{after[0] - 1}" if after else f"{start}+"


def is_person_axis(name: str, vocabulary: Vocabulary) -> bool:
    """Whether an axis is a property of persons, and no field of the case. Raises `AuditError` where it is neither.

    Properties that are as good as a name (numbers and dates, such as a birth date or an income) are no groups.
    """
    if name in CASE_AXES:
        return False
    groups = {known.name for known in vocabulary.person_properties.values() if known.kind in ("boolean", "string")}
    known = sorted({AGE_BAND, "care_level", "support_level", *groups})
    if name not in known:
        raise _unknown(name, [*CASE_AXES, *known])
    return True


def axis_name(name: str, vocabulary: Vocabulary, ja: bool) -> str:
    """What to call an axis."""
    if name in _NAMES:
        return _NAMES[name][0 if ja else 1]
    return vocabulary.label(name, "ja" if ja else "en")


def label_of(value: str, vocabulary: Vocabulary) -> Label:
    """What to call a value of an axis: the labels of a code or kind, else the value itself; of none, that it is not
    known."""
    if value == UNKNOWN:
        return "不明", "not known"
    return vocabulary.label(value, "ja"), vocabulary.label(value, "en")


def _unknown(name: str, known: list[str]) -> AuditError:
    help = did_you_mean(name, known, f"known are {', '.join(sorted(known))}")
    return AuditError(f"nothing can be counted by `{name}`" if name.isprintable() else "unknown `--by`", help=help)
