"""Relations of the case graph in words: what is said of both ends, and what their ends are called.

`told` is said of two that are known already. `start` and `end` are said where that end is met for the first time: the
sentence, what it is called in it, and what it is called from then on. `of` names the far end by the near one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SAME_HOUSEHOLD = "MEMBER_OF><MEMBER_OF"
"""Two persons in one household that is not spoken of otherwise; no relation of its own in the graph."""

Pair = tuple[str, str]
"""In Japanese, in English."""


@dataclass(frozen=True, slots=True)
class End:
    """How one end is introduced: a sentence with `{s}` and `{e}`, the noun in it (empty: the node's own), and later."""

    told: Pair
    noun: Pair = ("", "")
    later: Pair = ("", "")


@dataclass(frozen=True, slots=True)
class RelationWords:
    """One type of relation in words."""

    told: Pair
    start: End | None = None
    end: End | None = None
    of: Pair | None = None


def _plain(ja: str, en: str, of: Pair | None = None) -> RelationWords:
    """A relation that is said in the same words whether its ends are known or not."""
    return RelationWords((ja, en), End((ja, en)), End((ja, en)), of)


_PERSON = ("人", "a person")
_HOUSEMATE = End(
    ("{s}と同居している{e}がいる", "{s} lives with {e}"), ("人", "another person"), ("その同居の人", "the housemate")
)
_SPOUSE = End(("{s}に{e}がいる", "{s} has {e}"), ("配偶者", "a spouse"), ("その配偶者", "the spouse"))
_SIBLING = End(("{s}に{e}がいる", "{s} has {e}"), ("きょうだい", "a sibling"), ("そのきょうだい", "the sibling"))
_SAME_HOME = End(
    ("{s}と同じ世帯に{e}がいる", "the household of {s} has {e}"),
    ("別の人", "another member"),
    ("その世帯の人", "the member of the household"),
)


def _turned(end: End) -> End:
    """The same end where it stands first: a symmetric relation has no direction."""
    swap = {"{s}": "{e}", "{e}": "{s}"}
    ja, en = (text.replace("{s}", "{_}").replace("{e}", swap["{e}"]).replace("{_}", "{e}") for text in end.told)
    return End((ja, en), end.noun, end.later)


def _symmetric(told: Pair, end: End, of: Pair) -> RelationWords:
    return RelationWords(told, _turned(end), end, of)


RELATIONS: Mapping[str, RelationWords] = {
    "LIVES_WITH": _symmetric(
        ("{s}と{e}が同居している", "{s} and {e} live together"),
        _HOUSEMATE,
        ("{s}と同居している{e}", "{e} who live with {s}"),
    ),
    "SPOUSE_OF": _symmetric(("{s}と{e}が夫婦である", "{s} and {e} are spouses"), _SPOUSE, ("{s}の{e}", "{e} of {s}")),
    "SIBLING_OF": _symmetric(
        ("{s}と{e}がきょうだいである", "{s} and {e} are brothers or sisters"), _SIBLING, ("{s}の{e}", "{e} of {s}")
    ),
    SAME_HOUSEHOLD: _symmetric(
        ("{s}と{e}が同じ世帯にいる", "{s} and {e} are members of one household"),
        _SAME_HOME,
        ("{s}と同じ世帯の{e}", "{e} in the household of {s}"),
    ),
    "PARENT_OF": RelationWords(
        ("{s}が{e}の親である", "{s} is a parent of {e}"),
        End(("{e}に{s}がいる", "{e} has {s}"), ("親", "a parent"), ("その親", "the parent")),
        End(("{s}に{e}がいる", "{s} has {e}"), ("子", "a child"), ("その子", "the child")),
        ("{s}の{e}", "{e} of {s}"),
    ),
    "CARES_FOR": RelationWords(
        ("{s}が{e}を介護・世話している", "{s} cares for {e}"),
        End(("{e}を介護・世話している{s}がいる", "{s} cares for {e}"), _PERSON, ("その介護者", "the carer")),
        End(
            ("{s}が介護・世話している{e}がいる", "{s} cares for {e}"),
            _PERSON,
            ("その介護を受ける人", "the person cared for"),
        ),
        ("{s}が介護・世話している{e}", "{e} whom {s} cares for"),
    ),
    "GUARDIAN_OF": RelationWords(
        ("{s}が{e}の後見人・保護者である", "{s} is a guardian of {e}"),
        End(
            ("{e}に{s}がいる", "{e} has {s}"), ("後見人・保護者", "a guardian"), ("その後見人・保護者", "the guardian")
        ),
        End(
            ("{s}を後見人・保護者とする{e}がいる", "{s} is the guardian of {e}"),
            _PERSON,
            ("その後見・保護を受ける人", "the ward"),
        ),
        ("{s}が後見・保護する{e}", "{e} whose guardian is {s}"),
    ),
    "HARMS": RelationWords(
        ("{s}が{e}に害を及ぼしている", "{s} harms {e}"),
        End(("{e}に害を及ぼしている{s}がいる", "{s} harms {e}"), _PERSON, ("その加害者", "the person who harms")),
        End(("{s}が害を及ぼしている{e}がいる", "{s} harms {e}"), _PERSON, ("その被害者", "the person who is harmed")),
        ("{s}が害を及ぼしている{e}", "{e} whom {s} harms"),
    ),
    "HAS": _plain("{s}に{e}がある", "{s} has {e}", ("{s}の{e}", "{e} of {s}")),
    "HAD": _plain(
        "{s}に以前{e}があり、解決している", "{s} had {e}, now resolved", ("{s}の解決済みの{e}", "resolved {e} of {s}")
    ),
    "LACKS": _plain(
        "{s}に{e}がないことを確認している",
        "{s} was asked about {e} and does not have it",
        ("{s}にないと確認した{e}", "{e} that {s} was asked about and does not have"),
    ),
    "SERVED_BY": _plain(
        "{e}が{s}に関わっている", "{e} is at work with {s}", ("{s}に関わっている{e}", "{e} at work with {s}")
    ),
    "WAS_SERVED_BY": _plain(
        "{e}が以前{s}に関わり、終わっている",
        "{e} was at work with {s} and has ended",
        ("以前{s}に関わった{e}", "{e} once at work with {s}"),
    ),
    "REFUSED": _plain(
        "{s}が{e}の支援を断っている", "{s} has refused {e}", ("{s}が支援を断った{e}", "{e} that {s} has refused")
    ),
    "DECLINED_BY": _plain(
        "{e}が{s}を引き受けなかった",
        "{e} has declined {s}",
        ("{s}を引き受けなかった{e}", "{e} that have declined {s}"),
    ),
    "SUBJECT_OF": _plain("{s}に{e}がある", "{s} has {e}", ("{s}の{e}", "{e} of {s}")),
    "MEMBER_OF": _plain("{s}が{e}に属している", "{s} belongs to {e}"),
    "ABOUT": _plain("{e}に{s}が付いている", "{s} has been made about {e}", ("{s}が付いた{e}", "{e} that {s} is about")),
    "IN": _plain("{s}が{e}に含まれる", "{s} is part of {e}"),
}
