"""A session at a table: what comes when, what is refused, what it leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from routing import Case, Router, Rulebook
from routing.conference.table import (
    Adopt,
    Ask,
    Conclude,
    Divide,
    Propose,
    Reasons,
    Reveal,
    Row,
    Session,
    TableError,
    Toggle,
    agreement,
    record,
    record_yaml,
    rule_test_yaml,
    supposed,
)
from routing.conference.table.data import standing_data
from routing.conference.table.labels import Labels
from routing.desk import Actor, Conference, Desk, Facts
from routing.explain import what_if
from routing.quality.testing import run_tests
from routing.source import load_yaml
from routing.store import EventStore
from tests.packs import router
from tests.tabletop import divided, revealed, seated, shown, table, taken

NOON = dt.datetime(2026, 8, 3, 3, tzinfo=dt.UTC)


def end(**more: object) -> Conclude:
    fields = {"meeting": "support_meeting", "held_at": NOON, "next_review": "2026-09-01", "agenda": ["who leads"]}
    return Conclude.model_validate({**fields, **more})


def rows(session: Session) -> dict[str, Row]:
    standing = session.standing
    return {row.subject: row for row in agreement(session.case, standing.seats, standing.proposals, session.decision)}


# ---------------------------------------------------------------------- before the reveal


def test_the_decision_is_kept_back_until_everybody_has_proposed() -> None:
    session = taken(
        table(), [*seated("self_reliance", "social_council"), Propose(by="social_council", first=("ring",))]
    )
    with pytest.raises(TableError, match="not everybody has proposed yet: self_reliance"):
        session.take(Reveal())
    with pytest.raises(TableError, match="the decision is not shown yet"):
        _ = session.decision
    session = taken(session, [Propose(by="self_reliance", lead="self_reliance"), Reveal()])
    assert session.decision.lead is not None
    assert session.decision == router("setagaya").route(session.case)


def test_one_agency_alone_is_no_table() -> None:
    session = taken(table(), [*seated("self_reliance"), Propose(by="self_reliance", lead="self_reliance")])
    with pytest.raises(TableError, match="at least two participants"):
        session.take(Reveal())


def test_where_an_office_of_a_kind_must_not_be_told_a_seat_names_its_office() -> None:
    with pytest.raises(TableError, match="some offices of the kind `welfare_office`\nhelp: name the office"):
        taken(table("dv"), seated("welfare_office"))


@pytest.mark.parametrize("other", ["self_reliance", "self_reliance@plat-home"])
def test_nobody_sits_at_the_table_twice(other: str) -> None:
    session = taken(table(), seated("self_reliance", "social_council@kinuta-shakyo", "social_council@yoga-shakyo"))
    with pytest.raises(TableError, match=r"sits at the table already|could be the same participant"):
        taken(session, seated(other))


def test_a_proposal_made_again_takes_the_place_of_the_first() -> None:
    session = taken(table(), [*seated("npo"), Propose(by="npo", lead="npo"), Propose(by="npo", lead="social_council")])
    assert session.standing.proposals["npo"].lead == "social_council"


@pytest.mark.parametrize(
    ("proposal", "refused"),
    [
        (Propose(by="npo", lead="npo"), "`npo` does not sit at the table"),
        (Propose(by="self_reliance"), "names a lead, an owner or a first step"),
        (Propose(by="self_reliance", lead="housng"), "no agency kind `housng`"),
        (Propose(by="self_reliance", lead="npo@nowhere"), "no office `nowhere` of the kind `npo`"),
        (Propose(by="self_reliance", owners={"n9": "npo"}), "no open need `n9`"),
        (Propose(by="self_reliance", first=("duty:nobody",)), "names no agency kind `nobody`"),
        (Propose(by="self_reliance", first=("immediate:wait",)), "names no act `wait`"),
    ],
)
def test_a_proposal_about_what_there_is_not_is_refused(proposal: Propose, refused: str) -> None:
    session = taken(table(), seated("self_reliance"))
    with pytest.raises(TableError, match=refused):
        session.take(proposal)


def test_an_agency_that_nothing_may_reach_is_not_seated_but_may_be_named_in_a_proposal() -> None:
    # what is answered to a proposal must not tell what is decided
    session = taken(table("dv"), seated("dv_center", "welfare_office@setagaya-seikatsu"))
    with pytest.raises(TableError, match="`social_council@kinuta-shakyo` cannot sit at this table"):
        taken(session, seated("social_council@kinuta-shakyo"))
    named = session.take(Propose(by="dv_center", lead="social_council@kinuta-shakyo"))
    named = taken(named, [Propose(by="welfare_office@setagaya-seikatsu", lead="dv_center"), Reveal()])
    assert any("nothing about the case may reach it" in line for line in Reasons(named, "en").told(rows(named)["lead"]))
    with pytest.raises(TableError, match="cannot take a role here"):
        named.take(Divide(role="owner", need="n1", to="social_council@kinuta-shakyo"))


def test_a_step_back_leaves_the_session_as_it_was_and_stops_at_the_reveal() -> None:
    before = revealed()
    after = before.take(Ask(question="since when"))
    assert after.back() == before
    with pytest.raises(TableError, match="proposals stay as they were made"):
        before.back()
    with pytest.raises(TableError, match="no step to take back"):
        table().back()


@pytest.mark.parametrize("step", [Propose(by="self_reliance", lead="npo"), *seated("npo"), Reveal()])
def test_nothing_is_proposed_once_the_decision_is_shown(step: Propose | Reveal) -> None:
    with pytest.raises(TableError, match="the decision has been shown"):
        revealed().take(step)


@pytest.mark.parametrize(
    "step", [Toggle(change="persons.b.age=1"), Divide(role="lead", to="npo"), Adopt(first=()), Ask(question="?"), end()]
)
def test_nothing_is_agreed_on_before_it_is_shown(step: Toggle | Divide | Adopt | Ask | Conclude) -> None:
    with pytest.raises(TableError, match=f"`{step.do}` comes after the decision is shown"):
        table().take(step)


# ---------------------------------------------------------------------- agreement and what is behind it


def test_the_table_says_where_the_participants_and_the_rules_agree() -> None:
    found = {subject: row.outcome for subject, row in rows(revealed()).items()}
    assert found["lead"] == "divided"
    assert found["owner:n1"] == "otherwise"
    assert found["owner:n2"] == "unnamed"
    assert found["owner:n3"] == "agreed"
    assert found["support:link_desk"] == "unnamed"


def test_a_need_that_neither_rules_nor_table_answer_is_open() -> None:
    by = Router(Rulebook.parse({"rulebook.yaml": _BOOK, "care.yaml": _RULES}))
    case = Case.parse("{case: t, as_of: 2026-04-01, municipality: x, received_by: support_center, persons: [{id: a}], "
                      "needs: [{id: n1, person: a, code: debt.arrears}]}")  # fmt: skip
    session = taken(Session.open(by, case), seated("npo", "health_center"))
    session = taken(session, [Propose(by="npo", lead="npo"), Propose(by="health_center", first=("ask",)), Reveal()])
    assert rows(session)["owner:n1"].outcome == "open"
    assert Reasons(session, "en").told(rows(session)["owner:n1"])


def test_behind_a_difference_stand_the_rule_that_decides_its_facts_and_what_the_other_lacks() -> None:
    session = revealed()
    ours, theirs = Reasons(session, "en").of(rows(session)["owner:n1"])
    assert (ours.answer, ours.given) == ("health_center@kinuta-kenko", True)
    assert "hikikomori" in ours.rules
    assert any("Social withdrawal" in line and "decides" in line for line in ours.lines)
    assert (theirs.answer, theirs.given) == ("social_council", False)
    assert theirs.rules == ("community-council",)
    assert "does not apply" in theirs.because[0]


def test_another_office_of_the_same_kind_is_told_as_that() -> None:
    session = taken(table(), seated("self_reliance", "support_center@yoga-anshin"))
    proposals = [Propose(by="self_reliance", lead="support_center@yoga-anshin"),
                 Propose(by="support_center@yoga-anshin", first=("ring",))]  # fmt: skip
    session = taken(session, [*proposals, Reveal()])
    assert rows(session)["lead"].outcome == "otherwise"
    assert "another office of it" in " ".join(Reasons(session, "en").told(rows(session)["lead"]))


def test_a_toggle_shows_what_what_if_shows_and_the_same_again_is_as_recorded() -> None:
    session = revealed().take(Toggle(change="persons.a.age=60"))
    found = supposed(session, session.standing.toggled)
    assert found.found.after == what_if(session.router, session.case, ["persons.a.age=60"]).after
    assert found.found.differences
    other = session.take(Toggle(change="persons.a.age=50"))
    assert other.standing.toggled == ("persons.a.age=50",)
    assert other.take(Toggle(change="persons.a.age=50")).standing.toggled == ()
    assert other.standing.supposed == (("persons.a.age=60",), ("persons.a.age=50",))


def test_a_toggle_tells_on_what_the_table_and_the_rules_would_agree() -> None:
    steps = [Propose(by="npo", owners={"n1": "link_desk"}), Propose(by="link_desk", first=("ring",)), Reveal()]
    session = taken(table(), [*seated("npo", "link_desk"), *steps, Toggle(change="-relations.a.LIVES_WITH=b")])
    young = session.take(Toggle(change="persons.b.age=30"))
    assert supposed(young, young.standing.toggled).joined == ("owner:n1",)
    assert "then agreed: Owner: Social withdrawal" in shown(young)


@pytest.mark.parametrize(
    ("change", "refused"), [("persons.z.age=7", "about nobody"), ("age", "names a fact"), ("as_of=x", "not valid")]
)
def test_a_change_that_cannot_be_made_is_refused_without_its_value(change: str, refused: str) -> None:
    with pytest.raises(TableError, match=refused):
        revealed().take(Toggle(change=change))


# ---------------------------------------------------------------------- the outcome


def test_the_record_holds_the_roles_of_the_table_and_not_those_of_the_rules() -> None:
    kept = record(taken(divided(), [Adopt(first=("immediate:visit_now", "ring")), end(note="quiet please")]))
    assert [(part.role, part.need, part.to) for part in kept.roles] == [
        ("lead", None, "self_reliance"),
        ("owner", "n1", "social_council"),
        ("owner", "n3", "self_reliance"),
        ("support", None, "npo"),
    ]
    assert {participant.kind for participant in kept.participants} == {"self_reliance", "social_council"}
    assert kept.note == "immediate:visit_now\nring\nquiet please"


def test_the_record_as_a_file_is_what_the_desk_reads_and_records(tmp_path: Path) -> None:
    session = divided().take(end())
    read = Conference.model_validate(load_yaml(record_yaml(session)).data)
    assert read == record(session)
    with EventStore.open(f"sqlite:///{tmp_path}/desk.db") as store:
        desk = Desk(session.router, store)
        before = desk.open(session.case, NOON)
        by = Actor(kind=before.holder.kind, office=before.holder.agency)
        file = desk.record_conference(session.case.case, read, by, NOON + dt.timedelta(hours=1))
        assert {r.state for r in file.live if (r.role, r.to) == ("lead", "self_reliance")} == {"accepted"}


def test_a_role_taken_back_is_in_no_record() -> None:
    session = taken(divided(), [Divide(role="lead"), Divide(role="owner", need="n1"), end()])
    assert [part.need for part in record(session).roles] == ["n3", None]


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"next_review": "2026-08-02"}, "on the day of the meeting or after it"),
        ({"meeting": "multilayer_meeting"}, "needs the consent of the person and a support plan"),
        ({"facts": Facts.model_validate({"history": [{"type": "hop", "need": "n9"}]})}, "do not fit the case"),
    ],
)
def test_a_meeting_that_the_desk_would_not_record_cannot_be_concluded(more: dict[str, object], refused: str) -> None:
    with pytest.raises(TableError, match=refused):
        divided().take(end(**more))


def test_after_the_end_there_is_only_the_way_back() -> None:
    session = divided().take(end())
    with pytest.raises(TableError, match="the session is concluded"):
        session.take(Ask(question="more"))
    assert session.back() == divided()


@pytest.mark.parametrize(
    ("step", "refused"),
    [
        (Divide(role="lead", to="police_fire"), "may not hold a case"),
        (Divide(role="owner", to="npo"), "an owner is named for one need"),
        (Divide(role="support"), "name the agency that supports"),
        (Divide(role="lead", to="npo", about=("z",)), "persons of the case"),
        (Ask(question="since when"), "noted already"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused(step: Divide | Ask, refused: str) -> None:
    with pytest.raises(TableError) as found:
        revealed().take(Ask(question="since when")).take(step)
    assert refused in str(found.value)


_BOOK = """\
rulebook: small
version: "1"
title: {ja: 小さい, en: Small}
serves: any
tiers: [protection, continuity, specialist, generalist, fallback]
default_lead: support_center
"""
_RULES = """\
rules:
  - id: care
    title: {ja: 介護, en: Care}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})"
    then:
      - refer: {to: support_center, role: lead, tier: specialist, about: p, for: n}
