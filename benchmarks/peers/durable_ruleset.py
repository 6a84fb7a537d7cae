"""The 25 rules in the language of durable_rules.

A rule is the facts that match, then what follows: the ids that a firing names, who is found to be what, and a guard
where the engine cannot say a condition. Conditions are in the order that it runs soundly: constants, then joins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from durable.lang import c, m, when_all

if TYPE_CHECKING:
    from benchmarks.peers.peer_durable_rules import DurableRules, Known

Ids = Callable[[Any], tuple[str, ...]]
Rule = Callable[..., None]
YES, NO = True, False
OLD, MINOR, ADULT = m.age >= 75, m.age < 18, m.age >= 18


def fact(kind: str, *conditions: Any) -> Any:
    """A fact of a kind."""
    return reduce(and_, conditions, m.kind == kind)


def need(code: str, *conditions: Any) -> Any:
    """A need that somebody has."""
    return fact("Need", m.code == code, *conditions)


def declare(peer: DurableRules) -> None:
    """Add the rules to the ruleset that is open."""

    def rule(
        id: str,
        *facts: Any,
        ids: Ids,
        finds: Sequence[tuple[str, Ids]] = (),
        unless: Callable[[Any, Known], bool] | None = None,
    ) -> None:
        def act(matched: Any) -> None:
            if unless is None or not unless(matched, peer.known):
                peer.fire(id, *ids(matched))
                for kind, about in finds:
                    peer.find(matched, kind, *about(matched))

        when_all(*facts)(act)

    _single(rule)
    _two(rule)
    _three(rule)
    _guarded(rule)
    _chained(rule)
    _last(peer)


def _single(rule: Rule) -> None:
    both: Ids = lambda x: (x.n.nid, x.n.of)  # noqa: E731
    rule(
        "old-and-isolated",
        c.n << need("isolation.alone"),
        c.p << fact("Person", OLD, m.lives_alone == YES, m.pid == c.n.of),
        ids=both,
        finds=(("watch", lambda x: (x.n.of,)),),
    )
    rule(
        "dementia-suspected",
        c.n << need("care.dementia_suspected", m.severity >= 2),
        c.p << fact("Person", m.age >= 65, m.pid == c.n.of),
        ids=both,
    )
    rule(
        "hardship-of-working-age",
        c.n << need("income.hardship"),
        c.p << fact("Person", ADULT, m.age < 65, m.on_assistance == NO, m.pid == c.n.of),
        ids=both,
    )
    rule(
        "destitute-today",
        c.n << need("income.destitute", m.urgent == YES),
        c.p << fact("Person", ADULT, m.pid == c.n.of),
        ids=both,
    )
    rule(
        "heavy-care-at-home",
        c.n << need("care.needed"),
        c.p << fact("Person", m.age >= 65, m.care_level >= 3, m.in_facility == NO, m.pid == c.n.of),
        ids=both,
    )
    rule(
        "withdrawn-and-workless",
        c.n << need("isolation.hikikomori"),
        c.p << fact("Person", ADULT, m.age < 65, m.employment == "none", m.pid == c.n.of),
        ids=both,
    )


def _two(rule: Rule) -> None:
    rule(
        "household-8050",
        c.n << need("isolation.hikikomori"),
        c.c << fact("Person", m.age >= 40, m.age < 65, m.pid == c.n.of),
        c.r << fact("LIVES_WITH", m.frm == c.n.of),
        c.p << fact("Person", OLD, m.pid == c.r.to),
        ids=lambda x: (x.n.of, x.n.nid, x.r.to),
        finds=(("household-8050", lambda x: (x.n.of, x.r.to)),),
    )
    for code in ("care.needed", "mental.diagnosed"):
        rule(
            "young-carer",
            c.n << need(code),
            c.p << fact("Person", ADULT, m.pid == c.n.of),
            c.r << fact("CARES_FOR", m.to == c.n.of),
            c.c << fact("Person", MINOR, m.pid == c.r.frm),
            ids=lambda x: (x.r.frm, x.n.nid, x.n.of),
        )
    rule(
        "ageing-carer",
        c.n << need("disability.intellectual"),
        c.p << fact("Person", ADULT, m.pid == c.n.of),
        c.r << fact("CARES_FOR", m.to == c.n.of),
        c.c << fact("Person", m.age >= 65, m.pid == c.r.frm),
        ids=lambda x: (x.r.frm, x.n.nid, x.n.of),
    )
    rule(
        "arrears-and-child",
        c.n << need("debt.arrears"),
        c.r << fact("PARENT_OF", m.frm == c.n.of),
        c.c << fact("Person", MINOR, m.pid == c.r.to),
        ids=lambda x: (x.r.to, x.n.nid, x.n.of),
    )
    rule(
        "frail-couple",
        c.n << need("care.needed"),
        c.p << fact("Person", OLD, m.pid == c.n.of),
        c.r << fact("SPOUSE_OF", m.frm == c.n.of),
        c.q << fact("Person", OLD, m.care_level >= 1, m.pid == c.r.to),
        ids=lambda x: (x.n.nid, x.n.of, x.r.to),
        finds=(("watch", lambda x: (x.n.of,)), ("watch", lambda x: (x.r.to,))),
    )
    rule(
        "harmed-at-home",
        c.n << need("abuse.dv"),
        c.b << fact("Person", ADULT, m.pid == c.n.of),
        c.r << fact("HARMS", m.to == c.n.of),
        c.t << fact("LIVES_WITH", m.frm == c.r.frm, m.to == c.r.to),
        ids=lambda x: (x.r.frm, x.n.of, x.n.nid),
    )
    rule(
        "siblings-alike",
        c.k << fact("Need", m.domain == "child"),
        c.a << fact("Person", MINOR, m.pid == c.k.of),
        c.r << fact("SIBLING_OF", m.frm == c.k.of),
        c.n << fact("Need", m.code == c.k.code, m.of == c.r.to),
        ids=lambda x: (x.r.frm, x.r.to, x.k.nid, x.n.nid),
    )


def _three(rule: Rule) -> None:
    rule(
        "double-care",
        c.n << need("care.needed"),
        c.e << fact("Person", m.age >= 65, m.pid == c.n.of),
        c.r << fact("CARES_FOR", m.to == c.n.of),
        c.t << fact("PARENT_OF", m.frm == c.r.frm),
        c.c << fact("Person", MINOR, m.pid == c.t.to),
        ids=lambda x: (x.t.to, x.n.of, x.n.nid, x.r.frm),
        finds=(("double-care", lambda x: (x.r.frm,)),),
    )
    rule(
        "three-generations",
        c.n << need("mental.diagnosed"),
        c.r << fact("PARENT_OF", m.to == c.n.of),
        c.g << fact("Person", m.age >= 65, m.pid == c.r.frm),
        c.t << fact("PARENT_OF", m.frm == c.n.of),
        c.c << fact("Person", MINOR, m.pid == c.t.to),
        ids=lambda x: (x.t.to, x.r.frm, x.n.nid, x.n.of),
    )
    rule(
        "one-carer-for-two",
        c.k << need("disability.intellectual"),
        c.r << fact("CARES_FOR", m.to == c.k.of),
        c.c << fact("Person", ADULT, m.pid == c.r.frm),
        c.t << fact("CARES_FOR", m.frm == c.r.frm),
        c.n << fact("Need", m.code == "care.needed", m.of == c.t.to),
        ids=lambda x: (x.r.frm, x.k.nid, x.n.nid, x.r.to, x.t.to),
        unless=lambda x, known: x.r.to == x.t.to,
    )


def _guarded(rule: Rule) -> None:
    both: Ids = lambda x: (x.n.nid, x.n.of)  # noqa: E731
    rule(
        "household-short-of-money",
        c.n << need("debt.arrears"),
        c.p << fact("Person", ADULT, m.pid == c.n.of),
        c.r << fact("MEMBER_OF", m.frm == c.n.of),
        ids=lambda x: (x.r.to, x.n.nid, x.n.of),
        unless=lambda x, known: known.short.get(x.r.to, 0) < 2,
    )
    rule(
        "nobody-young-at-home",
        c.n << need("living.household_chores"),
        c.p << fact("Person", OLD, m.pid == c.n.of),
        ids=both,
        unless=lambda x, known: min(known.ages_beside(x.n.of), default=0) < 75,
    )
    rule(
        "dementia-without-carer",
        c.n << need("care.dementia"),
        c.p << fact("Person", m.age >= 65, m.pid == c.n.of),
        ids=both,
        finds=(("watch", lambda x: (x.n.of,)),),
        unless=lambda x, known: x.n.of in known.cared,
    )
    rule(
        "disabled-and-unserved",
        c.n << need("disability.physical"),
        c.p << fact("Person", ADULT, m.pid == c.n.of),
        ids=both,
        unless=lambda x, known: x.n.of in known.served,
    )
    rule(
        "discharge-without-support",
        c.e << fact("SUBJECT_OF", m.event == "discharge"),
        c.p << fact("Person", m.age >= 65, m.pid == c.e.frm),
        ids=lambda x: (x.e.to, x.e.frm),
        unless=lambda x, known: max(known.ages_beside(x.e.frm), default=0) >= 18,
    )


def _chained(rule: Rule) -> None:
    rule(
        "household-8050-in-arrears",
        c.f << fact("Finding", m.of == "household-8050"),
        c.n << fact("Need", m.code == "debt.arrears", m.of == c.f.about),
        c.p << fact("Person", OLD, m.pid == c.f.about),
        c.g << fact("Finding", m.fid == c.f.fid),
        c.c << fact("Person", m.age < 65, m.pid == c.g.about),
        ids=lambda x: (x.g.about, x.f.fid, x.n.nid, x.f.about),
        finds=(("household-8050-in-arrears", lambda x: (x.f.about, x.g.about)),),
        unless=lambda x, known: x.f.about == x.g.about,
    )
    rule(
        "household-8050-untreated",
        c.f << fact("Finding", m.of == "household-8050-in-arrears"),
        c.n << fact("Need", m.code == "health.untreated", m.of == c.f.about),
        c.p << fact("Person", OLD, m.pid == c.f.about),
        ids=lambda x: (x.f.fid, x.n.nid, x.f.about),
    )


def _last(peer: DurableRules) -> None:
    """Candidates of the two rules that read what all others have found; the host judges them at the end."""

    @when_all(c.n << need("care.carer_strained"), c.p << fact("Person", ADULT, m.pid == c.n.of))
    def strained(x: Any) -> None:
        peer.known.strained.append((x.n.nid, x.n.of))

    @when_all(c.f << fact("Finding", m.of == "watch"), c.r << fact("MEMBER_OF", m.frm == c.f.about))
    def watched(x: Any) -> None:
        peer.known.watched.add((x.f.about, x.r.to))
