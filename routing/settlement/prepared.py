"""What settlement takes from a rulebook and its rules, worked out once: the same for every case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from routing.calendar import due_date
from routing.engines.firings import Bound, Firing
from routing.rulebook.effects import Basis as BasisOfRule
from routing.rulebook.effects import Before, Duty, Effect, FindingEffect, Refer, summary
from routing.settlement.usual import Usual
from routing.settlement.written import listed, nullable, quoted

if TYPE_CHECKING:
    from routing.rulebook import Rulebook
    from routing.rulebook.rule import Rule

DAYS_KEPT = 1024
"""How many due dates are remembered per rulebook."""


Answer = tuple[int, str]
"""How a rulebook answers a trigger: how often it must have happened, and the level that is asked for then."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a rule proposes with a `refer`, whomever it fires for. `tier` counts from 0, the highest.

    `kinds` are the `kind` asked for and those to try where it has no office. `continued` marks what an agency does
    already, without any rule; `office` is then the one the case names, if any.
    """

    kind: str
    kinds: tuple[str, ...]
    role: str
    tier: int
    rules: frozenset[str]
    services: frozenset[str] = frozenset()
    continued: bool = False
    office: str | None = None


Wish = tuple[Proposal, str | None, tuple[str, ...], str | None, str | None, Before | None]
"""A `refer` of a rule: what it proposes; the one variable that says whom it is about, None where there are several of
them, or none; all of these variables; that of the need it answers; and the deadline, as `within` and as `before`."""


class Told(NamedTuple):
    """A law or agreement as a decision tells it. `text` sorts; `law` with the article tells one from another."""

    text: str
    law: tuple[str, str]
    written: str


Basis = tuple[Told, ...]
"""What a duty rests on; empty for any other effect."""


Teller = Callable[[Callable[[Bound], str], Mapping[str, Bound]], str]
"""Writes that a rule fired, by how what is bound is shown, and what is bound to each variable."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedRule:
    """A rule as settlement reads it, made of these `effects`. `rules` holds its id alone, `findings` the kinds it
    derives and about whom.

    `told` writes the entry of its trace, as it is and where the firing is provisional.
    """

    effects: tuple[Effect, ...]
    rules: frozenset[str]
    wishes: tuple[Wish, ...]
    findings: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[tuple[Effect, Basis], ...]
    told: tuple[Teller, Teller]