"""
_CASE = """\
{case: K-1, as_of: 2026-04-01, municipality: x, received_by: support_center, persons: [{id: a, age: 80}],
 needs: [{id: n1, person: a, code: care.needed}]}
"""


def at_small_table(to: str, **more: object) -> Session:
    """A table in which everybody agrees on who leads and owns the one need."""
    session = Session.open(Router(Rulebook.parse({"rulebook.yaml": _BOOK, "care.yaml": _RULES})), Case.parse(_CASE))
    session = taken(session, seated("support_center", "health_center"))
    both = [Propose(by=by, lead=to, owners={"n1": to}) for by in ("support_center", "health_center")]
    roles = [Divide(role="lead", to=to), Divide(role="owner", need="n1", to=to)]
    return taken(session, [*both, Reveal(), *roles, end(**more)])


def outcomes(folder: Path, rules: str, session: Session) -> list[tuple[str, ...]]:
    """How the saved rule test goes beside a rulebook."""
    (folder / "rulebook.yaml").write_text(_BOOK, encoding="utf-8")
    (folder / "care.yaml").write_text(rules, encoding="utf-8")
    (folder / "table_test.yaml").write_text(rule_test_yaml(session), encoding="utf-8")
    return [outcome.differences for outcome in run_tests(folder)]


def test_the_saved_rule_test_passes_where_the_rules_decide_as_the_table_did(tmp_path: Path) -> None:
    assert outcomes(tmp_path, _RULES, at_small_table("support_center")) == [()]


def test_the_saved_rule_test_fails_while_the_rules_decide_otherwise_and_passes_once_they_are_changed(
    tmp_path: Path,
) -> None:
    session = at_small_table("health_center")
    assert outcomes(tmp_path, _RULES, session) == [
        (
            "lead: expected health_center, got support_center",
            "owners: expected health_center for n1, got [support_center]",
        )
    ]
    assert outcomes(tmp_path, _RULES.replace("to: support_center", "to: health_center"), session) == [()]


def test_the_rule_test_expects_offices_supports_and_first_steps_of_the_table_alone() -> None:
    session = taken(divided(), [Adopt(first=("immediate:visit_now", "duty:police_fire", "ring")), end()])
    data = load_yaml(rule_test_yaml(session)).data["tests"][0]
    assert data["expect"] == {
        "lead": "self_reliance",
        "owners": {"n1": "social_council", "n3": "self_reliance"},
        "duties": {"includes": ["police_fire"]},
        "immediate": {"includes": ["visit_now"]},
        "supports": {"includes": ["npo"]},
        "parts": {"owners": [{"need": "n3", "to": "self_reliance", "agency": "plat-home"}]},
    }
    assert Case.from_dict(data["case"]) == session.case


def test_the_rule_test_has_the_facts_that_the_table_found_out_and_the_name_it_gave(tmp_path: Path) -> None:
    found = {"persons": [{"id": "a", "age": 66}]}
    session = at_small_table("support_center", facts=found, test_name={"ja": "六十六", "en": "sixty-six"})
    data = load_yaml(rule_test_yaml(session)).data["tests"][0]
    assert data["name"] == {"ja": "六十六", "en": "sixty-six"}
    assert data["case"]["persons"] == [{"id": "a", "age": 66}]


def test_a_table_that_agreed_on_nothing_gives_no_rule_test_and_no_record() -> None:
    with pytest.raises(TableError, match="agreed on nothing"):
        rule_test_yaml(revealed())
    with pytest.raises(TableError, match="not concluded"):
        record(revealed())


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("immediate:call_119", "At once: call 119 (fire, ambulance)"),
        ("duty:child_guidance", "Report by law: Child guidance center"),
        ("inform:npo", "To be informed: Non-profit support"),
        ("ring: twice", "ring: twice"),
    ],
)
def test_a_first_step_is_told_in_words(step: str, told: str) -> None:
    assert Labels(table(), "en").first(step) == told


def test_a_note_too_long_for_a_record_is_refused_before_the_end() -> None:
    session = divided().take(Adopt(first=tuple(f"{number} {'x' * 290}" for number in range(7))))
    with pytest.raises(TableError, match="too long for a record"):
        session.take(end())


def test_the_state_as_data_says_what_the_decision_says() -> None:
    data = standing_data(divided(), "en")
    assert data["decision"] == divided().decision.to_data()
    assert {row["subject"]: row["outcome"] for row in data["agreement"]} == {
        subject: row.outcome for subject, row in rows(divided()).items()
    }
    assert [entry["subject"] for entry in data["divided"]] == ["lead", "owner:n1", "owner:n3", "support:npo"]
