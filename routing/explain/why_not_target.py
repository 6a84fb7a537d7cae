"""What a why-not is asked about: an agency kind, a rule, or an effect such as `duty:welfare_office` or `owner:n1`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.errors import RoutingError, did_you_mean, listed, printable
from routing.explain.fact_texts import FactTexts
from routing.explain.why_parts import Part
from routing.rulebook.effects import Duty, Effect, Escalate, Exclude, FindingEffect, Immediate, Refer
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted
from routing.wording.relations import Pair
from routing.wording.words import code

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook.rule import Rule

FORMS = (
    "lead:KIND",
    "support:KIND",
    "inform:KIND",
    "duty:KIND",
    "owner:NEED",
    "immediate:ACTION",
    "finding:KIND",
    "escalate",
    "escalate:LEVEL",
    "exclude",
    "exclude:KIND",
)
"""How an effect is asked for. KIND is an agency kind, of a finding its own kind; NEED is the id of a need."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for. `gives` tells which effects of rules bring it about, `shows` which parts of a decision are it;
    `name` puts it in words.

    `kind` is the agency kind where one is named, `need` the id of the need that is to be owned, `role` the one role
    asked for; of what is not said they are None. `rule` says that a rule was asked for by its id.
    """

    text: str
    name: Callable[[Names, FactTexts], str]
    gives: Callable[[Effect], bool]
    shows: Callable[[Part], bool]
    kind: str | None = None
    need: str | None = None
    role: str | None = None
    rule: bool = False


def target_of(text: str, case: Case, in_force: Sequence[Rule], kinds: Iterable[str]) -> Target:
    """What a text asks for. `kinds` are the agency kinds of the rulebook, `in_force` its rules of the day.

    Raises RoutingError where it is neither a rule, an agency kind nor an effect.
    """
    for rule in in_force:
        if rule.id == text:
            return _rule(rule)
    if text in kinds:
        return _agency(text)
    name, colon, value = text.partition(":")
    if name not in _VALUES:
        known = [*kinds, *(rule.id for rule in in_force), *_VALUES]
        hint = did_you_mean(text, known, f"name an agency kind, a rule in force on that day, or {listed(FORMS)}")
        raise RoutingError(f"there is no agency kind, rule or effect `{printable(text)}`\nhelp: {hint}")
    values = _VALUES[name](case, in_force, kinds)
    if colon or name not in _ALONE:
        if not value:
            raise RoutingError(f"`{name}:` names nothing\nhelp: {_written(name)}")
        if value not in values:
            near = did_you_mean(value, values, _written(name))
            hint = near if name != "owner" else f"the open needs of the case are {listed(values)}"
            raise RoutingError(f"`{name}` is not asked for with `{printable(value)}`\nhelp: {hint}")
        return _effect(text, name, value)
    return _effect(text, name, None)


def _written(name: str) -> str:
    return f"write it as {listed(form for form in FORMS if form.partition(':')[0] == name)}"


def reaches(effect: Effect) -> tuple[str, ...]:
    """The agency kinds that an effect may bring into a decision."""
    match effect:
        case Refer():
            return (effect.to, *effect.if_absent)
        case Duty():
            return (effect.to,)
        case Immediate():
            return effect.to
    return ()


def _rule(rule: Rule) -> Target:
    return Target(
        rule.id,
        lambda names, facts: quoted(rule.title[names.language], names.language),
        lambda effect: effect in rule.effects,
        lambda part: rule.id in part.rules,
        rule=True,
    )


def _agency(kind: str) -> Target:
    return Target(
        kind,
        lambda names, facts: quoted(names.kind(kind), names.language),
        lambda effect: kind in reaches(effect),
        lambda part: part.kind not in ("withheld", "exclusion") and kind in part.to,
        kind,
    )


Values = Callable[["Case", Sequence["Rule"], Iterable[str]], list[str]]


def _findings(case: Case, in_force: Sequence[Rule], kinds: Iterable[str]) -> list[str]:
    return sorted({e.kind for rule in in_force for e in rule.effects if isinstance(e, FindingEffect)})


def _open_needs(case: Case, in_force: Sequence[Rule], kinds: Iterable[str]) -> list[str]:
    return [need.id for need in case.needs if need.open]


def _kinds(case: Case, in_force: Sequence[Rule], kinds: Iterable[str]) -> list[str]:
    return list(kinds)


_VALUES: Mapping[str, Values] = {
    "lead": _kinds,
    "support": _kinds,
    "inform": _kinds,
    "duty": _kinds,
    "exclude": _kinds,
    "owner": _open_needs,
    "finding": _findings,
    "immediate": lambda *_: ["call_119", "call_110", "visit_now"],
    "escalate": lambda *_: ["advice", "conference"],
}
"""Which values an effect is asked for with."""
_ALONE = frozenset({"escalate", "exclude"})
"""The effects that are asked for without a value too."""
_PART = {"duty": "duty", "exclude": "exclusion", "escalate": "backup"}
"""What a part of a decision is called, where it has another name."""


def _effect(text: str, name: str, value: str | None) -> Target:
    agency = value if name in ("lead", "support", "inform", "duty", "exclude") else None
    need = value if name == "owner" else None
    role = name if name in ("lead", "support", "inform", "owner") else None
    return Target(
        text,
        lambda names, facts: _named(name, value, names, facts),
        lambda effect: _gives(effect, name, value),
        lambda part: part.kind == _PART.get(name, name) and _shows(part, name, value),
        agency,
        need,
        role,
    )


def _gives(effect: Effect, name: str, value: str | None) -> bool:
    match effect:
        case Refer(role=role):
            # an agency that answers a need or is left over from the lead comes to support
            wanted = name == role or (name == "support" and role == "lead")
            return (name == "owner" and effect.need is not None) or (wanted and value in reaches(effect))
        case Duty(to=to):
            return name == "duty" and to == value
        case Immediate(action=action):
            return name == "immediate" and action == value
        case FindingEffect(kind=kind):
            return name == "finding" and kind == value
        case Escalate(level=level):
            return name == "escalate" and value in (None, level)
        case Exclude(kind=kind):
            return name == "exclude" and value in (None, kind)
    return False


def _shows(part: Part, name: str, value: str | None) -> bool:
    match name:
        case "owner":
            return bool(part.entry["need"] == value)
        case "immediate":
            return bool(part.entry["action"] == value)
        case "finding":
            return bool(part.entry["kind"] == value)
        case "escalate":
            return value in (None, part.entry["level"])
    return value is None or value in part.to


_NAMES: Mapping[str, Pair] = {
    "lead": ("主担当としての{}", "{} as the lead"),
    "support": ("支援機関としての{}", "{} as a support"),
    "inform": ("情報提供先としての{}", "{} as one to inform"),
    "duty": ("{}への法令上の通報・報告", "a statutory report to {}"),
    "owner": ("{}の担い手", "an owner of {}"),
    "immediate": ("今すぐの対応{}", "acting now: {}"),
    "finding": ("所見{}", "the finding {}"),
    "escalate": ("バックアップチームへの諮問", "asking the backup team"),
    "exclude": ("知らせてはならない先", "one that must not be told"),
}


def _named(name: str, value: str | None, names: Names, facts: FactTexts) -> str:
    text = pick(_NAMES[name], names.language)
    if value is None:
        return text
    if name == "owner":
        return text.format(facts.need(value))
    if name == "finding":
        return text.format(quoted(value, names.language))
    told = code(value, names.language) if name in ("immediate", "escalate") else names.kind(value)
    told = quoted(told, names.language)
    return text.format(told) if "{}" in text else f"{text} ({told})"