class Prepared:
    """A rulebook as settlement reads it. `due` gives the last day of a deadline that starts on a day.

    `holding` are the kinds that may hold a case, `answers` what each trigger asks of the backup team, `gaps` the
    reasons to ask it for a need that no rule routes, by code. As they are written: the `reference` to the rulebook,
    `tiers_written` by number, `words` (kinds and codes), the `names` of kinds and of `offices` in two languages, and
    `lists` of no rule and of each alone.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        calendar, kinds = rulebook.calendar, rulebook.vocabulary.agency_kinds
        self.usual = Usual(rulebook.directory)
        self.tiers = {tier: index for index, tier in enumerate(rulebook.tiers)}
        self.due: Callable[[dt.date, str], dt.date] = lru_cache(DAYS_KEPT)(
            lambda as_of, within: due_date(as_of, within, calendar)
        )
        self.holding = frozenset(kind for kind, term in kinds.items() if term.may_hold)
        self.answers: dict[str, Answer] = {name: (e.count, e.level) for name, e in rulebook.escalation.items()}
        self.reference = (
            "{"
            + ",".join(
                f'"{name}":{quoted(value)}'
                for name, value in (("digest", rulebook.digest), ("id", rulebook.id), ("version", rulebook.version))
            )
            + "}"
        )
        self.tiers_written = [quoted(tier) for tier in rulebook.tiers]
        vocabulary, directory = rulebook.vocabulary, rulebook.directory
        self.words = {word: quoted(word) for word in (*kinds, *vocabulary.needs)}
        self.names = {kind: _name(vocabulary.label(kind, "en"), vocabulary.label(kind, "ja")) for kind in kinds}
        self.offices = {office.id: _name(office.en, office.ja) for office in directory.offices} if directory else {}
        self.gaps: dict[str, tuple[str, str, str, frozenset[str], None]] = {
            code: ("gap", "gap", f"no rule routes {code}", frozenset(), None) for code in vocabulary.needs
        }
        self.lists: dict[frozenset[str], str] = {frozenset(): "[]"}
        self.lists.update({frozenset((rule.id,)): f"[{quoted(rule.id)}]" for rule in rulebook.rules})
        self._rules: dict[tuple[str, dt.date | None], PreparedRule] = {}

    def rules(self, fired: Sequence[Firing]) -> list[PreparedRule]:
        """The rules of these firings, each prepared when it first fires."""
        found: list[PreparedRule] = []
        last = known = None
        for rule, bindings, _, _ in fired:
            if known is None or rule is not last:  # firings of one rule follow each other
                last = rule
                key = (rule.id, rule.start)
                known = self._rules.get(key)
                if known is None or known.effects is not rule.effects:  # a disputed firing goes without some of them
                    known = self._rules[key] = self._prepare(rule, sorted(bindings))
            found.append(known)
        return found

    def _prepare(self, rule: Rule, names: Sequence[str]) -> PreparedRule:
        rules, id = frozenset({rule.id}), quoted(rule.id)
        effects = listed({summary(e) for e in rule.effects})
        return PreparedRule(
            effects=rule.effects,
            rules=rules,
            wishes=tuple(self._wish(e, rules) for e in rule.effects if isinstance(e, Refer)),
            findings=tuple((e.kind, e.about) for e in rule.effects if isinstance(e, FindingEffect)),
            others=tuple((e, _basis(e, rule)) for e in rule.effects if not isinstance(e, Refer | FindingEffect)),
            told=(
                _teller(names, f'{effects},"provisional":false,"rule":{id}}}'),
                _teller(names, f'{effects},"provisional":true,"rule":{id}}}'),
            ),
        )

    def _wish(self, effect: Refer, rules: frozenset[str]) -> Wish:
        proposal = Proposal(
            kind=effect.to,
            kinds=(effect.to, *effect.if_absent),
            role=effect.role,
            tier=self.tiers.get(effect.tier or "", len(self.tiers)),
            rules=rules,
            services=frozenset({effect.service} if effect.service else ()),
        )
        about = effect.about or ((effect.need,) if effect.need is not None else ())
        named = about[0] if len(about) == 1 else None
        return proposal, named, about, effect.need, effect.within, effect.before


def _teller(names: Sequence[str], after: str) -> Teller:
    """Written out for the variables of a rule: to fill a template in takes three times as long."""
    bindings = ",".join([quoted(name).replace("%", "%%") + ":%s" for name in names])
    text = '{"bindings":{' + bindings + '},"effects":' + after.replace("%", "%%")
    shown = "".join([f"show(bound[{name!r}])," for name in names])
    teller: Teller = eval(f"lambda show, bound: {text!r} % ({shown})", {})
    return teller


def _name(en: str, ja: str) -> str:
    return f'{{"en":{quoted(en)},"ja":{quoted(ja)}}}'


UNTOLD = {"permits"}
"""What a decision does not tell of a basis: it is for those who check rules."""


def _basis(effect: Effect, rule: Rule) -> Basis:
    if not isinstance(effect, Duty):
        return ()
    basis = effect.basis or rule.basis
    return tuple(Told(b.model_dump_json(exclude=UNTOLD), (b.law, b.article or ""), _written(b)) for b in basis)


def _written(basis: BasisOfRule) -> str:
    return (
        "{"
        + ",".join([f'"{name}":{nullable(value)}' for name, value in sorted(basis.model_dump(exclude=UNTOLD).items())])
        + "}"
    )


_prepared: WeakKeyDictionary[Rulebook, Prepared] = WeakKeyDictionary()


def prepared(rulebook: Rulebook) -> Prepared:
    """What was worked out for a rulebook; it goes when the rulebook does."""
    known = _prepared.get(rulebook)
    if known is None:
        known = _prepared.setdefault(rulebook, Prepared(rulebook))
    return known
