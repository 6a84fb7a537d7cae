"""What the tables of unowned needs say, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.audit.axes import UNKNOWN, axis_name
from routing.audit.gaps import GapTable
from routing.vocabulary import core
from routing.wording.words import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("担い手のいないニーズ", "Needs that nobody owned"),
    "gap": ("受け皿なし", "no rule routes it"),
    "blocked": ("引き受け先なし", "nobody can take it"),
    "waiting": ("受諾待ち", "asked, not accepted"),
    "sum": ("計", "sum"),
    "total": ("合計", "total"),
    "needs": ("ニーズの件数", "needs"),
    "cases": ("ケース数", "cases"),
    "and_more": ("（ほか伏せ）", "(more not shown)"),
    "none": ("担い手のいないニーズはありません。", "Every need had an owner."),
    "suppressed": (
        "{0} 件未満のケースから成る数は伏せました（<{0}、{1} か所）。"
        "計と合計は、示した数だけの和です（+ は伏せた数を除く）。",
        "Counts of fewer than {0} cases are not shown (<{0}, {1} of them). Sums are of what is shown only (+).",
    ),
    "one_table": (
        "同じ期間の別の表と並べて公表しないでください。差から伏せた数が分かることがあります。",
        "Do not publish it beside another table of the same period: differences may tell what is not shown.",
    ),
    "all": (
        "小さい数も示しています。公表しないでください。",
        "Small counts are shown. Not to be published.",
    ),
    "redacted": ("黒塗りの記録 {0} 件は数えていません。", "{0} redacted records are left out."),
    "refused": (
        "ルールブックが受け付けないケース {0} 件は数えていません。",
        "{0} cases the rulebook does not take are left out.",
    ),
    "holds": (
        "件数のみ。ケースの内容・識別子は含みません。",
        "Counts only; no content and no id of any case.",
    ),
}  # fmt: skip


def word(key: str, language: Language, *parts: object) -> str:
    """A word or a sentence."""
    return WORDS[key][0 if language == "ja" else 1].format(*parts)


def names_of(by: tuple[str, ...], language: Language) -> list[str]:
    """What the axes are called."""
    return [axis_name(name, core(), language == "ja") for name in by]


def label(table: GapTable, value: str, language: Language) -> str:
    """What a value of an axis is called."""
    return table.labels[value][0 if language == "ja" else 1]


def coded(table: GapTable, value: str, language: Language) -> str:
    """A value with what it is called, where these are not the same."""
    said = label(table, value, language)
    return said if value in (UNKNOWN, said) else f"{said} ({value})"


def remarks(table: GapTable, redacted: int, refused: int, language: Language) -> list[str]:
    """What has to be said beside a table."""
    said = []
    if table.smallest <= 1:
        said.append(word("all", language))
    else:
        said += [word("suppressed", language, table.smallest, table.suppressed), word("one_table", language)]
    said += [word("redacted", language, redacted)] if redacted else []
    said += [word("refused", language, refused)] if refused else []
    return said
