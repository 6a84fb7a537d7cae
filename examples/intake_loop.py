"""Ask a family only what can still change the decision, the most urgent first, and stop when nothing can."""

from routing import Case, Router, Rulebook
from routing.explain import changed, questions

router = Router(Rulebook.load("setagaya"))
ANSWERS = {  # what the family says; an empty answer: they do not know
    "persons.a.age": "82",
    "persons.a.on_assistance": "false",
    "persons.b.age": "17",
    "persons.b.on_assistance": "",
}

case = Case.from_dict(
    {
        "case": "intake-3",
        "as_of": "2026-04-01",
        "municipality": "setagaya",
        "district": "kinuta",
        "received_by": "support_center",
        "persons": [{"id": "a"}, {"id": "b"}],
        "relations": [{"from": "a", "type": "LIVES_WITH", "to": "b"}],
        "needs": [{"id": "n1", "person": "a", "code": "care.dementia_suspected"}],
    }
)
unanswered: set[str] = set()

while True:
    lead = router.route(case).lead
    print("lead:", lead.to if lead else "to be agreed")
    still = [one for one in questions(router, case) if one.answers and f"{one.about} {one.property}" not in unanswered]
    if not still:
        break
    question = still[0]
    path = question.answers[0].change.path
    answer = ANSWERS.get(path, "")
    print(f"  {question.en}{' (sensitive)' if question.sensitive else ''}  {answer or 'not known'}")
    if answer:
        case = changed(case, [f"{path}={answer}"], router.rulebook.vocabulary)
    else:
        unanswered.add(f"{question.about} {question.property}")

print("nothing is left to ask" if not unanswered else f"left open: {', '.join(sorted(unanswered))}")
