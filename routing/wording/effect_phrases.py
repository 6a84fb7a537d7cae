"""The sentences for what rules do, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.relations import Pair

EFFECT_PHRASES: Mapping[str, Pair] = {
    "finding": ("所見{0}を{1}に付ける（ほかのルールがこれを読むことがある）", "The finding {0} is made about {1}"
                " (other rules may read it)"),
    "immediate": ("今すぐ: {}", "Act now: {}"),
    "going": ("動くのは{}", "Who goes: {}"),
    "together": ("{}が合同で動く", "Who goes, jointly: {}"),
    "duty": (
        "法令上の通報・報告: {}へ（主担当とは別に、必ず行う）", "Statutory report to {} (always, beside any lead)",
    ),
    "about": ("対象は{}", "About {}"),
    "for": ("{}の担い手になる", "It answers {}"),
    "at_once": ("直ちに", "At once"),
    "within": ("{}以内に", "Within {}"),
    "before": ("{}の{}前までに", "At the latest {1} before {0}"),
    "by_day": ("{}までに", "By {}"),
    "day_of": ("{}の{}", "the {1} of {0}"),
    "service": ("頼むこと: {}", "Asked for: {}"),
    "if_absent": ("その窓口がなければ、順に{}に頼む", "Where there is no such office, in this order: {}"),
    "tier": ("段階: {}", "Tier: {}"),
    "exclude": (
        "{}に関することは、{}に一切知らせない（法令上の通報を除く）",
        "Nothing about {} may reach {} (statutory reports excepted)",
    ),
    "office": ("窓口{}", "the office {}"),
    "offices_in": ("{}にあるすべての機関", "any office in {}"),
    "own_district": ("住んでいる地区にあるすべての機関", "any office in the district of the case"),
    "share": ("{}には、{}のことを本人の同意がなくても伝えてよい", "{} may be told about {} without consent"),
    "items": ("伝えてよい内容: {}", "What may be told: {}"),
    "everything": ("内容に限りはない", "What may be told is not limited"),
    "basis": ("根拠: {}", "Basis: {}"),
    "escalate": ("バックアップチーム: {}", "Backup team: {}"),
    "reason": ("理由: {}", "Reason: {}"),
}  # fmt: skip

ROLE: Mapping[str, Pair] = {
    "lead": ("{}を主担当の候補にする", "{} is a candidate for the lead"),
    "support": ("{}が支援に加わる", "{} joins as a support"),
    "inform": ("{}に知らせる", "{} is informed"),
}

TIERS: Mapping[str, Pair] = {
    "protection": (
        "保護（命や安全を守る。ほかのどの段階よりも先）", "protection (life and safety come before every other tier)",
    ),
    "continuity": (
        "継続（すでに主担当の機関が続ける。保護の次）", "continuity (the agency in charge goes on; after protection)",
    ),
    "specialist": (
        "専門（その困りごとを専門に扱う。継続の次）", "specialist (who is there for this need; after continuity)",
    ),
    "generalist": (
        "総合（複数の困りごとをまとめる。専門の次）", "generalist (who holds several needs together; after specialist)",
    ),
    "fallback": ("最後の受け皿（ほかに候補がないとき）", "fallback (where there is no other candidate)"),
}  # fmt: skip
"""The tiers of the national pack. The words state the order it declares; a tier of another pack stands as written."""

STATUS: Mapping[str, Pair] = {
    "verified": ("現在の条文を確認済み", "current text read"),
    "dated": ("古い条文による {}", "an older text read {}"),
    "secondary": ("二次資料による", "from a secondary source"),
    "memory": ("記憶による。条文は要確認", "from memory, to be checked"),
}
