"""A notice as it leaves the house: ids, what happened, and what there is to do. Nothing of the persons."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from routing.store import Pending

Text = tuple[str, str]
"""A sentence in Japanese and in English."""

_LOOK: Text = ("ケースの状況を確認してください", "look at the case")
_ANSWER: Text = ("受諾または辞退を回答してください", "answer: accept or reject")
_RECEIPT: Text = ("受領を確認してください", "confirm that you received it")
_GO: Text = ("直ちに動き、受諾を回答してください", "act at once, and answer that you do")
_TEAM: Text = ("受諾し、対応してください", "accept, and see to it")
_CHANGED: Text = ("担当の変更を確認してください", "see who holds the case now")
_REVIEW: Text = ("ケースを見直してください", "review the case")

BY_ROLE: Mapping[str, Text] = MappingProxyType(
    {"duty": _RECEIPT, "inform": _RECEIPT, "immediate": _GO, "advice": _TEAM, "conference": _TEAM}
)
"""What is to be done by whom is asked, or reminded; every other role is answered."""
BY_KIND: Mapping[str, Text] = MappingProxyType({"held": _CHANGED, "review": _REVIEW})


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one agency. `id` stays the same however often it is sent, also from a backup put back.

    `to` is the agency, `support_center:kinuta-anshin`; `type` what happened, such as `desk.requested`; `at` when.
    `data` are ids of the case and the referral, a role, a deadline. `do` says what there is to do, in `ja` and `en`.
    """

    id: str
    to: str
    type: str
    at: dt.datetime
    data: Mapping[str, Any]
    do: Mapping[str, str]

    @classmethod
    def of(cls, pending: Pending) -> Notice:
        """The notice that a message of the outbox becomes."""
        message = pending.message
        place = f"{pending.stream}\n{pending.version}\n{pending.at.isoformat()}\n{pending.id}"
        ja, en = _to_do(message.kind, message.body)
        return cls(
            id="msg_" + hashlib.sha256(place.encode()).hexdigest()[:32],
            to=message.to,
            type=f"desk.{message.kind}",
            at=pending.at,
            data=message.body,
            do={"ja": ja, "en": en},
        )

    def to_json(self) -> str:
        """One line of JSON. The same notice gives the same line."""
        data = {"to": self.to, **self.data, "do": dict(self.do)}
        told = {"id": self.id, "type": self.type, "timestamp": self.at.isoformat(), "data": data}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _to_do(kind: str, body: Mapping[str, Any]) -> Text:
    if kind in ("requested", "reminded") and "role" in body:
        return BY_ROLE.get(body["role"], _ANSWER)
    return BY_KIND.get(kind, _LOOK)
