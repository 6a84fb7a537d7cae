"""`empty-slot`, `unused-office`: agency kinds without an office, and offices nobody is ever sent to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.directory import Directory, Office
from routing.directory.office import parse_ages
from routing.quality.check.finding import Finding, Place
from routing.quality.check.joint import condition, narrowed
from routing.quality.check.need_codes import codes
from routing.quality.check.periods import newest
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Duty, Effect, Immediate, Refer

BACKUP = "backup_team"
ASKED_BY_AGENCIES = (
    "EXISTS { (asking:Case) WHERE asking.reported_by IS NOT NULL"
    " AND NOT asking.reported_by IN ['self', 'family', 'resident'] }"
)
Wanted = tuple[str, ...]
"""An agency kind, and those to try where it has no office."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell what is sent to nobody. Without a directory there is nothing to tell: kinds stand for offices."""
    directory = subject.rulebook.directory
    if directory is None:
        return
    used: set[str] = {BACKUP}
    told: set[Wanted] = set()
    for rule in subject.rulebook.rules:
        for index, effect in enumerate(rule.effects):
            for kinds in _wanted(effect):
                used.update(kinds)
                day = _empty(directory, kinds, subject, rule)
                if day is not None and kinds not in told:
                    told.add(kinds)
                    own = rule.pack == subject.rulebook.id
                    place = subject.written.effect(rule, index, "to") if own else subject.written.directory()
                    yield _finding(subject, kinds, day, place, _askers(subject, kinds))
                elif day is None and kinds not in told and _for_agencies(subject, rule, effect, kinds):
                    yield _serves_agencies(subject, rule, index, kinds)
                elif day is None and kinds not in told and _turned_away(subject, rule, effect, kinds):
                    yield _serves_others(subject, rule, index, kinds)
    rulebook = subject.rulebook
    settings: list[tuple[str, tuple[str | int, ...]]] = [(BACKUP, ("directory",))]
    if rulebook.default_lead is not None:
        settings.append((rulebook.default_lead, ("default_lead",)))
    for kind, steps in settings:
        day = _closed(directory, (kind,), newest(rulebook), None)
        used.add(kind)
        if day is not None and (kind,) not in told:
            told.add((kind,))
            yield _finding(subject, (kind,), day, subject.written.setting(*steps), [])
    yield from _unused(subject, directory, used)


def _turned_away(subject: Subject, rule: Rule, effect: Effect, kinds: Wanted) -> bool:
    """Whether every office of these kinds serves others alone: other needs, or other ages."""
    directory, day = subject.rulebook.directory, subject.day(rule)
    if directory is None or day is None or not isinstance(effect, Refer) or effect.role == "inform":
        return False
    offices = [office for kind in kinds for office in directory.by_kind.get(kind, ()) if office.open_on(day)]
    if not offices or not all(office.serves.only for office in offices):
        return False
    answered = codes(subject, rule, effect.need) if effect.need is not None else set[str]()
    suiting = [office for office in offices if not answered or any(office.serves.suits_need([c]) for c in answered)]
    persons = [v for v in subject.reading.about(rule, effect) if subject.reading.labels(rule, v) == {"Person"}]
    if not suiting or not persons or any(office.serves.age is None for office in suiting):
        return not suiting
    ages = [parse_ages(office.serves.age or "") for office in suiting]
    suits = " OR ".join(f"{p}.age IS NULL OR {low} <= {p}.age <= {high}" for p in persons for low, high in ages)
    asked = narrowed(rule, [condition(suits)], subject.rulebook.schema)
    if asked is None:
        return True
    return subject.questions.example(asked, day, "empty-slot", (rule.id,), subject.fires(rule)) is False


def _for_agencies(subject: Subject, rule: Rule, effect: Effect, kinds: Wanted) -> bool:
    """Whether residents alone would lead to offices that serve agencies alone: to lead or to own is asked of those whom
    a resident may walk up to."""
    directory, day = subject.rulebook.directory, subject.day(rule)
    if directory is None or day is None or not isinstance(effect, Refer):
        return False
    if effect.role == "inform" or (effect.role != "lead" and effect.need is None):
        return False
    offices = [office for kind in kinds for office in directory.by_kind.get(kind, ()) if office.open_on(day)]
    if not offices or any(office.asker != "professionals" for office in offices):
        return False
    asked = narrowed(rule, [condition(ASKED_BY_AGENCIES)], subject.rulebook.schema)
    if asked is None:
        return True
    return subject.questions.example(asked, day, "empty-slot", (rule.id,), subject.fires(rule)) is False


def _wanted(effect: Effect) -> Iterator[Wanted]:
    match effect:
        case Refer():
            yield (effect.to, *effect.if_absent)
        case Duty():
            yield (effect.to,)
        case Immediate():
            for kind in effect.to:
                yield (kind,)


