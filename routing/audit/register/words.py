"""What the record says of the facts, in Japanese and English, and the words of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    # facts
    "any": ("どの自治体でも", "any municipality"),
    "measured": (
        "テストが働かせるもの: ルール {}%、条件の真偽 {}%、効果 {}%。",
        "The tests exercise {} % of the rules, {} % of the truths of conditions, {} % of the effects.",
    ),
    "not_measured": (
        "テストの網羅率はここでは測っていない（`routing rules coverage`）。",
        "What the tests exercise was not measured here (`routing rules coverage`).",
    ),
    "status_verified": ("現在の条文を確認 {}", "current text read {}"),
    "status_dated": ("古い条文を確認 {}", "older text read {}"),
    "status_secondary": ("二次資料 {}", "secondary source {}"),
    "status_memory": ("記憶のみ {}", "memory only {}"),
    "memory": ("{}件のルールには、記憶だけによる根拠がある。使う前に条文を確かめること。",
               "{} rules name a basis that is known from memory only: read the law before use."),
    "no_basis": ("{}件のルールには根拠の記載がない。", "{} rules name no basis."),
    "all_read": ("記憶だけによる根拠はない。", "No basis is from memory alone."),
    "weak_short": ("記憶だけによる根拠を持つルールは{}件", "{} of them name one that is known from memory only"),
    "offices": ("名簿の機関{}件、うち架空{}件", "{} offices in the directory, {} of them invented"),
    "no_offices": ("名簿なし", "no directory"),
    "none": ("なし", "none"),
    "nothing_logged": ("この記録には利用の数値がない。", "No figures of use were given to this record."),
    "few": ("{}件未満", "fewer than {}"),
    "figures": (
        "{}から{}までに記録された決定{}件。うち、バックアップチームに諮ったもの{}、担い手のない困りごとがあるもの{}、"
        "同意がなく情報を保留したもの{}、安全側の決定{}。",
        "{2} decisions were logged from {0} to {1}. The backup team was asked in {3}, a need was left without owner in "
        "{4}, something was withheld without consent in {5}, {6} were fail-safe.",
    ),
    "overridden": ("記録された変更: 決定{}件のうち{}。", "Logged overrides: of {} decisions, {}."),
    "through": ("{}（所見を通して）", "{} (through a finding)"),
    # pages
    "page_title": ("アルゴリズム透明性の記録: {}", "Algorithmic transparency record: {}"),
    "shape": ("様式: {} {}（{}）", "Shape: {} {} ({})"),
    "checked": (
        "欄の番号と名称は、{}件が二次資料、{}件が記憶による。提出前に公式の様式と照合すること。",
        "Numbers and names of fields: {} from a secondary source, {} from memory. Compare with the official template.",
    ),
    "open_count": ("自治体が記入する欄のうち未記入: {}", "Fields that the municipality has still to fill in: {}"),
    "mark_library": ("ライブラリ", "library"),
    "mark_given": ("自治体が記入", "filled in by the municipality"),
    "mark_open": ("自治体が記入する欄", "for the municipality to fill in"),
    "rules": ("ルールと根拠", "Rules and their basis"),
    "rule": ("ルール", "Rule"),
    "from": ("いつから", "From"),
    "until": ("いつまで", "Until"),
    "basis": ("根拠", "Basis"),
    "status": ("確かさ", "How well known"),
    "agencies": ("機関の種類", "Kinds of agencies"),
    "agency": ("機関", "Agency"),
    "by_rules": ("ルールの数", "Rules"),
    "attributes": ("ルールが読む属性", "Attributes that rules read"),
    "attribute": ("属性", "Attribute"),
    "mark": ("注意", "Care"),
    "mark_protected": ("保護される属性", "protected"),
    "mark_sensitive": ("機微な属性", "sensitive"),
    "mark_proxy": ("代わりになり得る属性", "may stand for a protected one"),
    "made_from": (
        "ルールブック {} {}（{}）から作成。個々のケースの情報は含まない。",
        "Made from the rulebook {} {} ({}). It holds nothing of any case.",
    ),
}  # fmt: skip


def word(name: str, language: Language, *parts: object) -> str:
    """A word of the record, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
