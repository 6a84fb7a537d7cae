"""The words for what stands at the desk, in Japanese and English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from routing.calendar import in_japan
from routing.desk import OWN_REASONS, REASONS, Referral
from routing.wording.names import Names
from routing.wording.words import CODES, Language, code

_WORDS: Mapping[str, tuple[str, str]] = {
    # states
    "draft": ("下書き", "draft"),
    "requested": ("依頼中", "requested"),
    "received": ("受領", "received"),
    "accepted": ("受諾", "accepted"),
    "rejected": ("辞退", "rejected"),
    "in-progress": ("対応中", "in progress"),
    "on-hold": ("保留", "on hold"),
    "failed": ("対応できず", "failed"),
    "completed": ("完了", "completed"),
    "cancelled": ("取消", "cancelled"),
    "entered-in-error": ("誤入力", "entered in error"),
    # roles
    "role:lead": ("主担当", "lead"),
    "role:owner": ("ニーズの担当", "owner"),
    "role:support": ("支援", "support"),
    "role:duty": ("通報・報告", "statutory report"),
    "role:inform": ("情報提供", "inform"),
    "role:immediate": ("今すぐ", "act now"),
    "role:advice": ("助言", "advice"),
    "role:conference": ("ケース会議", "conference"),
    # why this one holds the case, besides what a decision says
    "held:accepted": ("主担当として受諾", "accepted as lead"),
    "held:handed_over": ("引き継ぎ", "handed over"),
    "held:conference": ("ケース会議が決まるまで", "until the conference has decided"),
    "held:override": ("担当者の判断による変更", "override by a person"),
    "held:excluded": ("前の責任者には知らせられない", "the former holder must not be told"),
    # steps of the ladder
    "do:remind": ("催促", "reminded"),
    "do:advice": ("助言を依頼", "advice asked for"),
    "do:conference": ("ケース会議を依頼", "conference asked for"),
    # headings
    "holder": ("現在の責任者", "accountable now"),
    "next": ("次の期日", "next date"),
    "review": ("見直し日", "review"),
    "closed": ("終結", "closed"),
    "case": ("ケース", "case"),
    "referral": ("依頼", "referral"),
    "agency": ("機関", "agency"),
    "what": ("内容", "what"),
    "state": ("状態", "state"),
    "deadline": ("期限", "deadline"),
    "since": ("{} から", "since {}"),
    "history": ("経過", "what happened"),
    "need": ("ニーズ", "need"),
    "asked": ("依頼数 n", "asked, n"),
    "silent": ("無回答", "silent"),
    "bounced": ("差し戻し", "came back"),
    "first": ("最初の応答まで", "first contact"),
    "owner": ("受諾まで", "accepted"),
    "referrals": ("進行中の依頼", "open referrals"),
    "late": ("うち期限超過", "overdue"),
    # sentences
    "nothing": ("変更なし", "nothing has changed"),
    "empty": ("該当なし", "nothing"),
    "overdue": ("期限超過 {}", "overdue by {}"),
    "due": ("期限まで {}", "due in {}"),
    "waiting": ("回答待ち {}", "no answer for {}"),
    "board": ("進行中の依頼 {}", "open referrals, {}"),
    "late_title": ("期限を過ぎた依頼 {}", "overdue referrals, {}"),
    "report": ("依頼の結果 {}", "what became of the referrals, {}"),
    "looked": ("確認したケース {} 件、実施した手順 {} 件", "cases looked at: {}, steps carried out: {}"),
    "sent": ("送信 {} 件、未達 {} 件", "{} sent, {} failed"),
    "until": ("{} まで", "until {}"),
    "no_need": ("（特定のニーズなし）", "(no single need)"),
}


def word(key: str, language: Language, *said: object) -> str:
    """The word or sentence for a key, in a language, with what it says filled in."""
    text = _WORDS[key][0 if language == "ja" else 1]
    return text.format(*said) if said else text


def role(referral: Referral, names: Names, needs: Mapping[str, str]) -> str:
    """What is asked by a referral, with its need or its act. `needs` are the need codes by their ids."""
    told = word(f"role:{referral.role}", names.language)
    if referral.need is not None:
        return f"{told}: {names.need(referral.need, needs.get(referral.need, referral.need))}"
    if referral.role == "immediate" and referral.matter in CODES:
        return f"{told}: {code(referral.matter or '', names.language)}"
    return f"{told}: {referral.matter}" if referral.matter else told


def reason(key: str | None, language: Language) -> str:
    """A reason that was given, in words; empty where there is none."""
    found = {**REASONS, **OWN_REASONS}.get(key or "")
    return found[language] if found is not None else key or ""


def held(reason: str, language: Language) -> str:
    """Why an agency holds a case."""
    return word(f"held:{reason}", language) if f"held:{reason}" in _WORDS else code(reason, language)


def time(instant: dt.datetime) -> str:
    """A time in Japan, to the minute."""
    return in_japan(instant).strftime("%Y-%m-%d %H:%M")


def lasting(span: dt.timedelta, language: Language) -> str:
    """How long something takes, in days and hours, or in minutes where it is less than an hour."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    ja, en = [], []
    if days:
        ja.append(f"{days}日")
        en.append(f"{days} day{'s' if days != 1 else ''}")
    if hours:
        ja.append(f"{hours}時間")
        en.append(f"{hours} h")
    if not days and not hours:
        ja, en = [f"{minutes}分"], [f"{minutes} min"]
    return "".join(ja) if language == "ja" else " ".join(en)
