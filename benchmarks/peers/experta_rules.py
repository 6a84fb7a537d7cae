"""The 25 rules in experta: for `peer_experta`, which makes it importable on Python 3.10 and later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experta import MATCH, NOT, TEST, Fact, KnowledgeEngine, P, Rule

from benchmarks.peers.rounds import rounds, word


class Person(Fact):  # type: ignore[misc]
    """`id` and what is known of a person."""


class Held(Fact):  # type: ignore[misc]
    """A person has a need: `person`, `need`, `code`, `domain`, `urgent`, and `severity` where known."""


class Member(Fact):  # type: ignore[misc]
    """`person`, `household`"""


class Beside(Fact):  # type: ignore[misc]
    """`one` lives with `other`; given both ways, as the next two are."""


class Spouse(Fact):  # type: ignore[misc]
    """`one` is married to `other`."""


class Sibling(Fact):  # type: ignore[misc]
    """`one` is brother or sister of `other`."""


class Parent(Fact):  # type: ignore[misc]
    """`one` is a parent of `other`."""


class Cares(Fact):  # type: ignore[misc]
    """`one` cares for `other`."""


class Harms(Fact):  # type: ignore[misc]
    """`one` harms `other`."""


class Served(Fact):  # type: ignore[misc]
    """`person` is served by an agency of this `kind`."""


class Subject(Fact):  # type: ignore[misc]
    """`event`, of this `type`, happens to `person`."""


class Pair(Fact):  # type: ignore[misc]
    """A finding of this `kind` about `old` and `young`."""


class Found(Fact):  # type: ignore[misc]
    """A finding of this `kind` about a `person`."""


def _at_least(years: int) -> Any:
    return P(lambda age: age >= years)


def _within(first: int, end: int) -> Any:
    return P(lambda age: first <= age < end)


# One object for each test, so that rules share the nodes that make it.
MINOR, ADULT, OLD, VERY_OLD, BELOW_75 = _within(0, 18), _at_least(18), _at_least(65), _at_least(75), _within(0, 75)
WORKING, FIFTIES, BELOW_65 = _within(18, 65), _within(40, 65), _within(0, 65)
SOME_CARE, MUCH_CARE, SEVERE, KNOWN = _at_least(1), _at_least(3), _at_least(2), _at_least(0)

p, q, n, m, c, e, g, h, a, b, x, y = (getattr(MATCH, name) for name in "pqnmceghabxy")
Rules = dict[str, Any]
Make = Callable[[str, list[Any], Any], Any]


def _finding(kind: str, *about: str) -> str:
    return "\t".join((f"finding/{kind}", *sorted(about)))


def engine(rules: int) -> Any:
    """An engine with so many rules. What fires is added to its `found`."""
    made: Rules = {}
    for n in (0, *rounds(rules)):
        _round(made, n)

    class Engine(KnowledgeEngine):  # type: ignore[misc]
        _deffacts: Any = None

        def get_deffacts(self) -> Any:
            """Looked up once and not for each case, which would take longer than a case."""
            if self._deffacts is None:
                self._deffacts = super().get_deffacts()
            return self._deffacts

    return type("Workload", (Engine,), made)()


def _round(made: Rules, round: int) -> None:
    def w(given: str) -> str:
        return word(given, round) if round else given

    def rule(id: str, names: str, *conditions: Any, finds: Any = None, salience: int = 0) -> None:
        """A rule that fires with these variables, and finds what it says of them."""
        fired = w(id)

        def action(engine: Any, **bound: str) -> None:
            engine.found.add((fired, *(bound[name] for name in names)))
            if finds:
                engine.declare(*finds(bound))

        action.__name__ = fired
        made[fired] = Rule(*conditions, salience=salience)(action)

    _single(rule, w)
    _related(rule, w)
    _three(rule, w)
    _grouped(rule, w, made)
    _chained(rule, w, made)


def _watch(w: Any, *names: str) -> Any:
    return lambda bound: [Found(kind=w("watch"), person=bound[name]) for name in names]


def _single(rule: Any, w: Any) -> None:
    rule(
        "old-and-isolated",
        "np",
        Held(code=w("isolation.alone"), person=p, need=n),
        Person(id=p, age=VERY_OLD, lives_alone=True),
        finds=_watch(w, "p"),
    )
    rule(
        "dementia-suspected",
        "np",
        Held(code=w("care.dementia_suspected"), person=p, need=n, severity=SEVERE),
        Person(id=p, age=OLD),
    )
    rule(
        "hardship-of-working-age",
        "np",
        Held(code=w("income.hardship"), person=p, need=n),
        Person(id=p, age=WORKING, on_assistance=False),
    )
    rule(
        "destitute-today",
        "np",
        Held(code=w("income.destitute"), person=p, need=n, urgent=True),
        Person(id=p, age=ADULT),
    )
    rule(
        "heavy-care-at-home",
        "np",
        Held(code=w("care.needed"), person=p, need=n),
        Person(id=p, age=OLD, care_level=MUCH_CARE, in_facility=False),
    )
    rule(
        "withdrawn-and-workless",
        "np",
        Held(code=w("isolation.hikikomori"), person=p, need=n),
        Person(id=p, age=WORKING, employment="none"),
    )


def _related(rule: Any, w: Any) -> None:
    rule(
        "household-8050",
        "cnp",
        Held(code=w("isolation.hikikomori"), person=c, need=n),
        Person(id=c, age=FIFTIES),
        Beside(one=c, other=p),
        Person(id=p, age=VERY_OLD),
        finds=lambda bound: [Pair(kind=w("household-8050"), old=bound["p"], young=bound["c"])],
    )
    rule(
        "young-carer",
        "cnp",
        Held(code=P(frozenset({w("care.needed"), w("mental.diagnosed")}).__contains__), person=p, need=n),
        Person(id=p, age=ADULT),
        Cares(one=c, other=p),
        Person(id=c, age=MINOR),
    )
    rule(
        "ageing-carer",
        "cnp",
        Held(code=w("disability.intellectual"), person=p, need=n),
        Person(id=p, age=ADULT),
        Cares(one=c, other=p),
        Person(id=c, age=OLD),
    )
    rule(
        "arrears-and-child",
        "cnp",
        Held(code=w("debt.arrears"), person=p, need=n),
        Parent(one=p, other=c),
        Person(id=c, age=MINOR),
    )
    rule(
        "frail-couple",
        "npq",
        Held(code=w("care.needed"), person=p, need=n),
        Person(id=p, age=VERY_OLD),
        Spouse(one=p, other=q),
        Person(id=q, age=VERY_OLD, care_level=SOME_CARE),
        finds=_watch(w, "p", "q"),
    )
    rule(
        "harmed-at-home",
        "abn",
        Held(code=w("abuse.dv"), person=b, need=n),
        Person(id=b, age=ADULT),
        Harms(one=a, other=b),
        Beside(one=a, other=b),
    )
    rule(
        "siblings-alike",
        "abmn",
        Held(domain=w("child"), code=x, person=a, need=m),
        Person(id=a, age=MINOR),
        Sibling(one=a, other=b),
        Held(code=x, person=b, need=n),
    )


def _three(rule: Any, w: Any) -> None:
    rule(
        "double-care",
        "cenp",
        Held(code=w("care.needed"), person=e, need=n),
        Person(id=e, age=OLD),
        Cares(one=p, other=e),
        Parent(one=p, other=c),
        Person(id=c, age=MINOR),
        finds=lambda bound: [Found(kind=w("double-care"), person=bound["p"])],
    )
    rule(
        "three-generations",
        "cgnp",
        Held(code=w("mental.diagnosed"), person=p, need=n),
        Parent(one=g, other=p),
        Person(id=g, age=OLD),
        Parent(one=p, other=c),
        Person(id=c, age=MINOR),
    )
    rule(
        "one-carer-for-two",
        "cmnxy",
        Held(code=w("disability.intellectual"), person=x, need=m),
        Cares(one=c, other=x),
        Person(id=c, age=ADULT),
        Cares(one=c, other=y),
        TEST(lambda x, y: x != y),
        Held(code=w("care.needed"), person=y, need=n),
    )


def _at_home(made: Rules, kind: str, age: Any, whose: Fact) -> None:
    """Find that somebody of this age lives with a person.

    A step of its own, since experta takes the denial of two facts together for that of either of them.
    """

    def action(engine: Any, p: str) -> None:
        engine.declare(Found(kind=kind, person=p))

    made[kind] = Rule(whose, Beside(one=p, other=q), Person(id=q, age=age))(action)


def _grouped(rule: Any, w: Any, made: Rules) -> None:
    _at_home(made, w("younger-at-home"), BELOW_75, Held(code=w("living.household_chores"), person=p))
    _at_home(made, w("adult-at-home"), ADULT, Subject(type=w("discharge"), person=p))
    rule(
        "household-short-of-money",
        "hnp",
        Held(code=w("debt.arrears"), person=p, need=n),
        Person(id=p, age=ADULT),
        Member(person=p, household=h),
        Held(domain=w("income"), person=x, need=a),
        Member(person=x, household=h),
        Held(domain=w("income"), person=y, need=b),
        Member(person=y, household=h),
        TEST(lambda x, a, y, b: (x, a) < (y, b)),
    )
    rule(
        "nobody-young-at-home",
        "np",
        Held(code=w("living.household_chores"), person=p, need=n),
        Person(id=p, age=VERY_OLD),
        Beside(one=p, other=q),
        Person(id=q, age=KNOWN),
        NOT(Found(kind=w("younger-at-home"), person=p)),
        salience=-1,  # when all is found that it denies
    )
    rule(
        "dementia-without-carer",
        "np",
        Held(code=w("care.dementia"), person=p, need=n),
        Person(id=p, age=OLD),
        NOT(Cares(other=p)),
        finds=_watch(w, "p"),
    )
    rule(
        "disabled-and-unserved",
        "np",
        Held(code=w("disability.physical"), person=p, need=n),
        Person(id=p, age=ADULT),
        NOT(Served(person=p, kind="disability_consult")),
    )
    rule(
        "discharge-without-support",
        "ep",
        Subject(type=w("discharge"), person=p, event=e),
        Person(id=p, age=OLD),
        NOT(Found(kind=w("adult-at-home"), person=p)),
        salience=-1,
    )


def _chained(rule: Any, w: Any, made: Rules) -> None:
    rule(
        "strained-by-one-care",
        "np",
        Held(code=w("care.carer_strained"), person=p, need=n),
        Person(id=p, age=ADULT),
        NOT(Found(kind=w("double-care"), person=p)),
        salience=-1,
    )
    paired, arrears, untreated, watch, watched = (
        w("household-8050"),
        w("household-8050-in-arrears"),
        w("household-8050-untreated"),
        w("watch"),
        w("household-to-watch"),
    )

    def in_arrears(engine: Any, c: str, n: str, p: str) -> None:
        engine.found.add((arrears, c, _finding(paired, p, c), n, p))
        engine.declare(Pair(kind=arrears, old=p, young=c))

    def not_treated(engine: Any, c: str, n: str, p: str) -> None:
        engine.found.add((untreated, _finding(arrears, p, c), n, p))

    def to_watch(engine: Any, h: str, p: str) -> None:
        engine.found.add((watched, _finding(watch, p), h, p))

    made[arrears] = Rule(
        Pair(kind=paired, old=p, young=c),
        Held(code=w("debt.arrears"), person=p, need=n),
        Person(id=p, age=VERY_OLD),
        Person(id=c, age=BELOW_65),
    )(in_arrears)
    made[untreated] = Rule(
        Pair(kind=arrears, old=p, young=c),
        Held(code=w("health.untreated"), person=p, need=n),
        Person(id=p, age=VERY_OLD),
    )(not_treated)
    made[watched] = Rule(
        Found(kind=watch, person=p),
        Member(person=p, household=h),
        Member(person=q, household=h),
        TEST(lambda p, q: p != q),
        Found(kind=watch, person=q),
    )(to_watch)
