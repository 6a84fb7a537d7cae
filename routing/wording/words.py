"""The words for what a decision says, in Japanese and English. Codes of a vocabulary have labels of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

Language = Literal["ja", "en"]

HEADINGS: Mapping[str, tuple[str, str]] = {
    "immediate": ("今すぐ", "Act now"),
    "holder": ("現在の責任者", "Accountable now"),
    "lead": ("主担当（案）", "Lead (proposed)"),
    "owners": ("ニーズごとの担当", "Owner of each need"),
    "supports": ("支援機関", "Supports"),
    "inform": ("情報提供先", "To inform"),
    "duties": ("法令上の通報・報告", "Statutory duties"),
    "backup": ("バックアップチーム", "Backup team"),
    "withheld": ("提供を保留する情報", "Withheld"),
    "gaps": ("担い手のないニーズ", "Gaps"),
    "blocked": ("行き先を断たれたニーズ", "Blocked"),
    "excluded": ("知らせてはならない先", "Must not reach"),
    "questions": ("確認したいこと", "Questions"),
    "rules": ("該当したルール", "Rules that fired"),
}

CODES: Mapping[str, tuple[str, str]] = {
    # what to do now
    "call_119": ("119番に通報", "call 119 (fire, ambulance)"),
    "call_110": ("110番に通報", "call 110 (police)"),
    "visit_now": ("直ちに訪問", "visit now"),
    # why this one holds the case
    "first_receiver": ("最初に受けた機関", "received the case first"),
    "receiver_may_not_hold": ("最初に受けた機関は責任を持てない種別", "the first receiver may not hold a case"),
    "receiver_excluded": ("最初に受けた機関には知らせられない", "the first receiver must not be told"),
    "receiver_declined": ("最初に受けた機関が引き受けなかった", "the first receiver declined"),
    # what is asked of the backup team
    "advice": ("助言を求める", "advice"),
    "conference": ("ケース会議を開く", "case conference"),
    # why it is asked
    "no_agreed_lead": ("主担当が一つに決まらない", "no agreed lead"),
    "gap": ("担い手のないニーズがある", "a need nobody answers"),
    "empty_slot": ("該当する機関がない", "no office of that kind"),
    "blocked": ("行き先が断たれたニーズがある", "a need whose every way is barred"),
    "cannot_solve": ("単独では解決できないと報告あり", "an agency reports it cannot solve this alone"),
    "no_agreement": ("機関の間で合意できない", "the agencies do not agree"),
    "declined": ("機関が引き受けなかった", "an agency declined"),
    "repeated_refusal": ("本人の拒否が続く", "help was refused repeatedly"),
    "hops": ("たらい回しになっている", "handed on again and again"),
    "overdue": ("期限を過ぎている", "overdue"),
    "rule": ("ルールによる", "a rule asks for it"),
    "duty_unaddressed": ("通報・報告の先がない", "a duty without an office"),
    "budget_exceeded": ("照合の上限を超えた", "matching took too many steps"),
    "engine_disagreement": ("照合エンジンの結果が一致しない", "the engines disagree"),
    # what a disclosure lacks, and what would release it
    "consent": ("同意がまだない", "no consent yet"),
    "refused": ("本人が拒否", "consent was refused"),
    "cannot_ask": ("同意を確認できない", "consent cannot be asked"),
    "expired": ("同意の期限切れ", "consent has run out"),
    "scope": ("同意の範囲外", "outside what was consented to"),
    "ask_consent": ("本人の同意を得る", "ask for consent"),
    "support_meeting": ("守秘義務のある支援会議に諮る", "a support meeting under a secrecy duty"),
    "guardian_consent": ("後見人等の同意を得る", "consent of a guardian"),
    # the kinds of effect a question could add
    "lead": ("主担当", "lead"),
    "support": ("支援", "support"),
    "inform": ("情報提供", "inform"),
    "owner": ("担当", "owner"),
    "duty": ("通報・報告", "duty"),
    "immediate": ("緊急対応", "act now"),
    "escalation": ("エスカレーション", "escalation"),
    "exclusion": ("除外", "exclusion"),
    "share": ("同意によらない共有", "sharing without consent"),
    "finding": ("所見", "finding"),
    # the rest of a duty
    "not_required": ("本人の同意は不要", "needs no consent"),
    "required": ("本人の同意が必要", "needs consent"),
}

PROPERTIES: Mapping[str, tuple[str, str]] = {
    "alone": ("独居", "lives alone"),
    "code": ("ニーズの種類", "need code"),
    "date": ("日付", "date"),
    "district": ("地区", "district"),
    "due": ("期限", "due date"),
    "reported_by": ("相談・通報した人", "who reported"),
    "severity": ("深刻さ", "severity"),
    "since": ("いつから", "since when"),
    "size": ("世帯人数", "size of the household"),
}
"""The properties of the case graph that are not a person's: those have labels in the vocabulary."""

PHRASES: Mapping[str, tuple[str, str]] = {
    "about": ("対象: {}", "about {}"),
    "together": ("合同で", "jointly"),
    "due": ("期限 {}", "due {}"),
    "due_within": ("期限 {}（{}以内）", "due {} (within {})"),
    "within": ("{}以内", "within {}"),
    "none_agreed": ("決まっていない（バックアップチームに諮る）", "none agreed; the backup team is asked"),
    "no_office": ("該当する機関がない", "no office of this kind"),
    "released_by": ("解除の方法: {}", "released by: {}"),
    "could_add": ("判明すると加わり得るもの: {}", "could add: {}"),
    "any_office_in": ("{}にあるすべての機関", "any office in {}"),
    "person": ("{} という人", "person {}"),
    "provisional": ("未確認の事実による", "hangs on an unknown fact"),
    "decided": ("基準日 {}・ルールブック {} {}", "as of {}, rulebook {} {}"),
    "join": ("、", ", "),
    "hours": ("{}時間", "{} hours"),
    "days": ("{}日", "{} days"),
    "business_days": ("{}営業日", "{} business days"),
}


def _in(language: Language, pair: tuple[str, str]) -> str:
    return pair[0] if language == "ja" else pair[1]


def heading(part: str, language: Language) -> str:
    """The heading of a part of a decision."""
    return _in(language, HEADINGS[part])


def code(word: str, language: Language) -> str:
    """A code of a decision in words; one that has none stays as it is."""
    return _in(language, CODES[word]) if word in CODES else word


def property_label(name: str, language: Language) -> str | None:
    """The label of a property that is not a person's; None for any other."""
    return _in(language, PROPERTIES[name]) if name in PROPERTIES else None


def phrase(name: str, language: Language, *parts: object) -> str:
    """A phrase with its parts filled in."""
    return _in(language, PHRASES[name]).format(*parts)


def joined(items: Iterable[str], language: Language) -> str:
    """Several items in one line."""
    return phrase("join", language).join(items)
