"""What can be, and what cannot: one condition at a time."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("z3", reason="the workshop is not installed")

from routing.quality.solver import Answer, Found, Impossible, Solver
from tests.solver.conditions import AS_OF, rulebook

DAY = dt.date.fromisoformat(AS_OF)


def ask(match: str, where: str | None = None) -> Answer:
    """Whether there is a case for a pattern."""
    book = rulebook([(match, where, [])])
    return Solver(book, DAY).find(fires=[book.rules[0]], seconds=20)


NEED, EVENT = "(p:Person)-[:HAS]->(n:Need)", "(p:Person)-[:SUBJECT_OF]->(e:Event)"
HOME = "(p:Person)-[:MEMBER_OF]->(h:Household)"
HOUSEMATES = "(p:Person)-[:LIVES_WITH]-(q:Person)"

POSSIBLE = [
    ("(p:Person)", "p.age >= 65"),
    (NEED, "n.domain = 'care' AND n.code <> 'care.dementia' AND n.code STARTS WITH 'care.'"),
    ("(p:Person)-[:HARMS]->(q:Person)-[:HARMS]->(p)", None),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(n:Need) } = 4"),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(n:Need) } >= 7"),
    ("(p:Person)", "NOT EXISTS { (p)-[:HAS]->(:Need) }"),
    ("(a:Agency {kind: 'npo'})", None),
    ("(a:Agency)", "a.id = 'desk'"),
    ("(h:Household)", "h.size = 4"),
    (HOME, "h.alone = false"),
    (f"{HOME}<-[:MEMBER_OF]-(q:Person)", "NOT EXISTS { (p)-[:LIVES_WITH]-(q) }"),
    (EVENT, "days_until(e.date) > 0 AND e.date < '2026-04-05'"),
    ("(p:Person)", "p.birth_date = '1961-04-01' AND p.age = 65"),
    ("(p:Person)", "p.nick STARTS WITH 'x' AND p.nick ENDS WITH 'y' AND p.nick CONTAINS 'z'"),
    ("(p:Person), (q:Person)", "p.nick <> q.nick"),
    ("(p:Person)", "p.nick + 's' = 'cats'"),
    ("(p:Person)", "size(p.nick) = 3 AND toInteger(p.nick) IS NULL"),
    ("(p:Person)", "toString(p.flag) = 'true'"),
    ("(p:Person)", "p.weight > 1.5 AND p.weight < 1.6"),
    ("(p:Person)", "p.points * 2 = 14 AND p.points % 4 = 3"),
    ("(p:Person)", "p.points / 2 = -3 AND p.points % 2 = -1"),
    ("(p:Person)", "abs(p.points) = 5 AND -p.points > 0 AND p.points + p.age = 20"),
    ("(p:Person)", "p.moved > '2020-01-01' AND days_until(p.moved) < -30"),
    ("(p:Person)", "days_until(coalesce(p.moved, '2026-04-02')) = 1 AND p.moved IS NULL"),
    ("(p:Person)", "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN max(q.age) } >= 65"),
    ("(p:Person)", "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN min(q.weight) } >= 1.5"),
    ("(p:Person)", "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN sum(q.age) } >= 200"),
    ("(p:Person)-[:PARENT_OF*2..3]->(q:Person)", "NOT EXISTS { (p)-[:PARENT_OF*2]->(q) }"),
    ("(p:Person)-[:HARMS*0..1]->(q:Person)", "p = q"),
    ("(p:Person), (q:Person)", "p.id < q.id"),
    ("(p:Person), (q:Person)", "p.id > q.id AND id(p) <> id(q)"),
    ("(p:Person)-[r:SERVED_BY]->(a:Agency)", "r.role = 'lead' AND r.since < '2020-01-01'"),
    ("(p:Person)-[r:SERVED_BY]->(a:Agency)<-[s:SERVED_BY]-(p)", None),
    ("(p:Person)-[:SERVED_BY]->(a:Agency {kind: 'npo'}), (p)-[:SERVED_BY]->(b:Agency {kind: 'npo'})", "a <> b"),
    ("(c:Case)", "c.municipality = 'x' AND c.received_by <> 'npo' AND c.reported_by IS NULL"),
    ("(p:Person)-[r]->(x)", "x:Event AND labels(x) = ['Event']"),
    ("(p:Person)-[r]-(x)", "type(r) = 'PARENT_OF'"),
    (f"{NEED}<-[:HAS]-(q:Person)", None),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(n:Need) RETURN DISTINCT n.domain } = 3"),
    (
        "(p:Person)-[:HAS]->(:Need)",
        "NOT EXISTS { (p)-[:HAS]->(n:Need) WHERE NOT EXISTS { (q:Person)-[:HAS]->(n) WHERE q <> p } }",
    ),
    (
        "(p:Person)",
        "EXISTS { (p)-[:LIVES_WITH]-(q:Person) WHERE EXISTS { (q)-[:HAS]->(:Need {code: 'debt.arrears'}) } }",
    ),
    ("(p:Person), (q:Person)", "p.flag < q.flag"),
    ("(p:Person), (q:Person)", "id(p) < id(q) AND id(p) STARTS WITH 'person/'"),
    ("(h:Household), (g:Household)", "h.id <> g.id"),
    ("(p:Person)-[:HAS]->(:Need)", "VALUE { (p)-[:HAS]->(n:Need) RETURN sum(DISTINCT n.severity) } = 6"),
    ("(p:Person)", "p.nick < 'b'"),
]

IMPOSSIBLE = [
    ("(p:Person)", "p.age >= 65 AND p.age < 65"),
    ("(p:Person)", "p.age > 130"),
    ("(p:Person)", "p.age < 0"),
    ("(p:Person)", "p.age IS NULL AND p.age > 3"),
    ("(p:Person)", "NOT (p.age > 5) AND NOT (p.age <= 5)"),
    ("(p:Person)", "coalesce(p.age, 70) < 65 AND p.age IS NULL"),
    ("(p:Person)", "p.age IN [1, 2] AND p.age IN [3, 4]"),
    ("(p:Person)", "NOT p.age IN [1, 2, null]"),
    ("(p:Person)", "p.care_level > 5"),
    ("(p:Person)", "p.flag = true AND p.flag = false"),
    ("(p:Person)", "p.sex = 'F' XOR p.sex = 'F'"),
    ("(p:Person)", "null"),
    (NEED, "n.status = 'resolved'"),
    ("(p:Person)-[:HAD]->(n:Need)", "n.status <> 'resolved'"),
    (f"{NEED}, (p)-[:LACKS]->(n)", None),
    ("(p:Person)-[:HAS]->(n:Need {code: 'abuse.elder'})", "n.domain = 'care'"),
    (NEED, "n.domain = 'care' AND NOT n.code STARTS WITH 'care.'"),
    (NEED, "n.severity > 3"),
    (NEED, "n.urgent IS NULL"),
    (NEED, "COUNT { (p)-[:HAS]->(m:Need) } = 0"),
    (NEED, "COUNT { (p)-[:HAS]->(m:Need) RETURN DISTINCT m.domain } = 0"),
    (HOUSEMATES, "p = q"),
    (f"{HOUSEMATES}-[:LIVES_WITH]-(p)", None),
    ("(p:Person)-[:HARMS]->(q:Person)", "NOT EXISTS { (p)-[:HARMS]->(:Person) }"),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(n:Need) } > 2 AND COUNT { (p)-[:HAS]->(n:Need) } < 3"),
    ("(p:Person)", "NOT EXISTS { (p)-[:IN]->(:Case) }"),
    ("(p:Person)", "NOT EXISTS { (q:Person) }"),
    ("(n:Need)", "NOT EXISTS { (:Person)-[]->(n) }"),
    ("(a:Agency)", "NOT EXISTS { (:Person)-[]->(a) }"),
    ("(p:Person)-[:SERVED_BY]->(a:Agency {kind: 'npo'})", "a.kind = 'police_fire'"),
    ("(p:Person)-[r:SERVED_BY]->(a:Agency)", "r.status = 'ended'"),
    ("(h:Household)", "h.size = 4 AND h.alone = true"),
    ("(h:Household)", "h.size = 0"),
    (f"{HOME}, (p)-[:LIVES_WITH]-(q:Person)", "h.alone = true"),
    (f"{HOME}, (p)-[:MEMBER_OF]->(g:Household)", None),
    (f"{HOME}, (p)-[:LIVES_WITH]-(q:Person)", "NOT EXISTS { (q)-[:MEMBER_OF]->(h) }"),
    (EVENT, "days_until(e.date) > 0 AND days_until(e.date) < 1"),
    (EVENT, "days_until(e.date) > 4 AND e.date < '2026-04-05'"),
    ("(p:Person)", "p.birth_date < '1960-01-01' AND p.age < 65"),
    ("(p:Person)", "p.birth_date = '1961-04-02' AND p.age = 65"),
    ("(p:Person)", "p.nick = 'x' AND p.nick = 'y'"),
    ("(p:Person)", "p.nick = 'x' AND p.nick STARTS WITH 'y'"),
    ("(p:Person)", "p.nick STARTS WITH 'ab' AND NOT p.nick CONTAINS 'b'"),
    ("(p:Person), (q:Person)", "p.id = q.id AND p <> q"),
    ("(p:Person)", "p.weight > 1.5 AND p.weight < 1.5"),
    ("(p:Person)", "p.age > 5 AND p.age < 3 AND p.weight * 2 < 1 AND p.nick < 'b' AND size(p.nick) = 3"),
    ("(p:Person)", "p.nick < 'b' AND NOT p.nick < 'b'"),
    ("(p:Person)", "COUNT { (p)-[:HAS]->(:Need) RETURN DISTINCT p.age } = 2"),
    ("(p:Person)", "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN sum(q.age) } < 0"),
    ("(p:Person)-[:MEMBER_OF]->(h:Household)", "h.id = 'x' AND p.age < 0"),
    ("(h:Household), (g:Household)", "h.id = g.id AND h <> g"),
    ("(p:Person)", "EXISTS { (p)-[:HAS]->(:Need) WHERE EXISTS { (p)-[:IN]->(c:Case) WHERE c.received_by IS NULL } }"),
    ("(p:Person)", "p.points * 2 = 15"),
    ("(p:Person)-[:PARENT_OF*1..2]->(q:Person)", "NOT EXISTS { (p)-[:PARENT_OF]->(:Person) }"),
    ("(p:Person)", "EXISTS { (p)-[:HAS]->(n:Need) WHERE NOT EXISTS { (p)-[:HAS]->(n) } }"),
    ("(p:Person)", "EXISTS { (p)-[:HAS]->(n:Need) WHERE n.severity > 3 }"),
    (HOUSEMATES, "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN min(q.age) } > 20 AND q.age < 18"),
    (
        "(p:Person)",
        "VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN max(q.age) } >= 65"
        " AND NOT EXISTS { (p)-[:LIVES_WITH]-(q:Person) WHERE q.age >= 65 }",
    ),
]


def told(pair: tuple[str, str | None]) -> str:
    return " where ".join(filter(None, pair))


@pytest.mark.parametrize(("match", "where"), POSSIBLE, ids=map(told, POSSIBLE))
def test_what_can_be_is_found(match: str, where: str | None) -> None:
    assert isinstance(ask(match, where), Found)


@pytest.mark.parametrize(("match", "where"), IMPOSSIBLE, ids=map(told, IMPOSSIBLE))
def test_what_cannot_be_is_proved_impossible(match: str, where: str | None) -> None:
    assert ask(match, where) == Impossible()
