"""The way on which a case is left with nobody, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routing.quality.check.finding import Words

if TYPE_CHECKING:
    from routing.quality.ladder import Stuck
    from routing.quality.ladder.state import Event

_ROLES: Mapping[str, Words] = {
    "lead": ("主担当", "lead"),
    "owner": ("ニーズの担当", "owner of the need"),
    "duty": ("通告", "report"),
    "conference": ("検討会", "conference"),
}
_DONE: Mapping[str, Words] = {
    "accepted": ("`{to}` が{role}を引き受ける", "`{to}` accepts ({role})"),
    "rejected": ("`{to}` が{role}を断る", "`{to}` declines ({role})"),
    "failed": ("`{to}` が{role}を続けられない", "`{to}` gives up ({role})"),
    "completed": ("`{to}` が{role}を終える", "`{to}` has done it ({role})"),
    "cancelled": ("保持者が `{to}` への依頼（{role}）を取り消す", "the holder no longer asks `{to}` ({role})"),
    "received": ("`{to}` が{role}を受け取る", "`{to}` receives it ({role})"),
    "refused": ("家族が `{to}`（{role}）を断る", "the family refuses `{to}` ({role})"),
    "closed": ("`{to}` がケースを閉じる", "`{to}` closes the case"),
}
_LEFT: Mapping[str, Words] = {
    "lead": ("主担当がいない", "nobody leads"),
    "need": ("ニーズに担当がいない", "a need has no owner"),
    "report": ("通告が受け取られていない", "a report was not received"),
}
HELP: Mapping[str, Words] = {
    "lead": (
        "検討会で終わる段階を加える。例: `{id: no-lead, on: no_lead, after: 15bd, do: conference}`",
        "add a step that ends in a conference, such as `{id: no-lead, on: no_lead, after: 15bd, do: conference}`",
    ),
    "need": (
        "`no_answer` と `unowned` の検討会を加える。例: `{id: no-owner, on: unowned, after: 20bd, do: conference}`",
        "end `no_answer` and `unowned` in one, such as `{id: no-owner, on: unowned, after: 20bd, do: conference}`",
    ),
    "report": (
        "`{id: duty-overdue, on: overdue_duty, do: conference}` を加える",
        "add `{id: duty-overdue, on: overdue_duty, do: conference}`",
    ),
}
"""By what is left with nobody: what to add."""


def way_in_words(stuck: Stuck) -> Words:
    """The whole of it in one sentence of each language."""
    ways = [
        *(_sentence(event) for event in stuck.way),
        (
            "その後は返事がなく、1年たっても検討会は開かれない",
            "then nobody answers and no conference is called within a year",
        ),
    ]
    left = [_LEFT[part] for part in stuck.alone]
    return (
        f"{stuck.world[0]}とき、{' → '.join(way[0] for way in ways)}（{'、'.join(one[0] for one in left)}）",
        f"with {stuck.world[1]}: {', '.join(way[1] for way in ways)}: {', '.join(one[1] for one in left)}",
    )


def _sentence(event: Event) -> Words:
    if event[0] == "silence":
        return "返事がない", "nobody answers"
    if event[0] == "step":
        return f"段階 `{event[1]}`", f"the step `{event[1]}`"
    what, role, to = event
    named = _ROLES.get(role, (role, role))
    ja, en = _DONE[what]
    return ja.format(to=to, role=named[0]), en.format(to=to, role=named[1])
