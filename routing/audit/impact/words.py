"""What the impact of a rulebook says, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.audit.impact.background import Background, ChangedRule
from routing.wording.shift import MORE_PARTS, labelled
from routing.wording.words import CODES, HEADINGS, Language

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("ルールブックの変更の影響", "Impact of a changed rulebook"),
    "against": ("{} {}（変更前 {}）", "{} {} (before: {})"),
    "holds": (
        "ケースの識別子、機関、ニーズの種別と件数だけを載せる。ケースの内容は載せない。それでも個人に関わるものとして扱うこと。",
        "Ids of cases, agencies, kinds of needs and counts; no contents of cases. It is about persons all the same.",
    ),
    "cases": ("ケース", "Cases"),
    "compared": ("比べたケース", "compared"),
    "affected": ("決定が変わるケース", "decided otherwise"),
    "moved": ("担い手が変わるケース", "with somebody else in a role"),
    "unresolved": ("新たに行き場のないニーズが出るケース", "with a need newly left open"),
    "resolved": ("行き場のないニーズに行き場ができるケース", "with an open need newly answered"),
    "escalated": ("新たにバックアップチームに諮るケース", "newly taken to the backup team, or higher"),
    "relieved": ("バックアップチームに諮らなくなるケース", "no longer taken to the backup team, or lower"),
    "earlier": ("後に決め直されたため数えない決定", "left out: decided again later"),
    "redacted": ("黒塗りのため比べられない記録", "not compared: redacted"),
    "refused_old": ("変更前だけが受け付けないケース", "not compared: refused by the old rulebook alone"),
    "refused_new": ("変更後だけが受け付けないケース", "not compared: refused by the new rulebook alone"),
    "untaken": ("どちらも受け付けないケース", "not compared: refused by both"),
    "failed": ("読めないため比べられない記録", "not compared: it cannot be read"),
    "no_change": ("決定が変わるケースはない。", "No case is decided otherwise."),
    "which": ("対象のケース", "which cases"),
    "count": ("件数", "count"),
    "number_of": ("件数（件）", "number of cases"),
    "number_of_needs": ("ニーズの件数（件）", "number of needs"),
    "number_of_times": ("のべ件数（件）", "number of times"),
    "from": ("変更前", "from"),
    "to": ("変更後", "to"),
    "from_to": ("縦: 変更前 横: 変更後", "down: from, across: to"),
    "before": ("変更前", "before"),
    "out": ("出る", "out"),
    "into": ("入る", "in"),
    "after": ("変更後", "after"),
    "nobody": ("（なし）", "(nobody)"),
    "others_kinds": ("（そのほか）", "(others)"),
    "moves": ("誰から誰へ移るか", "Who moves from where to where"),
    "move": ("{} の移り先", "Moves: {}"),
    "move_by_need": ("{} の移り先（ニーズごと）", "Moves by need: {}"),
    "part": ("項目", "part"),
    "need": ("ニーズ", "need"),
    "role": ("役割", "role"),
    "agency": ("機関", "agency"),
    "located_in": ("地区", "district"),
    "person": ("人", "person"),
    "about": ("・", "about"),
    "others": ("別の人について", "others"),
    "office": ("窓口", "office"),
    "open_ends": ("行き場のないニーズ", "Needs left open"),
    "gap": ("担い手なし", "gap"),
    "blocked": ("行き先を断たれた", "blocked"),
    "none": ("なし", "none"),
    "backup": ("バックアップチーム", "Backup team"),
    "other": ("そのほかの違い", "Other differences"),
    "rules": ("どの規則によるか", "By which rules"),
    "rule": ("規則", "rule"),
    "fires": ("該当するケース", "fires in"),
    "accounts": ("原因となるケース", "accounts for"),
    "changes": ("主な変化", "mainly"),
    "added": ("追加", "new"),
    "removed": ("廃止", "gone"),
    "changed": ("変更", "changed"),
    "no_rules": ("決定に関わる規則の違いはない。", "No rule that a decision depends on differs."),
    "idle": ("変わったが、決定を変えない規則: {}", "rules that differ and change no decision: {}"),
    "together": ("（ほかの規則と合わせて）", " (together with others)"),
    "named": ("（決定に名のある規則）", " (named by the decision)"),
    "settings": ("規則以外の設定によるもの: {}", "by settings beside the rules: {}"),
    "unknown": ("原因の分からないもの: {}", "by no cause that was found: {}"),
    "settings_differ": ("規則以外の違い: {} か所", "differences beside the rules: {}"),
    "load": ("機関ごとの件数", "Load by agency kind"),
    "load_of": ("{} の件数", "Load: {}"),
    "by_office": ("窓口ごとの件数（変わるもの）", "Load by office (those that change)"),
    "more": ("ほか {} 件", "and {} more"),
    "same_load": ("どの役割の件数も変わらない。", "No load changes."),
}  # fmt: skip
"""Each in Japanese and English."""


def word(key: str, language: Language, *parts: object) -> str:
    """A word or a sentence, with its parts filled in."""
    return WORDS[key][language == "en"].format(*parts)


def role_name(role: str, language: Language) -> str:
    """What a role, or another part of a decision, is called."""
    return {**HEADINGS, **MORE_PARTS}[role][language == "en"]


def place(kind: str | None, background: Background, language: Language) -> str:
    """What an agency kind is called; None is nobody."""
    return word("nobody", language) if kind is None else background.label(kind, language)


def state(told: str | None, language: Language) -> str:
    """How open a need is, or to what the backup team is asked; None is not at all."""
    if told in WORDS:
        return word(str(told), language)
    return CODES[told][language == "en"] if told is not None else word("none", language)


def shift_side(text: str | None, background: Background, language: Language) -> str:
    """One side of another difference, with labels in the place of codes."""

    def label(code: str) -> str:
        if code in ("office", "located_in", "person", "about", "others"):
            return word(code, language)
        return CODES[code][language == "en"] if code in CODES else background.label(code, language)

    told = labelled(text, label)
    return word("none", language) if told is None else told


def rule_change(rule: ChangedRule, language: Language) -> str:
    """What happened to a rule, and its title."""
    return f"{word(rule.change, language)}: {rule.ja if language == 'ja' else rule.en}"


def change_told(change: tuple[str | None, ...], background: Background, language: Language) -> str:
    """A change that a rule accounts for, in a line: the part, the need, from and to, and how."""
    part, code, old, new, how = change
    if part == "unresolved":
        sides, name = [state(side, language) for side in (old, new)], word("open_ends", language)
    elif part == "backup":
        sides, name = [state(side, language) for side in (old, new)], word("backup", language)
    elif part in ("holder", "lead", "owners", "supports", "duties"):
        sides, name = [place(side, background, language) for side in (old, new)], role_name(str(part), language)
    else:
        sides = [shift_side(side, background, language) for side in (old, new)]
        name = role_name(str(part), language)
    about = f" {background.label(code, language)}" if code else ""
    by = word(str(how), language) if how in ("together", "named") else ""
    return f"{name}{about}: {sides[0]} → {sides[1]}{by}"
