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
        "値は反復の平均、［ ］はその95%信頼区間です。図では線または帯が区間を表します。",
        "Each value is a mean over the replications, in brackets its interval of 95 %, drawn as a whisker or a band.",
    ),
    "short": (
        "求めた信頼区間の幅に届きませんでした。反復を増やしてください。",
        "The wanted interval was not reached. More replications would narrow it.",
    ),
    "run": ("模擬の条件", "What was simulated"),
    "scenario": ("シナリオ", "scenario"),
    "scenario_digest": ("シナリオの要約値", "digest of the scenario"),
    "rulebook": ("ルールブック", "rulebook"),
    "rulebook_digest": ("ルールブックの要約値", "digest of the rulebook"),
    "seed": ("乱数の種", "seed"),
    "replications": ("反復", "replications"),
    "first_day": ("数え始めの日", "first day that counts"),
    "last_day": ("数え終わりの日", "last day that counts"),
    "warm_up": ("助走の日数（数えない）", "days before, which do not count"),
    "follow": ("その後に追った日数", "days followed after"),
    "numbers_published": ("公表された数値の数", "numbers that were published"),
    "numbers_derived": ("公表値から導いた数値の数", "numbers worked out from published ones"),
    "numbers_fitted": ("公表値に合わせた数値の数", "numbers fitted to published ones"),
    "numbers_assumed": ("仮定した数値の数", "numbers that are assumed"),
    "field": ("項目", "field"),
    "value": ("値", "value"),
    "measures": ("全ケースの指標", "All cases"),
    "measure": ("指標", "measure"),
    "mean": ("平均", "mean"),
    "interval": ("95%信頼区間", "95 % interval"),
    "kind": ("世帯の種類", "kind of household"),
    "district": ("地区", "district"),
    "office": ("機関", "agency"),
    "by_kind": ("世帯の種類別", "By kind of household"),
    "by_district": ("地区別", "By district"),
    "all": ("全体", "all"),
    "days": ("日", "days"),
    "day": ("開始からの日数", "days from the start"),
    "share": ("割合（%）", "share (%)"),
    "cases": ("件", "cases"),
    "hours": ("時間", "hours"),
    "waits": ("最初の接触と担当が決まるまでの日数", "Time to the first contact and to an accepted owner"),
    "waits_share": ("その日数以内に済んだケースの割合（%）", "share of all cases for which it happened (%)"),
    "within": ("受付からの日数", "within so many days"),
    "waits_note": (
        "取り下げられたケースも分母に含みます。全ケースを追えた日数までを示します。",
        "Cases that were withdrawn stay in the count. Days are shown for which every case was followed.",
    ),
    "unresolved": ("30日・60日・90日後に未解決の割合", "Share unresolved after 30, 60 and 90 days"),
    "after": ("{0}日後", "after {0} days"),
    "means": ("日数の平均", "Mean days"),
    "escalation": ("助言・会議への引き上げと差し戻し", "Escalation and bounce"),
    "backlog": ("未解決ケース数の推移", "Open cases, week by week"),
    "loads": ("機関の稼働率と時間外", "Load and overtime of agencies"),
    "load": ("稼働率（高い順）", "Load, the highest first"),
    "overtime": ("時間外（時間）", "Overtime, in hours"),
    "offices_note": (
        "稼働率の高い順に{0}機関まで。すべての機関は表 `summary` にあります。",
        "The {0} agencies with the highest load at most; all stand in the table `summary`.",
    ),
    "published": ("公表値との比較", "Beside published figures"),
    "fitted": ("合わせた値（一致は検証になりません）", "Fitted: that these agree proves nothing"),
    "predicted": ("合わせていない値（模擬が予測したもの）", "Not fitted: what the simulation predicts"),
    "figure": ("公表値", "published"),
    "simulated": ("模擬値", "simulated"),
    "lies": ("公表値の位置", "the published value lies"),
    "inside": ("区間の内", "inside the interval"),
    "outside": ("区間の外", "outside the interval"),
    "unknown": ("不明", "not known"),
    "source": ("出典", "source"),
    "assumptions": ("前提の数値", "The numbers it stands on"),
    "path": ("項目", "field"),
    "mark": ("区分", "mark"),
    "mark_published": ("公表", "published"),
    "mark_derived": ("導出", "derived"),
    "mark_fitted": ("適合", "fitted"),
    "mark_assumed": ("仮定", "assumed"),
    "comparison": ("{0} と {1} の比較", "{0} compared with {1}"),
    "first": ("第一", "first"),
    "second": ("第二", "second"),
    "difference": ("差（第二−第一）", "second less first"),
    "saved": ("分散の減少", "variance saved"),
    "changes": ("二つの違い", "Where the two differ"),
    "no_changes": ("設定の違いはありません。", "The settings of the two do not differ."),
    "differences": ("対にした差", "Paired differences"),
    "paired_note": (
        "同じ世帯・同じ乱数で反復ごとに比べた差です。区間が0を含むときは、差があるとは言えません。",
        "Differences between the same families, replication by replication. Where an interval holds 0, no difference "
        "is shown.",
    ),
    "points": ("差（%ポイント）", "difference (percentage points)"),
    "difference_days": ("差（日）", "difference (days)"),
    "sweep": ("設定を変えた比較：{0}", "A sweep: {0}"),
    "settings": ("設定", "Settings"),
    "setting": ("設定", "setting"),
    "folder": ("表の場所", "folder of its tables"),
    "first_difference": ("最初の設定との差", "difference from the first setting"),
    "limits": ("この結果の限界", "What this cannot tell"),
}
LIMITS: tuple[tuple[str, str], ...] = (
    (
        "世帯と機関の振る舞いは作られたものです。ルールの判断だけが実物です。予報ではありません。",
        "Families and the answers of agencies are made up; only the rules are real. This is no forecast.",
    ),
    (
        "信頼区間は偶然のばらつきだけを表し、仮定の誤りは含みません。",
        "An interval tells of chance alone. That an assumption may be wrong is not in it.",
    ),
    (
        "仮定の数値は誰も公表していません。結論に使う前に、変えて試してください。",
        "Nobody has published the assumed numbers. Vary them before a decision rests on them.",
    ),
    (
        "水準より、同じ仮定での比較のほうが確かです。",
        "A comparison under the same assumptions is safer than any single level.",
    ),
    (
        "担当が決まるまでの平均日数は、決まったケースだけの平均です。担当がついた割合と併せて読んでください。",
        "Mean days until every need has an owner are those of cases that found one: read them with the share that did.",
    ),
    (
        "公表値は、範囲や分母が異なることがあります。備考を読んでください。",
        "A published figure may count other people or another denominator: its note says so.",
    ),
)


def word(key: str, lang: Language, *parts: object) -> str:
    """The words of a key."""
    ja, en = _WORDS[key]
    return (ja if lang == "ja" else en).format(*parts)


def limits(lang: Language) -> list[str]:
    """What the results cannot tell, in plain words."""
    return [ja if lang == "ja" else en for ja, en in LIMITS]
