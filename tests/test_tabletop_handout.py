"""Hand-outs: all for the convener, and for one participant nothing that it may not know."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from routing import Case, Router
from routing.conference.table import Ask, Divide, Propose, Reveal, Session, TableError
from routing.conference.table.handout import handout
from routing.conference.table.handout_for import handout_for
from routing.letters import SheetRefused, may_know, recipient_of, sheet
from routing.wording import Language
from tests.letters import EXAMPLES, example, forms, sheets
from tests.pages import stands_alone
from tests.tabletop import divided, meeting, revealed, seated, table, taken
from tests.test_letters_nothing_leaks import MARK, hidden_facts, marked

KINUTA = [path for path in EXAMPLES if path.parent.name == "kinuta"]
in_both_languages = pytest.mark.parametrize("language", ["ja", "en"])


@in_both_languages
def test_a_hand_out_needs_nothing_outside_it(language: Language) -> None:
    found = stands_alone(handout(meeting(), language), language)
    assert found.tags["svg"] == 1
    assert found.levels[0] == 1
    stands_alone(handout_for(meeting(), "self_reliance@plat-home", language), language)


def test_the_hand_out_of_the_convener_says_so_and_holds_what_was_said_and_agreed() -> None:
    text = handout(meeting(), "en")
    for told in (
        "For the convener. It holds all facts of the case.",
        "this rule does not apply: Withdrawal between 18 and 39 belongs to the Link desk",
        "changed: persons.b.age=38",
        "Hikikomori desk Link</td><td>2026-04-20</td>",
        "家賃は何か月分たまっているか",
        "b: On public assistance",
        "手紙を置いて帰る訪問から始める",
        "next review 2026-05-13",
        'class="ruled"',
    ):
        assert told in text


def test_what_somebody_says_stays_text_on_a_hand_out() -> None:
    said = "<script>alert('x')</script> & \"y\""
    session = revealed().take(Ask(question=said))
    found = stands_alone(handout(session, "en"), "en")
    assert said in "".join(found.text)


def test_before_the_reveal_a_hand_out_has_the_case_and_no_role_and_there_is_none_for_a_participant() -> None:
    session = taken(table(), [*seated("npo", "link_desk"), Propose(by="npo", lead="dv_center")])
    text = handout(session, "en")
    assert "The decision of the rules is shown once everybody has proposed." in text
    assert "DV" not in text
    assert "Roles from now on" not in text
    with pytest.raises(TableError, match="not shown yet"):
        handout_for(session, "npo", "en")


def test_the_hand_out_of_a_participant_holds_its_own_proposal_and_roles_and_nobody_elses() -> None:
    text = handout_for(divided(), "self_reliance", "en")
    assert "For Self-reliance support desk." in text
    assert "Arrears" in text
    assert "to lead the case" in text
    for hidden in ("ikikomori", "52 years", "Social welfare council", "家族会", "dementia", "npo", "ealth center"):
        assert hidden not in text.partition("<main>")[2]


def test_who_does_not_sit_at_the_table_gets_no_hand_out_nor_whom_nothing_is_asked_of() -> None:
    with pytest.raises(TableError, match="`npo` does not name one participant"):
        handout_for(divided(), "npo", "en")
    with pytest.raises(SheetRefused, match="asks nothing"):
        handout_for(divided(), "social_council", "en")


def at_table(by: Router, told: Case, seat: str) -> Session:
    """A table at which an agency and another propose, and the agency is given every need."""
    other = "medical" if seat.startswith("legal") else "legal"
    session = taken(Session.open(by, told), seated(seat, other))
    owners = dict.fromkeys(session.open_needs, seat)
    session = taken(
        session, [Propose(by=seat, owners=owners, first=("ring",)), Propose(by=other, first=("x",)), Reveal()]
    )
    return taken(session, [Divide(role="owner", need=need, to=seat) for need in session.open_needs])


def seats_of(by: Router, told: Case) -> list[str]:
    """The agencies that get a sheet."""
    found = sheets(by, told, by.route(told))
    return [kind + (f"@{office}" if office else "") for kind, office, page in found if page is not None]


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", KINUTA, ids=lambda path: path.stem)
def test_no_hand_out_of_a_participant_holds_an_id(path: Path) -> None:
    by, told = example(path)
    other, _ = marked(told)
    for seat in seats_of(by, other):
        try:
            text = handout_for(at_table(by, other, seat), seat, "en")
        except TableError:  # an act at once goes to whom an exclusion strikes too, which has no seat
            continue
        assert MARK not in text


@pytest.mark.unmeasured
def test_a_hand_out_is_the_same_whatever_is_recorded_that_its_reader_may_not_know() -> None:
    held = 0
    for path in KINUTA:
        by, told = example(path)
        for seat in seats_of(by, told):
            held += check_same(by, told, seat)
    assert held >= 5


def check_same(by: Router, told: Case, seat: str) -> int:
    """Assert that a hand-out stays the same with other facts outside the view, where the sheet does; 1 where held."""
    kind, _, office = seat.partition("@")
    decision = by.route(told)
    recipient = recipient_of(decision, by.rulebook, kind, office or None)
    view = may_know(by, told, decision, recipient)
    changed = Case.from_dict(hidden_facts(told, view, random.Random(7)))
    after = by.route(changed)
    try:
        other = may_know(by, changed, after, recipient)
        one, two = (sheet(by, c, kind, office or None, "en", d) for c, d in ((told, decision), (changed, after)))
        sessions = at_table(by, told, seat), at_table(by, changed, seat)
    except (SheetRefused, TableError):
        return 0
    other = replace(other, case=other.case.model_copy(update={"case": told.case}))
    if other != view or forms(one) != forms(two):
        return 0
    assert handout_for(sessions[0], seat, "en") == handout_for(sessions[1], seat, "en")
    return 1


@pytest.mark.soak
@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.parent.name != "kinuta"], ids=lambda p: p.stem)
def test_no_hand_out_leaks_for_an_example_of_another_town(path: Path) -> None:
    by, told = example(path)
    for seat in seats_of(by, told):
        check_same(by, told, seat)


def test_a_need_that_a_participant_may_not_know_is_not_on_its_hand_out_though_the_table_gave_it() -> None:
    session = revealed().take(Divide(role="owner", need="n1", to="self_reliance"))
    text = handout_for(session, "self_reliance", "en")
    assert "withdrawal" not in text
    assert "nothing was given to you" in text