def _serves_agencies(subject: Subject, rule: Rule, index: int, kinds: Wanted) -> Finding:
    return subject.finding(
        "empty-slot",
        subject.written.effect(rule, index, "to"),
        (
            f"ルール `{rule.id}` は住民からの相談で成立するが、つなぎ先 {quoted(kinds)} は機関の相談だけを受ける",
            f"rule `{rule.id}` fires where residents ask, but offices of kind {quoted(kinds)} serve agencies alone",
        ),
        (
            "住民が相談できる機関を加えるか、`role: support` で `for` を外す",
            "list an office that residents may ask, or ask it to support, without `for`",
        ),
        rules=[rule],
        kinds=kinds[:1],
    )


def _serves_others(subject: Subject, rule: Rule, index: int, kinds: Wanted) -> Finding:
    return subject.finding(
        "empty-slot",
        subject.written.effect(rule, index, "to"),
        (
            f"ルール `{rule.id}` のつなぎ先 {quoted(kinds)} の機関は、どれもほかのニーズや年齢だけを受ける（`only`）",
            f"every office of kind {quoted(kinds)} that rule `{rule.id}` asks for serves other needs or ages `only`",
        ),
        (
            "受ける機関を加えるか、`if_absent` で代わりの種別を挙げる",
            "list an office that serves them, or name another kind",
        ),
        rules=[rule],
        kinds=kinds[:1],
    )


def _askers(subject: Subject, kinds: Wanted) -> list[Rule]:
    return [rule for rule in subject.rulebook.rules if any(kinds in _wanted(effect) for effect in rule.effects)]


def _empty(directory: Directory, kinds: Wanted, subject: Subject, rule: Rule) -> dt.date | None:
    """The first day from the newest state of the rules on which none of these kinds has an office for a rule."""
    day = newest(subject.rulebook)
    if rule.until is not None and rule.until <= day:
        return None  # what has ended is no longer asked of the offices of today
    start = max(day, rule.start) if rule.start is not None else day
    return _closed(directory, kinds, start, rule.until)


def _closed(directory: Directory, kinds: Wanted, start: dt.date, until: dt.date | None) -> dt.date | None:
    """The first day from `start` on which no office of these kinds is open."""
    offices = [office for kind in kinds for office in directory.by_kind.get(kind, ())]
    days = {start, *(office.until for office in offices if office.until is not None and office.until > start)}
    for day in sorted(days):
        if (until is None or day < until) and not any(office.open_on(day) for office in offices):
            return day
    return None


def _finding(subject: Subject, kinds: Wanted, day: dt.date, place: Place, rules: list[Rule]) -> Finding:
    directory = subject.rulebook.directory
    ever = any(directory.by_kind.get(kind) for kind in kinds) if directory is not None else False
    ja, en = (f"{day} からは", f" from {day} on") if ever else ("", "")
    named = f"（{quoted(sorted({rule.id for rule in rules}))}）" if rules else ""
    by = f", which {quoted(sorted({rule.id for rule in rules}))} asks for" if rules else ""
    return subject.finding(
        "empty-slot",
        place,
        (
            f"つなぎ先 {quoted(kinds)}{named}に当たる機関が、{ja}名簿にない",
            f"the directory has no office of kind {quoted(kinds)}{en}{by}",
        ),
        (
            "名簿に機関を加えるか、`if_absent` で代わりの種別を挙げる",
            "list an office, or name another kind with `if_absent`",
        ),
        rules=[rule for rule in rules if rule.pack == subject.rulebook.id] or rules[:0],
        kinds=kinds[:1],
    )


def _unused(subject: Subject, directory: Directory, used: set[str]) -> Iterator[Finding]:
    day = newest(subject.rulebook)
    kinds = subject.rulebook.vocabulary.agency_kinds
    members = {member for office in directory.offices for member in office.members}
    for office in directory.offices:
        if office.id in members:
            continue  # it comes with the team
        reason = _unreachable(office, used, day, kinds[office.kind].may_hold)
        if reason is not None:
            yield subject.finding(
                "unused-office",
                subject.written.office(office.id),
                (
                    f"機関 `{office.id}` には誰もつながらない。{reason[0]}",
                    f"nobody is sent to `{office.id}`: {reason[1]}",
                ),
                rules=[],
                kinds=[office.kind],
            )


def _unreachable(office: Office, used: set[str], day: dt.date, may_hold: bool) -> tuple[str, str] | None:
    if office.until is not None and office.until <= day:
        return None  # of an earlier time, for earlier cases
    if office.kind not in used and not may_hold:
        return f"種別 `{office.kind}` につなぐルールがない", f"no rule refers to its kind `{office.kind}`"
    if office.capacity == 0:
        return "受け入れ枠が0である", "it has no place at all (`capacity: 0`)"
    return None
