"""Delivery of the outbox: at least once, with the same id, by file, folder and signed webhook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from routing.desk import DeskError
from routing.desk.delivery import (
    BACK_OFF,
    Delivered,
    DeliveryError,
    Notice,
    SignatureError,
    ToFolder,
    ToLines,
    Webhook,
    deliver,
    new_secret,
    secret_of,
    signed,
    verify,
)
from routing.store import EventStore, Message, NewEvent
from tests.desk.receiver import OK, nobody, receiver

NOW = dt.datetime(2026, 8, 3, 1, tzinfo=dt.UTC)
SECRET = secret_of("whsec_" + "QUJD" * 10)
SECOND = dt.timedelta(seconds=1)
LEASE = dt.timedelta(minutes=5)
BODY = {"case": "K", "referral": "K/1", "role": "lead", "due": None}


@pytest.fixture
def outbox(quick: Path) -> Iterator[EventStore]:
    """A store with one message that waits."""
    with EventStore.open(f"sqlite:///{quick / 'desk.db'}") as store:
        put(store, "requested")
        yield store


def put(store: EventStore, *kinds: str, stream: str = "case/K") -> None:
    messages = [Message("support_center:center", kind, BODY) for kind in kinds]
    store.append(stream, [NewEvent("x", {})], expected=store.version(stream), at=NOW, messages=messages)


def send(store: EventStore, adapter: object, at: dt.datetime = NOW) -> Delivered:
    return deliver(store, adapter, lambda: at)  # type: ignore[arg-type]  # adapters of the tests too


def notice(text: str = "K") -> Notice:
    data = {**BODY, "case": text}
    return Notice("msg_1", "support_center:center", "desk.requested", NOW, data, {"ja": "回答", "en": "answer"})


class TestNotice:
    def test_it_says_what_happened_and_what_there_is_to_do(self, outbox: EventStore, tmp_path: Path) -> None:
        put(outbox, "held", "review", "accepted", "reminded")
        send(outbox, ToLines(tmp_path / "out"))
        told = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
        assert [(one["type"], one["data"]["do"]["en"]) for one in told] == [
            ("desk.requested", "answer: accept or reject"),
            ("desk.held", "see who holds the case now"),
            ("desk.review", "review the case"),
            ("desk.accepted", "look at the case"),
            ("desk.reminded", "answer: accept or reject"),
        ]
        assert told[0]["timestamp"] == "2026-08-03T01:00:00+00:00"

    def test_every_message_has_an_id_of_its_own_in_every_store(self, outbox: EventStore, quick: Path) -> None:
        put(outbox, "requested", "requested")
        with EventStore.open(f"sqlite:///{quick / 'other.db'}") as other:
            put(other, "requested", stream="case/L")
            claimed = (*outbox.outbox(10, NOW), *other.outbox(10, NOW))
        ids = {Notice.of(pending).id for pending in claimed}
        assert len(ids) == 4
        assert all(id.startswith("msg_") and "." not in id for id in ids)


class TestDelivery:
    def test_a_receiver_that_fails_first_gets_the_same_notice_again(self, outbox: EventStore) -> None:
        with receiver(b"HTTP/1.1 503 Busy\r\n\r\n", OK) as there:
            webhook = Webhook(there.url, SECRET)
            failed = send(outbox, webhook)
            assert [why for _, why in failed.failed] == ["the receiver answered with status 503"]
            assert send(outbox, webhook, NOW + BACK_OFF[0] - SECOND) == Delivered((), ())
            assert send(outbox, webhook, NOW + BACK_OFF[0]).arrived == (failed.failed[0][0],)
        assert there.ids[0] == there.ids[1]
        assert there.got[0][1] == there.got[1][1]
        assert send(outbox, webhook, NOW + dt.timedelta(days=9)) == Delivered((), ())

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (b"", "the receiver broke off its answer"),
            (b"HTTP/1.1 2", "the receiver broke off its answer"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nthan", "the receiver broke off its answer"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nthan", "the receiver broke off its answer"),
            (None, "the receiver did not answer in time"),
            (b"HTTP/1.1 404 Not Found\r\n\r\n", "the receiver answered with status 404"),
            (b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n", "the receiver answered with status 302"),
        ],
        ids=["at once", "in the status", "in the body", "in a chunk", "never", "refused", "redirect"],
    )
    def test_an_answer_that_does_not_come_to_its_end_is_none(
        self, outbox: EventStore, answer: bytes | None, why: str
    ) -> None:
        with receiver(answer, OK) as there:
            webhook = Webhook(there.url, SECRET, timeout=0.3)
            assert [said for _, said in send(outbox, webhook).failed] == [why]
            assert len(send(outbox, webhook, NOW + BACK_OFF[0]).arrived) == 1
        assert len(there.ids) == 2
        assert len(set(there.ids)) == 1

    def test_a_receiver_that_is_not_there_fails_without_its_address(self, outbox: EventStore) -> None:
        ((_, why),) = send(outbox, Webhook(nobody() + "?token=s3cret", SECRET)).failed
        assert why == "the receiver cannot be reached"

    def test_a_sender_that_dies_before_it_noted_it_sends_the_same_again(self, outbox: EventStore) -> None:
        @dataclass
        class Dying:
            """Sends, and dies before the store has noted it."""

            way: Webhook

            def send(self, notice: Notice, now: dt.datetime) -> None:
                self.way.send(notice, now)
                raise KeyboardInterrupt

        with receiver(OK) as there:
            webhook = Webhook(there.url, SECRET)
            with pytest.raises(KeyboardInterrupt):
                send(outbox, Dying(webhook))
            assert send(outbox, webhook, NOW + LEASE - SECOND) == Delivered((), ())
            assert len(send(outbox, webhook, NOW + LEASE).arrived) == 1
        assert len(there.ids) == 2
        assert len(set(there.ids)) == 1

    def test_one_that_fails_does_not_hold_up_the_others(self, outbox: EventStore) -> None:
        put(outbox, *["accepted"] * 14)
        with receiver(b"HTTP/1.1 500 No\r\n\r\n", OK) as there:
            done = send(outbox, Webhook(there.url, SECRET))
        assert (len(done.arrived), len(done.failed)) == (14, 1)

    def test_what_is_withdrawn_while_others_are_sent_is_not_sent(self, outbox: EventStore) -> None:
        put(outbox, "accepted")

        @dataclass
        class Withdrawing:
            """Sends, while an event of the case withdraws what is still to be sent."""

            got: list[str]

            def send(self, notice: Notice, now: dt.datetime) -> None:
                self.got.append(notice.type)
                events, version = [NewEvent("x", {})], outbox.version("case/K")
                outbox.append("case/K", events, expected=version, at=NOW, keep=lambda message: False)

        way = Withdrawing([])
        assert len(send(outbox, way).arrived) == 1
        assert way.got == ["desk.requested"]

    def test_several_senders_at_once_send_each_notice_once(self, outbox: EventStore) -> None:
        put(outbox, *["accepted"] * 23)

        @dataclass
        class Noting:
            """Notes what it is given."""

            got: list[str]

            def send(self, notice: Notice, now: dt.datetime) -> None:
                self.got.append(notice.id)

        way = Noting([])
        with ThreadPoolExecutor(4) as senders:
            done = list(senders.map(lambda _: send(outbox, way), range(4)))
        assert sum(len(one.arrived) for one in done) == len(way.got) == len(set(way.got)) == 24

    def test_it_ends_although_what_has_failed_is_due_again_before_the_last_is_tried(self, outbox: EventStore) -> None:
        put(outbox, "accepted", "accepted")
        now = [NOW]

        class Lost:
            """Loses each notice, and takes a minute for that."""

            def send(self, notice: Notice, at: dt.datetime) -> None:
                now[0] += 60 * SECOND
                raise DeliveryError("it is lost")

        failed = [id for id, _ in deliver(outbox, Lost(), lambda: now[0]).failed]
        assert len(set(failed)) == 3
        assert len(failed) == 4

    def test_it_is_tried_later_and_later_and_never_given_up(self, outbox: EventStore, tmp_path: Path) -> None:
        lost = ToFolder(tmp_path / "none")
        at = NOW
        for wait in (*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]):
            assert len(send(outbox, lost, at).failed) == 1
            assert send(outbox, lost, at + wait - SECOND) == Delivered((), ())
            at += wait
        assert len(send(outbox, ToLines(tmp_path / "out"), at).arrived) == 1


class TestFiles:
    def test_lines_follow_what_stands_in_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "out"
        for text in ("K", "L"):
            ToLines(file).send(notice(text), NOW)
        assert [json.loads(line)["data"]["case"] for line in file.read_text(encoding="utf-8").splitlines()] == [
            "K",
            "L",
        ]

    def test_a_line_that_was_cut_does_not_spoil_the_next(self, tmp_path: Path) -> None:
        file = tmp_path / "out"
        file.write_text('{"id": "msg_0", "da', encoding="utf-8")
        ToLines(file).send(notice(), NOW)
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines == ['{"id": "msg_0", "da', notice().to_json()]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_a_full_disk_is_told_and_nothing_counts_as_sent(self, outbox: EventStore, tmp_path: Path) -> None:
        ((_, why),) = send(outbox, ToLines("/dev/full")).failed
        assert why == "the notice was not written: no space left on device"
        assert len(send(outbox, ToLines(tmp_path / "out"), NOW + BACK_OFF[0]).arrived) == 1

    def test_senders_that_share_a_file_do_not_mix_their_lines(self, quick: Path) -> None:
        file = quick / "out"
        with ThreadPoolExecutor(4) as senders:
            list(senders.map(lambda text: ToLines(file).send(notice(text * 3000), NOW), "ABCD" * 25))
        cases = [json.loads(line)["data"]["case"] for line in file.read_text(encoding="utf-8").splitlines()]
        assert sorted(cases) == sorted(text * 3000 for text in "ABCD" * 25)

    def test_a_notice_sent_again_is_the_same_file(self, tmp_path: Path) -> None:
        for _ in range(2):
            ToFolder(tmp_path).send(notice(), NOW)
        assert [path.name for path in tmp_path.iterdir()] == ["msg_1.json"]
        assert (tmp_path / "msg_1.json").read_text(encoding="utf-8") == notice().to_json() + "\n"

    def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(self, tmp_path: Path) -> None:
        (tmp_path / "msg_1.json").mkdir()
        with pytest.raises(DeliveryError, match="the notice was not written"):
            ToFolder(tmp_path).send(notice(), NOW)
        assert [path.name for path in tmp_path.iterdir()] == ["msg_1.json"]


class TestSignature:
    def test_the_receiver_can_verify_what_was_sent(self, outbox: EventStore) -> None:
        with receiver(OK) as there:
            (id,) = send(outbox, Webhook(there.url, SECRET)).arrived
        ((headers, body),) = there.got
        assert verify(SECRET, headers, body, NOW + 300 * SECOND) == id == json.loads(body)["id"]
        assert headers["content-type"] == "application/json"

    def test_it_is_that_of_standard_webhooks(self) -> None:
        # the example that the convention's own libraries are tested with
        secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        headers = signed(
            secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            dt.datetime.fromtimestamp(1614265330, dt.UTC),
            b'{"test": 2432232314}',
        )
        assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_a_changed_body_id_or_time_is_refused(self) -> None:
        headers = signed(SECRET, "msg_1", NOW, b"{}")
        for changed in (
            {**headers, "webhook-id": "msg_2"},
            {**headers, "webhook-timestamp": str(int(NOW.timestamp()) + 1)},
            {**headers, "webhook-signature": "v1a,x v1,QUJD"},
            {**headers, "webhook-signature": "v1,署名"},
        ):
            with pytest.raises(SignatureError, match="the signature of the webhook is wrong"):
                verify(SECRET, changed, b"{}", NOW)
        with pytest.raises(SignatureError, match="the signature of the webhook is wrong"):
            verify(SECRET, headers, b"{ }", NOW)

    @pytest.mark.parametrize("late", [-301, 301])
    def test_one_that_is_too_old_or_from_the_future_is_refused(self, late: int) -> None:
        headers = signed(SECRET, "msg_1", NOW, b"{}")
        with pytest.raises(SignatureError, match="was not sent just now"):
            verify(SECRET, headers, b"{}", NOW + late * SECOND)

    @pytest.mark.parametrize("time", ["", "-1", "1e9", "１７", "9" * 400])
    def test_a_time_that_is_no_number_of_seconds_is_refused(self, time: str) -> None:
        headers = {**signed(SECRET, "msg_1", NOW, b"{}"), "webhook-timestamp": time}
        with pytest.raises(SignatureError, match="was not sent just now"):
            verify(SECRET, headers, b"{}", NOW)

    @pytest.mark.parametrize("part", ["id", "timestamp", "signature"])
    def test_a_missing_header_is_refused(self, part: str) -> None:
        headers = {name: value for name, value in signed(SECRET, "msg_1", NOW, b"").items() if part not in name}
        with pytest.raises(SignatureError, match="a header of the signature is missing"):
            verify(SECRET, headers, b"", NOW)

    def test_one_of_several_secrets_and_of_several_signatures_is_enough(self) -> None:
        other = secret_of(new_secret())
        headers = {name.title(): value for name, value in signed(SECRET, "msg_1", NOW, b"").items()}
        assert verify([other, SECRET], headers, b"", NOW) == "msg_1"
        headers["Webhook-Signature"] = f"v1,QUJD {headers['Webhook-Signature']}"
        assert verify(SECRET, headers, b"", NOW) == "msg_1"
        with pytest.raises(SignatureError):
            verify([], headers, b"", NOW)

    @pytest.mark.parametrize("text", ["", "whsec_", "whsec_QUJD", "whsec_" + "QUJD" * 22, "whsec_not base64 at all!"])
    def test_a_secret_has_24_to_64_bytes(self, text: str) -> None:
        with pytest.raises(DeskError, match="this is no secret of a webhook"):
            secret_of(text)


class TestAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "desk.example.jp",
            "ftp://desk.example.jp/",
            "file:///etc/passwd",
            "http://desk.example.jp/",
            "http://127.0.0.1.example.jp/",
            "http://10.0.0.1/",
            "https://",
            "https:///path",
            "https://user:s3cret@desk.example.jp/",
            "https://desk.example.jp:99999/",
            "https://desk.example.jp/\r\nX-Header: 1",
            "https://desk.example.jp/a b",
            "https://[::1/",
            "https://例え.jp/",
        ],
    )
    def test_one_that_notices_may_not_go_to_is_refused_unquoted(self, url: str) -> None:
        with pytest.raises(DeskError) as refused:
            Webhook(url, SECRET)
        assert "s3cret" not in str(refused.value)
        assert "example.jp/" not in refused.value.message

    @pytest.mark.parametrize("url", ["https://desk.example.jp/", "http://localhost:8000/", "http://[::1]:80/"])
    def test_https_and_this_machine_are_taken(self, url: str) -> None:
        assert Webhook(url, SECRET)

    def test_plain_http_is_taken_where_it_is_allowed(self) -> None:
        assert Webhook("http://desk.example.jp/", SECRET, allow_http=True)

    def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
        self, outbox: EventStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", nobody())
        with receiver(OK) as there:
            assert len(send(outbox, Webhook(there.url, SECRET)).arrived) == 1
