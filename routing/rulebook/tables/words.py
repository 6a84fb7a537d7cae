"""The words of tables, in English and as offices in Japan type them. Looked up by their plain form (`grid.plain`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routing.rulebook.effects import EFFECTS
from routing.rulebook.tables.grid import plain


def _turned(words: Mapping[str, str]) -> dict[str, str]:
    """From `meaning: "word word"` to a meaning for every plain word; the meaning is a word for itself."""
    return {plain(word): meaning for meaning, listed in words.items() for word in (meaning, *listed.split())}


HEAD = _turned(
    {
        "table": "表",
        "title": "題名",
        "hit": "判定 判定方法",
        "in_force": "施行 施行期間",
        "basis": "根拠",
        "match": "パターン",
        "where": "条件 条件式 共通条件",
        "note": "備考",
    }
)
"""What a row of the head says. Besides, a field of an effect: what holds where a row is silent."""

HITS = _turned({"collect": "すべて 該当すべて", "unique": "一つ 一つだけ 重複なし"})

LABELS = _turned({"row": "行 番号 no no.", "id": "規則 規則id ルール ルールid"})
"""The heading of the first column: the name of a row, or the id of its rule."""

ABOUT_RULE = _turned(
    {
        "ja": "題名 題名(日本語) 名称",
        "en": "題名(英語) 英語",
        "from": "施行日 開始日",
        "until": "失効日 終了日",
        "law": "法令 根拠 根拠法令",
        "article": "条 条文",
        "status": "確認 確認状況",
        "read": "確認日",
        "basis_note": "根拠の注",
        "note": "備考 注 メモ",
        "replace": "置き換え",
        "where": "条件 条件式 ほかの条件",
    }
)
"""Columns that say something of the rule itself."""

BASIS = ("law", "article", "status", "read", "basis_note")

EFFECT_FIELDS = _turned(
    {
        "effect": "効果",
        "to": "つなぎ先 宛先 窓口",
        "role": "役割",
        "tier": "段 段階",
        "about": "対象",
        "for": "担当 担当する困りごと",
        "within": "期限 期間",
        "before": "期日",
        "less": "期日前",
        "service": "内容 依頼内容",
        "if_absent": "代わり 代わりの窓口",
        "action": "行動",
        "jointly": "合同",
        "consent": "同意",
        "kind": "種別",
        "office": "窓口id",
        "located_in": "所在地区",
        "person": "相手",
        "items": "項目",
        "level": "水準",
        "reason": "理由",
        "its_law": "効果の法令 効果の根拠",
        "its_article": "効果の条文",
        "its_status": "効果の確認状況",
        "its_read": "効果の確認日",
        "its_note": "効果の根拠の注",
    }
)
"""Columns that say what follows; those of `its` own basis last."""

ITS_BASIS = ("its_law", "its_article", "its_status", "its_read", "its_note")

SHORT = {
    plain(word): found
    for word, found in {
        "need": ("Need", "code"),
        "困りごと": ("Need", "code"),
        "ニーズ": ("Need", "code"),
        "相談内容": ("Need", "code"),
        "分野": ("Need", "domain"),
        "深刻さ": ("Need", "severity"),
        "緊急": ("Need", "urgent"),
        "certificate": ("Person", "disability_certificate"),
        "手帳": ("Person", "disability_certificate"),
        "要介護": ("Person", "care_level"),
        "要支援": ("Person", "support_level"),
        "event": ("Event", "type"),
        "出来事": ("Event", "type"),
        "agency": ("Agency", "kind"),
        "関わる機関": ("Agency", "kind"),
        "finding": ("Finding", "kind"),
        "所見": ("Finding", "kind"),
        "地区": ("Case", "district"),
    }.items()
}
"""Short headings of conditions: a property of the only variable with that label."""

ANY = frozenset(map(plain, ("", "-", "–", "—", "―", "ー", "−", "‐", "*", "any", "問わない", "不問", "すべて", "任意")))
"""Cells without a condition; in a column of an effect: nothing, not even what the head says."""

UNKNOWN = frozenset(map(plain, ("unknown", "不明", "未確認")))
KNOWN = frozenset(map(plain, ("known", "判明", "確認済み")))

TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(map(plain, ("yes", "true", "はい", "○", "◯", "〇", "有", "有り", "あり", "該当", "する")), True),
    **dict.fromkeys(map(plain, ("no", "false", "いいえ", "×", "✕", "無", "無し", "なし", "非該当", "しない")), False),
}

VALUES: Mapping[str, Mapping[str, str]] = {
    "disability_certificate": _turned(
        {
            "none": "無 無し なし",
            "physical": "身体 身体障害者手帳",
            "intellectual": "知的 療育 療育手帳 愛の手帳",
            "mental": "精神 精神障害者保健福祉手帳",
            "multiple": "重複 複数",
        }
    ),
}
"""Words for the allowed values of a property, by its name."""

EFFECT_WORDS: Mapping[str, Mapping[str, str]] = {
    "effect": _turned(
        {
            **dict.fromkeys(EFFECTS, ""),
            "finding": "所見",
            "immediate": "緊急 緊急対応",
            "duty": "通告 通報 通報・報告",
            "refer": "つなぐ",
            "exclude": "除外",
            "share": "共有",
            "escalate": "バックアップ",
        }
    ),
    "role": _turned({"lead": "主担当", "support": "支援", "inform": "情報提供"}),
    "tier": _turned(
        {"protection": "保護", "continuity": "継続", "specialist": "専門", "generalist": "総合", "fallback": "受け皿"}
    ),
    "consent": _turned({"required": "必要", "not_required": "不要"}),
    "level": _turned({"advice": "助言", "conference": "会議 ケース会議"}),
    "action": _turned({"call_119": "119 119番", "call_110": "110 110番", "visit_now": "訪問 直ちに訪問"}),
    "status": _turned({"verified": "現行を確認", "dated": "旧条文を確認", "secondary": "二次資料", "memory": "記憶"}),
}


def by_label(labels: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes that each plain label stands for, from pairs of code and label.

    A label with several names, in brackets or joined by `・`, is known by each of them.
    """
    found: dict[str, set[str]] = {}
    for code, label in labels:
        before, _, inside = label.rstrip(")）").partition("(")
        for name in {label, before, *before.split("・"), *inside.split("・")}:
            if name.strip():
                found.setdefault(plain(name), set()).add(code)
    return found
