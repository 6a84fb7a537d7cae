"""Laws of a table: nothing is told before the reveal, order does not count, a transcript gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.conference.table import (
    Adopt,
    AnyStep,
    Ask,
    Conclude,
    Divide,
    Propose,
    Reveal,
    Row,
    Session,
    TableError,
    Toggle,
    Transcript,
    agreement,
    record_yaml,
    rule_test_yaml,
)
from routing.conference.table.data import standing_data
from routing.conference.table.handout import handout
from routing.conference.table.transcript import replayed_document
from routing.conference.table.yaml_lines import yaml_lines
from routing.source import load_yaml
from tests.packs import router
from tests.tabletop import case, proposals, proposed, ruleless, seated, shown, table, taken, words

FEW = settings(max_examples=10, deadline=None)
FEWER = settings(max_examples=4, deadline=None)
MANY = settings(max_examples=60, deadline=None)


def rows(steps: list[AnyStep]) -> tuple[Row, ...]:
    """The agreement table after some steps and the reveal."""
    session = taken(table(), [*steps, Reveal()])
    return agreement(session.case, session.standing.seats, session.standing.proposals, session.decision)


def told(session: Session, language: Any) -> list[str]:
    """Everything that is shown of a session, in every form."""
    data = json.dumps(standing_data(session, language))
    return [shown(session, language), data, handout(session, language), Transcript.of(session).yaml()]


@pytest.mark.unmeasured
@FEWER
@given(proposed(), st.data())
def test_before_the_reveal_nothing_shown_and_nothing_refused_hangs_on_the_rules(
    steps: list[AnyStep], data: st.DataObject
) -> None:
    kept = steps[: data.draw(st.integers(0, len(steps)))]
    ours, bare = taken(table(), kept), taken(table(by=ruleless()), kept)
    for language in ("ja", "en"):
        assert told(ours, language) == told(bare, language)
    wrong = Propose(by=data.draw(st.sampled_from(["npo", "self_reliance"])), owners={"n9": "npo"})
    assert refusal(ours, wrong) == refusal(bare, wrong)


def refusal(session: Session, step: AnyStep) -> str:
    with pytest.raises(TableError) as refused:
        session.take(step)
    return str(refused.value)


def test_after_the_reveal_what_is_shown_does_hang_on_the_rules() -> None:
    steps = [*seated("npo", "self_reliance"), Propose(by="npo", lead="npo"), Propose(by="self_reliance", first=("a",))]
    ours, bare = taken(table(), [*steps, Reveal()]), taken(table(by=ruleless()), [*steps, Reveal()])
    assert told(ours, "en")[:3] != told(bare, "en")[:3]


@FEW
@given(proposed(), st.randoms(use_true_random=False))
def test_the_agreement_table_does_not_hang_on_the_order_of_seats_and_proposals(
    steps: list[AnyStep], chance: Any
) -> None:
    seats = [step for step in steps if step.do == "seat"]
    spoke = [step for step in steps if step.do == "propose"]
    chance.shuffle(seats)
    chance.shuffle(spoke)
    assert rows([*seats, *spoke]) == rows(steps)


@FEW
@given(st.data())
def test_who_was_overruled_by_a_second_proposal_of_their_own_leaves_no_trace(data: st.DataObject) -> None:
    seats = list(seated("self_reliance", "social_council"))
    first, last, other = (data.draw(proposals(by)) for by in ("self_reliance", "self_reliance", "social_council"))
    assert rows([*seats, first, other, last]) == rows([*seats, last, other])


@FEW
@given(proposed())
def test_every_subject_is_told_once_and_every_participant_speaks_or_is_silent(steps: list[AnyStep]) -> None:
    seats = {step.agency for step in steps if step.do == "seat"}
    found = rows(steps)
    assert len({row.subject for row in found}) == len(found)
    for row in found:
        spoke = [by for _, several in row.said for by in several]
        assert sorted([*spoke, *row.silent]) == sorted(seats)


after = st.one_of(
    st.builds(Toggle, change=st.sampled_from(["persons.a.age=60", "persons.b.age=30", "consents.b=given"])),
    st.builds(Divide, role=st.just("lead"), to=st.sampled_from(["self_reliance", "support_center", None])),
    st.builds(Divide, role=st.just("owner"), need=st.sampled_from(["n1", "n2"]), to=st.sampled_from(["npo", None]),
              due=st.none() | st.dates()),
    st.builds(Adopt, first=st.lists(words, max_size=2).map(tuple)),
    st.builds(Ask, question=words),
)  # fmt: skip
ends = st.builds(
    Conclude, meeting=st.just("support_meeting"), held_at=st.just("2026-04-02T10:00:00+09:00"),
    next_review=st.just("2026-05-01"), agenda=st.lists(words, min_size=1, max_size=2).map(tuple),
    note=st.none() | words,
)  # fmt: skip


@pytest.mark.unmeasured
@FEWER
@given(proposed(), st.lists(after, max_size=6), ends)
def test_a_transcript_replayed_gives_the_same_bytes(steps: list[AnyStep], more: list[AnyStep], end: Conclude) -> None:
    check_replayed(steps, more, end)


@pytest.mark.soak
@MANY
@given(proposed(), st.lists(after, max_size=12), ends)
def test_many_transcripts_replayed_give_the_same_bytes(
    steps: list[AnyStep], more: list[AnyStep], end: Conclude
) -> None:
    check_replayed(steps, more, end)


def check_replayed(steps: list[AnyStep], more: list[AnyStep], end: Conclude) -> None:
    session = taken(table(), [*steps, Reveal()])
    for step in more:
        try:
            session = session.take(step)
        except TableError:
            continue
    session = taken(session, [Divide(role="lead", to="self_reliance"), end])
    text = Transcript.of(session).yaml()
    again = replayed_document(load_yaml(text), router("setagaya"), case())
    assert again == session
    assert Transcript.of(again).yaml() == text
    assert (record_yaml(again), rule_test_yaml(again)) == (record_yaml(session), rule_test_yaml(session))
    assert handout(again, "ja") == handout(session, "ja")


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="utf-8", exclude_categories=("C",)))
    | st.sampled_from(["yes", "null", "010", "0o14", "1e3", "2026-04-01", "- a", "a: b", "#", "'", "\"", "~", "True"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(words, plain, min_size=1, max_size=4))
def test_plain_data_written_as_yaml_reads_back_the_same(data: dict[str, Any]) -> None:
    assert load_yaml("\n".join(yaml_lines(data))).data == data


@pytest.mark.soak
@MANY
@given(proposed(), st.lists(after, max_size=8))
def test_a_session_taken_back_step_by_step_is_what_it_was(steps: list[AnyStep], more: list[AnyStep]) -> None:
    stages = [taken(table(), [*steps, Reveal()])]
    for step in more:
        try:
            stages.append(stages[-1].take(step))
        except TableError:
            continue
    for before, last in zip(reversed(stages[:-1]), reversed(stages[1:]), strict=True):
        assert last.back() == before
