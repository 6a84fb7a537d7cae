"""The delivery: what is due in the outbox goes out, and what does not arrive is tried again later and later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from routing.desk.delivery.errors import DeliveryError
from routing.desk.delivery.notice import Notice
from routing.store import EventStore

BACK_OFF: tuple[dt.timedelta, ...] = tuple(
    dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""How long after each failure a message is tried again: 5 s, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours, and from
then on every 24 hours. The waits are those that Standard Webhooks proposes; no message is ever given up."""


class Adapter(Protocol):
    """A way out of the house."""

    def send(self, notice: Notice, now: dt.datetime) -> None:
        """Send one notice. Whoever returns from here has kept it for good. Raises DeliveryError."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery did: the ids of the notices that arrived, and of those that did not, each with the reason."""

    arrived: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def deliver(
    store: EventStore, adapter: Adapter, clock: Callable[[], dt.datetime], limit: int | None = None
) -> Delivered:
    """Send what is due, the earliest first, at most `limit` notices. `clock` says what time it is, aware.

    A notice is sent at least once: where this stops after it was sent and before the store has noted it, it is sent
    again, with the same id, once its lease is over. One that fails does not hold up the others. Several may deliver at
    the same time. It ends when everything that was due has been tried. Raises StoreError where the store fails; what
    arrived before that is noted.
    """
    arrived: list[str] = []
    failed: list[tuple[str, str]] = []
    tried: set[int] = set()
    again = False  # one that failed here is due anew: all that was due before it has been tried
    while not again and (limit is None or len(tried) < limit):
        # one at a time: a case may exclude an agency meanwhile, which withdraws what nobody has claimed yet
        claimed = store.outbox(1, clock())
        if not claimed:
            break
        (pending,) = claimed
        again = pending.id in tried
        tried.add(pending.id)
        notice = Notice.of(pending)
        try:
            adapter.send(notice, clock())
        except DeliveryError as problem:
            wait = BACK_OFF[min(pending.attempt, len(BACK_OFF)) - 1]
            now = clock()
            store.failed(pending.id, now, now + wait, pending.attempt)
            failed.append((notice.id, problem.message))
        else:
            store.delivered(pending.id, clock())
            arrived.append(notice.id)
    return Delivered(tuple(arrived), tuple(failed))
