"""Embed routing in intake software: build a case from a form, route it, and show the counter what to do next."""

from routing import Case, Router, Rulebook

router = Router(Rulebook.load("setagaya"))  # once, at start: it can be shared between threads


def receive(form: dict[str, object]) -> None:
    """Route one intake form and print what the person at the counter needs to know."""
    decision = router.route(Case.model_validate(form))
    print(f"case {decision.case}")
    print("  accountable now:", decision.holder.to, decision.holder.agency)
    print("  should lead:    ", f"{decision.lead.to} {decision.lead.agency}" if decision.lead else "to be agreed")
    for act in decision.immediate:
        print("  now:            ", act.action, "by", " and ".join(act.to))
    for duty in decision.duties:
        print("  report to:      ", duty.to, "by", duty.due)
    for owner in decision.owners:
        print(f"  {owner.code}: {owner.to}")
    for question in decision.questions:
        print(f"  ask: {question.property} of {question.about}")
    print("  consent missing:", ", ".join(sorted({entry.to for entry in decision.withheld})) or "none")


receive(
    {
        "case": "intake-1",
        "as_of": "2026-04-01",
        "municipality": "setagaya",
        "district": "kinuta",
        "received_by": "support_center",
        "received_at": "kinuta-anshin",
        "persons": [{"id": "a", "age": 82, "care_level": 2}, {"id": "b", "age": 52}],
        "relations": [{"from": "a", "type": "LIVES_WITH", "to": "b"}],
        "needs": [
            {"id": "n1", "person": "b", "code": "isolation.hikikomori", "status": "suspected"},
            {"id": "n2", "person": "a", "code": "care.dementia_suspected", "urgent": True},
        ],
        "consents": [{"person": "a", "status": "given"}],
    }
)

receive(
    {
        "case": "intake-2",
        "as_of": "2026-04-01",
        "municipality": "setagaya",
        "district": "kinuta",
        "received_by": "town_center",
        "reported_by": "resident",
        "persons": [{"id": "child"}],  # nobody knows the age: the report is made all the same
        "needs": [{"id": "n1", "person": "child", "code": "abuse.child", "status": "suspected"}],
    }
)
