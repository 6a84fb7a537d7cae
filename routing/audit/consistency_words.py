"""What the report on equal treatment says, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.words import Language

WORDS: Mapping[str, tuple[str, str]] = {
    "alike": ("同じ事実、違う決定", "Same facts, other outcome"),
    "compared": (
        "{0} 件を比べました。{1} 件には同じ事実の決定がほかにもあり、{2} 組で結果が違います。",
        "{0} decisions compared; {1} share their facts with another; in {2} groups the outcomes differ.",
    ),
    "cause:unexplained": ("説明のつかない違い", "nothing explains it"),
    "cause:person": ("人が違う判断をした", "a person decided otherwise"),
    "cause:places": ("空きの数が違う", "other free places"),
    "cause:day": ("日が違う", "another day"),
    "cause:rulebook": ("ルールブックが違う", "another rulebook"),
    "variant": ("{0} 件、{1}、ルールブック {2}: {3}", "{0} cases, {1}, rulebook {2}: {3}"),
    "overridden": ("担当者が変更", "overridden"),
    "more": ("ほかに {0} 組（--format json にすべて）", "... and {0} more groups; --format json has them all"),
    "trials": ("言い換えたケース", "Cases told otherwise"),
    "tried": (
        "{0} 件のうち {1} 件を、合わせて {2} 通りに言い換えて決め直しました。",
        "{1} of {0} cases were told otherwise and routed again, in {2} variations.",
    ),
    "told": ("{0}: {1} 通り、違いは {2} 通り", "{0}: {1} variations, {2} with another outcome"),
    "difference": ("{0} 通り（{1} 件）: {2}。ケース {3}", "{0} variations ({1} cases): {2}. Cases {3}"),
    "by:unexplained": ("説明のつかない違い", "nothing explains it"),
    "by:unpermitted": ("許す根拠のないルール {0}", "by rules without a basis that permits it: {0}"),
    "by:directory": (
        "機関の一覧または調整による（ルールは同じ）",
        "by the directory or settlement: the same rules fired",
    ),
    "by:rule": ("これを読むルール {0}", "by rules that read it: {0}"),
    "by:permitted": ("根拠があって読むルール {0}", "by rules that read it on purpose: {0}"),
    "names": ("識別子（名前のような）", "ids (like names)"),
    "order": ("並び順", "order"),
    "twice": ("重複", "facts told twice"),
    "district": ("地区", "district"),
    "reported_by": ("相談・通報した人", "reported by"),
    "basis": ("根拠: {0}", "basis: {0}"),
    "offices": (
        "地区だけを変えたとき、その地区の窓口に替わることは数えません。",
        "Where only the district changes, that another office of the same kind answers does not count.",
    ),
    "reads": ("ルールが読む属性", "What rules read"),
    "book": (
        "{0} {1}: ルール {2}、印のある属性を読むルール {3}",
        "{0} {1}: {2} rules, {3} read something that is marked",
    ),
    "through": ("所見を通して", "through a finding"),
    "permitted": ("許す根拠あり", "permitted by a basis"),
    "protected": ("保護", "protected"),
    "sensitive": ("要配慮", "sensitive"),
    "proxy": ("間接", "proxy"),
    "rest": ("印のない属性は --format json にあります。", "What is not marked is in --format json."),
    "part:backup": ("バックアップ", "backup"),
    "part:blocked": ("引き受け先なし", "blocked"),
    "part:duties": ("通報・報告", "duties"),
    "part:excluded": ("除外", "excluded"),
    "part:findings": ("所見", "findings"),
    "part:gaps": ("受け皿なし", "gaps"),
    "part:holder": ("現在の責任者", "holder"),
    "part:immediate": ("今すぐ", "immediate"),
    "part:inform": ("情報提供", "inform"),
    "part:lead": ("主担当", "lead"),
    "part:override": ("担当者の変更", "override"),
    "part:owners": ("ニーズの担当", "owners"),
    "part:rejected": ("選ばれなかった候補", "rejected"),
    "part:supports": ("支援", "supports"),
    "part:withheld": ("同意がなく伝えない", "withheld"),
    "redacted": ("黒塗りの記録 {0} 件は比べていません。", "{0} redacted records are left out."),
    "refused": (
        "ルールブックが受け付けないケース {0} 件は除きました。",
        "{0} cases the rulebook does not take are left out.",
    ),
}  # fmt: skip


def part_of(part: str, language: Language) -> str:
    """What a part of a decision is called, in English by its name in the decision."""
    return word(f"part:{part}", language) if f"part:{part}" in WORDS else part


def word(key: str, language: Language, *parts: object) -> str:
    """A word or a sentence; a key without words is said as it is."""
    if key not in WORDS:
        return key
    return WORDS[key][0 if language == "ja" else 1].format(*parts)
