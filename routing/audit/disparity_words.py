"""What the tables of rates by group say, in Japanese and English."""

from __future__ import annotations

import math
from collections.abc import Mapping

from routing.audit.disparity import DisparityTable, Rate, Waited
from routing.wording.words import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("グループごとの結果の割合", "Rates of outcomes by group"),
    "group": ("グループ", "group"),
    "person": ("人", "persons"),
    "case": ("ケース", "cases"),
    "escalated": ("バックアップ（助言・会議）", "escalated to the backup team"),
    "withheld": ("同意がなく伝えられない", "withheld for want of consent"),
    "gap": ("受け皿のないニーズ", "a need that no rule routes"),
    "blocked": ("引き受け先のないニーズ", "a need that nobody can take"),
    "override": ("担当者が変更", "overridden by a person"),
    "provisional": ("仮の決定（分からない事実がある）", "provisional: a fact is not known"),
    "no_contact": ("まだ誰も応答していない", "no agency has answered yet"),
    "no_owner": ("まだ引き受け手がいない", "no agency has taken it on yet"),
    "share": ("割合 [信頼区間] 数/n", "share [interval] number/n"),
    "apart": ("ほかとの差 [信頼区間]", "difference to the rest [interval]"),
    "contact": ("最初の応答まで（時間の中央値）", "median hours to the first answer"),
    "owner": ("引き受けまで（時間の中央値）", "median hours until taken on"),
    "waiting": ("半数以上が待っている", "half or more still wait"),
    "suppressed": ("<{0} 件のため伏せる", "<{0} cases: not shown"),
    "unit:person": (
        "数える単位は人です。n はその人が属するグループの人数。",
        "The unit is a person: n counts persons, each in their own group.",
    ),
    "unit:case": (
        "数える単位はケースです。全員が同じグループでない世帯は「混在」。",
        "The unit is a case; one whose persons are in several groups is `mixed`.",
    ),
    "level": (
        "区間は {0}%（Wilson、差は Newcombe）。差は {1} 通りを同時に見るため広げてあります（Bonferroni）。"
        "* は区間が 0 を含まない差。",
        "Intervals are {0}% (Wilson; differences Newcombe). Those of differences are widened for {1} comparisons at"
        " once (Bonferroni). * marks an interval without zero.",
    ),
    "small": (
        "{0} 件未満のグループと数（該当しない側も）は伏せました（{1} か所）。"
        "「ほか」は、示したほかのグループの和です。",
        "Groups and numbers of fewer than {0} cases (those without the outcome too) are not shown ({1} of them). The"
        " rest is the sum of the other groups that are shown.",
    ),
    "one_table": (
        "同じ期間の別の表と並べて公表しないでください。差から伏せた数が分かることがあります。",
        "Do not publish it beside another table of the same period: differences may tell what is not shown.",
    ),
    "all": ("小さい数も示しています。公表しないでください。", "Small numbers are shown. Not to be published."),
    "cannot:cause": (
        "割合の差は理由を示しません。ニーズ・年齢・世帯の違いでも差は出ます。"
        "同じ事実のケースの比較は audit consistency で。",
        "A difference in rates says nothing about its cause: needs, ages and households differ too. Cases with the same"
        " facts are compared by `audit consistency`.",
    ),
    "cannot:none": (
        "差が見えないことは、差がないことの証明ではありません。小さいグループの区間は広くなります。",
        "That no difference stands out proves no equality: intervals of small groups are wide.",
    ),
    "cannot:households": (
        "同じ世帯の人は同じ決定を受けるので、人を単位とする区間は実際より狭くなります。",
        "Persons of one household share its decision, so intervals by persons are narrower than they should be.",
    ),
    "cannot:reached": (
        "相談につながった人だけの数です。つながらなかった人のことは分かりません。",
        "Only those who reached the service are counted; of those who did not it says nothing.",
    ),
    "cannot:waiting": (
        "待っているケースは、いちばん長く待ったものとして中央値に入れています。"
        "新しいケースが多いグループは長く見えます。",
        "Those still waiting are taken as having waited longest. A group with many new cases seems to wait longer.",
    ),
    "redacted": (
        "黒塗りの記録 {0} 件は数えていません。",
        "{0} redacted records are left out; they may not be like the others.",
    ),
    "refused": (
        "ルールブックが受け付けないケース {0} 件は数えていません。",
        "{0} cases the rulebook does not take are left out.",
    ),
    "none": ("数えるケースがありません。", "There is nothing to count."),
    "holds": (
        "数と割合のみ。ケースの内容・識別子は含みません。",
        "Numbers and rates only; no content and no id of any case.",
    ),
}  # fmt: skip


def word(key: str, language: Language, *parts: object) -> str:
    """A word or a sentence."""
    return WORDS[key][0 if language == "ja" else 1].format(*parts)


def remarks(table: DisparityTable, redacted: int, refused: int, language: Language) -> list[str]:
    """What has to be said beside a table: how it was counted, and what it can and cannot show."""
    keys = ["cannot:cause", "cannot:none", "cannot:reached"]
    keys += ["cannot:households"] if table.unit == "person" else []
    keys += ["cannot:waiting"] if "no_owner" in table.outcomes else []
    said = [word(f"unit:{table.unit}", language), word("level", language, f"{table.level * 100:g}", table.comparisons)]
    if table.smallest <= 1:
        said.append(word("all", language))
    else:
        said += [word("small", language, table.smallest, table.suppressed), word("one_table", language)]
    said += [word(key, language) for key in keys]
    said += [word("redacted", language, redacted)] if redacted else []
    said += [word("refused", language, refused)] if refused else []
    return said


def label(table: DisparityTable, value: str, language: Language) -> str:
    """What a group is called."""
    return table.labels[value][0 if language == "ja" else 1]


def percent(share: float) -> str:
    """A share as it is written: `12.5%`."""
    return f"{share * 100:.1f}%"


def said_rate(rate: Rate) -> str:
    """A share with its interval and its number."""
    low, high = rate.interval
    return f"{percent(rate.share)} [{percent(low)}, {percent(high)}] {rate.found}/{rate.of}"


def said_apart(rate: Rate) -> str:
    """The difference to the rest with its interval, in percentage points; starred where it stands out."""
    if rate.apart is None:
        return "–"
    points, (low, high) = rate.apart
    star = " *" if rate.stands_out else ""
    return f"{points * 100:+.1f} [{low * 100:+.1f}, {high * 100:+.1f}]{star}"


def said_time(waited: Waited, language: Language) -> str:
    """A median with its interval, in hours."""
    if math.isinf(waited.median):
        return word("waiting", language)
    ends = "" if waited.interval is None else f" [{_hours(waited.interval[0])}, {_hours(waited.interval[1])}]"
    return f"{_hours(waited.median)}{ends}"


def _hours(hours: float) -> str:
    return "∞" if math.isinf(hours) else f"{hours:.1f}"
