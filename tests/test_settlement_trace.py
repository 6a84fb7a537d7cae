"""What a decision tells of how it came about: the trace, the findings, the questions."""

from __future__ import annotations

from tests.settling import DEBT, DEMENTIA, own, rule, rulebook, settled

CARE = {"n1": ("a", DEMENTIA)}
LIVING = [{"from": "a", "type": "LIVES_WITH", "to": "b"}]


class TestTrace:
    def test_every_firing_is_told_with_the_ids_of_the_case(self) -> None:
        around = "(p)-[:IN]->(c:Case), (p)-[:SERVED_BY]->(g:Agency), (p)-[:SUBJECT_OF]->(e:Event)"
        book = rulebook(rule("care", DEMENTIA, own("legal"), match=f"(p:Person)-[:HAS]->(n:Need), {around}"))
        decision = settled(
            book,
            needs=CARE,
            involvements=[{"person": "a", "agency": "npo", "office": "an-office", "status": "active"}],
            events=[{"id": "e1", "person": "a", "type": "visit"}],
        )
        (entry,) = decision.trace
        assert entry.bindings == {"c": "K", "e": "e1", "g": "an-office", "n": "n1", "p": "a"}
        assert (entry.rule, entry.effects, entry.provisional) == ("care", ("refer:legal:support",), False)

    def test_a_household_is_told_by_its_members(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), match="(h:Household)<-[:MEMBER_OF]-(p)-[:HAS]->(n:Need)"))
        assert settled(book, needs=CARE, relations=LIVING).trace[0].bindings["h"] == ("a", "b")

    def test_a_relationship_is_told_by_its_ends_and_type(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal"), match="(p:Person)-[r:HAS]->(n:Need), (p)-[s:LIVES_WITH*1..2]-(q)")
        )
        bindings = settled(book, needs=CARE, relations=LIVING).trace[0].bindings
        assert bindings["r"].model_dump(by_alias=True) == {"from": "a", "type": "HAS", "to": "n1"}
        assert [(one.start, one.type, one.to) for one in bindings["s"]] == [("a", "LIVES_WITH", "b")]

    def test_a_finding_is_told_by_its_kind_and_what_it_is_about(self) -> None:
        finding = {"finding": {"kind": "worn", "about": ["p", "h"]}}
        book = rulebook(
            rule("care", DEMENTIA, finding, match="(h:Household)<-[:MEMBER_OF]-(p:Person)-[:HAS]->(n:Need)"),
            rule(
                "next", DEMENTIA, own("legal"), match="(f:Finding {kind: 'worn'})-[:ABOUT]->(p:Person)-[:HAS]->(n:Need)"
            ),
        )
        decision = settled(book, needs=CARE, relations=LIVING)
        told = decision.trace[1].bindings["f"]
        assert (told.kind, told.about) == ("worn", ("a", "b"))
        assert [(f.kind, f.about, f.rules) for f in decision.findings] == [("worn", ("a", "b"), ("care",))]

    def test_percent_signs_are_told_as_they_are(self) -> None:
        effects = [{"finding": {"kind": "100%s", "about": "p"}}, own("legal")]
        decision = settled(rulebook(rule("care", DEMENTIA, *effects)), needs=CARE)
        assert decision.trace[0].effects == ("finding:100%s", "refer:legal:support")

    def test_the_same_finding_of_two_rules_is_told_once(self) -> None:
        finding = {"finding": {"kind": "worn", "about": "p"}}
        book = rulebook(rule("care", DEMENTIA, finding), rule("debt", DEBT, finding))
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("a", DEBT)})
        assert [(f.about, f.rules) for f in decision.findings] == [(("a",), ("care", "debt"))]


class TestQuestions:
    def test_an_unknown_that_keeps_a_rule_open_is_a_question_with_what_it_could_add(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), match="(p:Person {sex: 'F'})-[:HAS]->(n:Need)"))
        (question,) = settled(book, needs=CARE).questions
        assert (question.about, question.property, question.rules) == ("a", "sex", ("care",))
        assert question.could_add == ("owner", "support")

    def test_rules_that_ask_the_same_ask_it_once(self) -> None:
        match = "(p:Person {sex: 'F'})-[:HAS]->(n:Need)"
        one, other = (rule(id, DEMENTIA, own("legal"), match=match) for id in ("one", "other"))
        (question,) = settled(rulebook(one, other), needs=CARE).questions
        assert question.rules == ("one", "other")

    def test_an_unknown_a_firing_hangs_on_is_a_question_that_adds_nothing(self) -> None:
        match = "(p:Person)-[:HAS]->(n:Need)"
        where = f"n.code = '{DEMENTIA}' AND NOT EXISTS {{ (q:Person {{sex: 'M'}}) }}"
        book = rulebook({**rule("care", DEMENTIA, own("legal"), match=match), "where": where})
        decision = settled(book, needs=CARE)
        assert decision.trace[0].provisional
        assert [(q.about, q.property, q.could_add) for q in decision.questions] == [("a", "sex", ()), ("b", "sex", ())]

    def test_what_is_unknown_of_a_household_is_asked_of_its_members(self) -> None:
        match = "(h:Household {alone: true})<-[:MEMBER_OF]-(p:Person)-[:HAS]->(n:Need)"
        (question,) = settled(
            rulebook(rule("care", DEMENTIA, own("legal"), match=match)), needs=CARE, relations=LIVING
        ).questions
        assert (question.about, question.property) == (("a", "b"), "alone")

    def test_what_is_known_is_not_asked(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), match="(p:Person {age: 30})-[:HAS]->(n:Need)"))
        assert settled(book, needs=CARE).questions == ()
