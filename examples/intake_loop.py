"""Ask a family only what can still change the decision, the most urgent first, and stop when nothing can."""

from routing import Case, Router, Rulebook
from routing.explain import changed, questions

router = Router(Rulebook.load("setagaya"))
ANSWERS = {  # what the family says; an empty answer: they do not know
    "persons.a.age": "82",
    "persons.a.evacuation_list": "false",
    "persons.a.on_assistance": "false",
    "persons.b.age": "52",
    "persons.b.on_assistance": "",
    "reported_by": "family",
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
        "needs": [
            {"id": "n1", "person": "a", "code": "care.dementia_suspected"},
            {"id": "n2", "person": "b", "code": "isolation.hikikomori"},
            {"id": "n3", "persons": ["a", "b"], "code": "debt.arrears"},
        ],
    }
)
not_known: set[str] = set()

while True:
    lead = router.route(case).lead
    print("lead:", lead.to if lead else "to be agreed")
    open_ones = [question for question in questions(router, case) if question.path not in not_known]
    if not open_ones:
        break
    question = open_ones[0]
    answer = ANSWERS.get(question.path, "")
    print(f"  {question.en}{' (sensitive)' if question.sensitive else ''} {answer or 'not known'}")
    if answer:
        case = changed(case, [f"{question.path}={answer}"], router.rulebook.vocabulary)
    else:
        not_known.add(question.path)

print("left open:", ", ".join(sorted(not_known)) or "nothing; no answer could change the decision any more")
