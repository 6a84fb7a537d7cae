"""Commands: what is refused, what a repeated one does, and closing and opening again."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest

from routing.case import Case
from routing.desk import Actor, Desk, DeskError, NotPermitted, UnknownCase, UnknownReferral, fold
from routing.desk.events import Opened, Requested, data_of, event_of
from routing.errors import CaseError, RoutingError
from routing.router import Router
from routing.store import CommandConflict, EventStore, NewEvent
from tests.desk.desks import (
    ABUSE,
    CENTER,
    CHIEF,
    COUNCIL,
    DAY,
    EAST,
    ELDERS,
    MONEY,
    NOON,
    TEAM,
    asked,
    lines,
    need,
    opened,
    router,
    store,
    told,
    town_case,
)
from tests.settling import DEBT, DEMENTIA, own, rule, rulebook


class TestKeys:
    def test_a_command_repeated_with_its_key_has_happened_once(self, desk: Desk) -> None:
        first = desk.open(town_case(), NOON, "k1")
        assert desk.open(town_case(), NOON + DAY, "k1") == first
        declined = desk.reject("K/3", MONEY, "no_consent", NOON, "k2")
        assert desk.reject("K/3", MONEY, "no_consent", NOON + DAY, "k2") == declined
        assert desk.store.version("case/K") == declined.version

    def test_a_repeated_command_gives_the_case_as_it_is_now(self, desk: Desk) -> None:
        desk.open(town_case(), NOON, "k1")
        newer = desk.accept("K/1", CENTER, NOON, "k2")
        assert desk.open(town_case(), NOON, "k1") == newer

    def test_a_key_is_for_one_command(self, desk: Desk) -> None:
        before = desk.open(town_case(), NOON, "k1")
        with pytest.raises(CommandConflict):
            desk.accept("K/1", CENTER, NOON, "k1")
        with pytest.raises(CommandConflict):
            desk.open(town_case(needs={}), NOON, "k1")
        assert desk.file("K") == before

    def test_a_command_that_was_refused_leaves_its_key_free(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(NotPermitted):
            desk.accept("K/1", EAST, NOON, "k1")
        assert desk.accept("K/1", CENTER, NOON, "k1").referrals["K/1"].state == "accepted"


class TestRefused:
    def test_a_case_comes_to_the_desk_once(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(DeskError, match="case `K` is at the desk already"):
            opened(desk)

    def test_a_case_that_does_not_fit_the_rulebook_does_not_come(self, desk: Desk) -> None:
        with pytest.raises(CaseError):
            opened(desk, received_at="nowhere")
        assert list(desk.files()) == []

    def test_there_is_no_case(self, desk: Desk) -> None:
        for command in (
            lambda: desk.file("K"),
            lambda: desk.events("K"),
            lambda: desk.next_date("K"),
            lambda: desk.accept("K/1", CENTER, NOON),
            lambda: desk.close("K", CENTER, "done", NOON),
            lambda: desk.reopen("K", CENTER, NOON),
        ):
            with pytest.raises(UnknownCase, match="no case `K` at the desk"):
                command()

    def test_there_is_no_referral(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(UnknownReferral) as caught:
            desk.accept("K/9", CENTER, NOON)
        assert str(caught.value) == "case `K` has no referral `K/9`\nhelp: it has K/1, K/2, K/3, K/4"

    def test_a_case_may_have_no_referrals_at_all(self, desk: Desk) -> None:
        opened(desk, needs={})
        with pytest.raises(UnknownReferral, match="no referral `K/9`"):
            desk.accept("K/9", CENTER, NOON)

    @pytest.mark.parametrize("id", ["K", "1", "K/", "K/x", ""])
    def test_a_referral_is_named_by_case_and_number(self, desk: Desk, id: str) -> None:
        opened(desk)
        with pytest.raises(DeskError, match="is no id of a referral"):
            desk.accept(id, CENTER, NOON)

    def test_another_office_of_the_kind_does_not_answer_for_the_addressee(self, desk: Desk) -> None:
        opened(desk)
        for other in (EAST, MONEY, TEAM, Actor(kind="support_center")):
            with pytest.raises(NotPermitted, match="by its addressee alone"):
                desk.accept("K/1", other, NOON)

    def test_who_answers_for_itself_does_not_call_off(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(NotPermitted, match="by its coordinator, sender alone"):
            desk.cancel("K/3", MONEY, "other", NOON)
        assert desk.cancel("K/3", TEAM, "other", NOON).referrals["K/3"].state == "cancelled"

    @pytest.mark.parametrize("now", [dt.datetime(2026, 4, 1), dt.datetime.max.replace(tzinfo=dt.UTC)])
    def test_a_time_without_its_zone_or_beyond_all_calendars_is_refused(self, desk: Desk, now: dt.datetime) -> None:
        for command in (
            lambda: opened(desk, now),
            lambda: desk.tick(now),
            lambda: desk.board(now),
            lambda: desk.report(NOON, now),
        ):
            with pytest.raises(DeskError, match="a time"):
                command()

    def test_what_cannot_be_recorded_is_refused_without_being_quoted(self, desk: Desk) -> None:
        before = opened(desk)
        with pytest.raises(DeskError) as caught:
            desk.accept("K/1", CENTER, NOON, note="secret " * 500)
        assert str(caught.value) == ("the command cannot be recorded: note: String should have at most 2000 characters")
        with pytest.raises(DeskError, match="the command cannot be recorded: state: "):
            desk.move("K/1", "lost", CENTER, NOON)  # type: ignore[arg-type]
        assert desk.file("K") == before

    def test_a_case_with_the_longest_id_has_referrals(self, desk: Desk) -> None:
        case = town_case().model_copy(update={"case": "K" * 200})
        file = desk.open(case, NOON)
        assert desk.accept(f"{file.id}/1", CENTER, NOON).referrals[f"{file.id}/1"].state == "accepted"

    def test_errors_survive_a_process(self) -> None:
        error = pickle.loads(pickle.dumps(UnknownCase("there is none", help="open it")))
        assert (type(error), str(error)) == (UnknownCase, "there is none\nhelp: open it")
        assert isinstance(error, RoutingError)

    def test_no_message_quotes_a_fact_of_the_case(self, desk: Desk) -> None:
        secret = "砧太郎"
        opened(desk, persons=[{"id": "a", "attributes": {}}, {"id": "b"}], needs={"n1": ("a", DEBT)})
        with pytest.raises(RoutingError) as caught:
            desk.learn("K", need("n9", secret), CENTER, NOON)
        assert secret not in str(caught.value)
        with pytest.raises(RoutingError) as caught:
            desk.reject("K/1", CENTER, secret, NOON)
        assert secret not in str(caught.value)


class TestClosing:
    def done(self, desk: Desk) -> None:
        opened(desk)
        desk.accept("K/1", CENTER, NOON)
        desk.accept("K/3", MONEY, NOON)
        desk.complete("K/3", MONEY, NOON)

    def test_a_case_whose_needs_are_taken_on_is_closed_by_its_holder(self, desk: Desk) -> None:
        self.done(desk)
        file = desk.close("K", CENTER, "all is well", NOON + DAY)
        assert (file.open, file.closed_at) == (False, NOON + DAY)
        assert file.live == ()
        assert file.referrals["K/4"].moves[-1].reason == "closed"
        assert desk.next_date("K") is None

    def test_while_a_need_has_nobody_only_the_backup_team_closes_it(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(NotPermitted, match="nobody has taken on n1, n2"):
            desk.close("K", CENTER, "moved away", NOON)
        assert not desk.close("K", TEAM, "moved away", NOON).open

    def test_while_a_report_was_not_received_nobody_closes_it(self, desk: Desk) -> None:
        duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
        with pytest.raises(NotPermitted, match=f"has not been received: {duty.id}"):
            desk.close("K", TEAM, "moved away", NOON)
        desk.receive(duty.id, ELDERS, NOON)
        assert not desk.close("K", TEAM, "moved away", NOON).open

    def test_while_nobody_has_taken_on_an_act_at_once_only_the_backup_team_closes_it(self, desk: Desk) -> None:
        file = opened(desk, needs={"n1": ("a", ABUSE)})
        desk.receive(asked(file, "duty").id, ELDERS, NOON)
        desk.accept(asked(file, "owner", "n1").id, CENTER, NOON)
        with pytest.raises(NotPermitted, match=f"at once: {asked(file, 'immediate').id}"):
            desk.close("K", CENTER, "so", NOON)
        assert not desk.close("K", TEAM, "so", NOON).open

    def test_a_report_that_was_received_is_done_when_the_case_is_closed(self, desk: Desk) -> None:
        file = opened(desk, needs={"n1": ("a", ABUSE)})
        desk.receive(asked(file, "duty").id, ELDERS, NOON)
        file = desk.close("K", TEAM, "so", NOON)
        assert (asked(file, "duty").state, asked(file, "lead").state) == ("completed", "cancelled")

    def test_the_holder_does_not_call_off_a_statutory_report(self, desk: Desk) -> None:
        duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
        with pytest.raises(NotPermitted, match="by its coordinator alone"):
            desk.cancel(duty.id, CENTER, "other", NOON)
        assert desk.cancel(duty.id, TEAM, "other", NOON).referrals[duty.id].state == "cancelled"

    def test_others_do_not_close_it(self, desk: Desk) -> None:
        self.done(desk)
        with pytest.raises(NotPermitted) as caught:
            desk.close("K", MONEY, "all is well", NOON)
        assert str(caught.value).endswith("help: the holder is `support_center`, office `center`")

    def test_it_takes_a_reason(self, desk: Desk) -> None:
        self.done(desk)
        with pytest.raises(DeskError, match="needs a reason"):
            desk.close("K", CENTER, "", NOON)

    def test_nothing_happens_in_a_closed_case(self, desk: Desk) -> None:
        self.done(desk)
        closed = desk.close("K", CENTER, "all is well", NOON)
        for command in (
            lambda: desk.accept("K/4", CENTER, NOON),
            lambda: desk.learn("K", told({"type": "hop"}), CENTER, NOON),
            lambda: desk.close("K", CENTER, "again", NOON),
        ):
            with pytest.raises(DeskError, match="case `K` is closed"):
                command()
        assert desk.tick(NOON + 400 * DAY).looked_at == 0
        assert desk.file("K") == closed
        assert desk.board(NOON) == ()

    def test_opened_again_it_is_decided_again_and_asks_who_was_called_off(self, desk: Desk) -> None:
        self.done(desk)
        desk.close("K", CENTER, "all is well", NOON)
        file = desk.reopen("K", CENTER, NOON + 30 * DAY)
        assert file.open
        assert file.review == dt.date(2026, 6, 1)
        assert asked(file, "support").state == "requested"
        assert ("owner", "money", "n2", "completed") in lines(file)
        assert desk.next_date("K") is not None

    def test_opened_again_it_asks_anew_for_what_was_done_before(self, desk: Desk) -> None:
        opened(desk)
        for id, who in (("K/1", CENTER), ("K/3", MONEY), ("K/4", COUNCIL)):
            desk.accept(id, who, NOON)
            desk.complete(id, who, NOON)
        desk.complete("K/2", CENTER, NOON)
        desk.close("K", CENTER, "done", NOON)
        file = desk.reopen("K", CENTER, NOON + 30 * DAY)
        assert [(r.role, r.agency, r.need) for r in file.live] == [
            ("lead", "center", None),
            ("owner", "center", "n1"),
            ("owner", "money", "n2"),
            ("support", "council", None),
        ]
        steps = {(step.step, step.subject) for _, step in desk.tick(NOON + 60 * DAY).steps}
        assert {("conference", "K/5"), ("no-lead", "K")} <= steps

    def test_opened_again_it_is_for_the_backup_team_once_more(self, desk: Desk) -> None:
        opened(desk)
        file = desk.learn("K", told({"type": "no_agreement"}), CENTER, NOON)
        desk.accept(asked(file, "conference").id, TEAM, NOON)
        desk.complete(asked(file, "conference").id, TEAM, NOON)
        desk.close("K", TEAM, "moved away", NOON)
        assert asked(desk.reopen("K", CENTER, NOON + DAY), "conference").state == "requested"

    def test_an_open_case_is_not_opened_again(self, desk: Desk) -> None:
        opened(desk)
        with pytest.raises(DeskError, match="case `K` is open"):
            desk.reopen("K", CENTER, NOON)

    def test_a_review_is_set_to_a_day_to_come(self, desk: Desk) -> None:
        opened(desk)
        assert desk.set_review("K", dt.date(2026, 4, 1), NOON).review == dt.date(2026, 4, 1)
        with pytest.raises(DeskError, match="lies in the future"):
            desk.set_review("K", dt.date(2026, 3, 31), NOON)


class TestEvents:
    def test_a_file_is_what_its_events_add_up_to(self, desk: Desk) -> None:
        opened(desk)
        desk.reject("K/1", CENTER, "capacity", NOON)
        desk.override("K", "holder", "health_center", "health", CHIEF, "so", NOON)
        desk.set_review("K", dt.date(2026, 4, 9), NOON)
        file = desk.close("K", TEAM, "so", NOON)
        assert fold(desk.events("K")) == file == Desk(router(), desk.store).file("K")
        assert file.version == desk.store.version("case/K") == len(desk.events("K"))

    def test_an_event_survives_the_store(self, desk: Desk) -> None:
        offices = Desk(Router(rulebook(rule("care", DEMENTIA, own("npo")))), desk.store)
        file = opened(offices, received_at=None, persons=[{"id": "a", "birth_date": "1950-02-03"}, {"id": "b"}])
        assert {referral.agency for referral in file.referrals.values()} == {file.holder.agency} == {None}
        for event in desk.events("K"):
            assert event_of(data_of(event)) == event

    def test_the_first_event_opens_a_case_and_no_other_does(self, desk: Desk) -> None:
        opened(desk)
        first, second, *_ = desk.events("K")
        assert isinstance(first, Opened)
        assert isinstance(second, Requested)
        with pytest.raises(ValueError, match="opened once"):
            fold([first, first])
        with pytest.raises(ValueError, match="opens it"):
            fold([second])
        assert fold([]) is None

    def test_an_event_of_a_newer_release_is_told(self, desk: Desk) -> None:
        opened(desk)
        version = desk.store.version("case/K")
        desk.store.append("case/K", [NewEvent("teleported", {"type": "teleported"})], expected=version, at=NOON)
        with pytest.raises(DeskError, match=f"event {version + 1} of `case/K` is none that this release knows"):
            desk.file("K")

    def test_a_case_that_was_not_taken_for_long_is_read_anew(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("routing.desk.shelf.MOST_KEPT", 2)
        cases = [town_case().model_copy(update={"case": id}) for id in ("a", "b", "c")]
        for case in cases:
            desk.open(case, NOON)
        assert [file.id for file in desk.files()] == ["a", "b", "c"]
        assert [file.case for file in desk.files()] == cases

    def test_what_others_wrote_is_seen(self, desk: Desk) -> None:
        opened(desk)
        other = Desk(router(), desk.store)
        assert other.accept("K/1", CENTER, NOON) == desk.file("K")
        assert desk.accept("K/3", MONEY, NOON) == other.file("K")


def test_personal_data_are_not_readable_in_an_encrypted_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sealed.db'}"
    secret = "秘密の生活歴"
    with EventStore.open(url, key=bytes(32)) as sealed:
        desk = Desk(router(), sealed)
        opened(desk)
        desk.accept("K/1", CENTER, NOON, note=secret)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in written
    assert b"care.dementia" not in written
    with EventStore.open(url, key=bytes(32)) as sealed:
        assert Desk(router(), sealed).file("K").referrals["K/1"].moves[-1].note == secret


def test_two_stores_know_nothing_of_each_other(tmp_path: Path) -> None:
    with store(tmp_path, "one.db") as one, store(tmp_path, "two.db") as two:
        opened(Desk(router(), one))
        with pytest.raises(UnknownCase):
            Desk(router(), two).file("K")


def test_a_case_written_in_japanese_is_kept_as_it_is(desk: Desk) -> None:
    case = Case.parse("{case: 砧-1, as_of: 2026-04-01, municipality: 世田谷, received_by: npo, persons: [{id: 花}]}")
    assert Desk(router(), desk.store).file(desk.open(case, NOON).id).case == case
