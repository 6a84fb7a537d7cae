"""The words of the report page, in Japanese and English."""

from __future__ import annotations

from routing.wording.words import Language

_WORDS: dict[str, tuple[str, str]] = {
    "holds": (
        "この頁は模擬（シミュレーション）の結果です。実在の人のことは何も含みません。",
        "This page tells what was simulated. It holds nothing about any real person.",
    ),
    "assumed": (
        "公表された数値には出典を記します。出典のない数値は仮定で、結果はそれに左右されます。",
        "Numbers that were published name their source. All others are assumptions, and the results hang on them.",
    ),
    "interval_note": (
        "値は反復の平均、［ ］はその95%信頼区間です。図の線は区間を表します。",
        "Each value is a mean over the replications, in brackets its interval of 95 %, drawn as a whisker or a band.",
    ),
    "run": ("実行の条件", "What was simulated"),
    "scenario": ("シナリオ", "scenario"),
    "rulebook": ("ルールブック", "rulebook"),
    "seed": ("乱数の種", "seed"),
    "replications": ("反復", "replications"),
    "period": ("期間", "period"),
    "digest": ("要約値", "digest"),
    "measures": ("全体の指標", "All cases"),
    "measure": ("指標", "measure"),
    "mean": ("平均", "mean"),
    "interval": ("95%信頼区間", "95 % interval"),
    "kind": ("世帯の種類", "kind of household"),
    "district": ("地区", "district"),
    "office": ("機関", "agency"),
    "day": ("日数", "days from the start"),
    "backlog": ("未解決ケース数の推移", "Open cases, week by week"),
    "cases": ("件", "cases"),
    "days": ("日", "days"),
    "share": ("割合（%）", "share (%)"),
    "to_owner": ("全ニーズの担当が決まるまでの日数", "Days until every need has an owner"),
    "unresolved": ("未解決の割合", "Share unresolved"),
    "after": ("{0}日後", "after {0} days"),
    "load": ("機関の稼働率（高い順）", "Load of agencies, the highest first"),
    "published": ("公表値との比較", "Beside published figures"),
    "figure": ("公表値", "published"),
    "simulated": ("模擬値", "simulated"),
    "fitted": ("合わせた値", "fitted"),
    "not_fitted": ("合わせていない", "not fitted"),
    "source": ("出典", "source"),
    "assumptions": ("前提の数値", "The numbers it stands on"),
    "path": ("項目", "field"),
    "value": ("値", "value"),
    "mark": ("区分", "mark"),
    "mark_published": ("公表", "published"),
    "mark_derived": ("導出", "derived"),
    "mark_fitted": ("適合", "fitted"),
    "mark_assumed": ("仮定", "assumed"),
    "all": ("全体", "all"),
}


def word(key: str, lang: Language, *parts: object) -> str:
    """The words of a key."""
    ja, en = _WORDS[key]
    return (ja if lang == "ja" else en).format(*parts)
