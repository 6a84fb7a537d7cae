"""The words of the picture of the flow, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    "title_holder": ("ケースの責任者の移り変わり", "How cases move between holders"),
    "title_referral": ("ケースを引き受けた機関の移り変わり", "How cases move between agencies that take them on"),
    "says_holder": (
        "矢印は、ケースの責任者が次にどの機関へ移ったかを示す。数字は件数と、前の機関にあった日数の中央値。",
        "An arrow says to which agency a case went next, as its holder. The figures are the number of moves and the "
        "median of the days that it had been with the one before.",
    ),
    "says_referral": (
        "矢印は、ケースの依頼を次にどの機関が引き受けたかを示す。数字は件数と、前の機関の引受けからの日数の中央値。",
        "An arrow says which agency took on a referral next. The figures are the number of moves and the median of the "
        "days since the one before took on its own.",
    ),
    "same_in_table": ("同じことが表にもある。", "The table says the same."),
    "start": ("受付", "Opened"),
    "end": ("終結", "Closed"),
    "moves": ("{}件", "{}"),
    "moves_days": ("{}・{}日", "{}, {} d"),
    "from": ("どこから", "From"),
    "to": ("どこへ", "To"),
    "move_count": ("移った回数", "Moves"),
    "case_count": ("ケース数", "Cases"),
    "days": ("日数の中央値", "Median days"),
    "table": ("移り変わりの表", "The moves as a table"),
    "hidden": (
        "{}件に満たないケースの矢印{}本は示していない。",
        "{1} arrows of fewer than {0} cases are not shown.",
    ),
    "all_shown": (
        "少ない件数も示している。外に出すときは --smallest で省くこと。",
        "Small counts are shown. Leave them out by --smallest before this is published.",
    ),
    "nothing": ("示せる移り変わりはない。", "There are no moves to show."),
}


def word(name: str, language: Language, *parts: object) -> str:
    """A word of the picture, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
