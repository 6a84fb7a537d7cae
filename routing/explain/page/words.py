"""The words of the pages about one case, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    # the picture of a case
    "agencies_so_far": ("これまで関わった機関", "Agencies so far"),
    "persons": ("世帯と関係者", "Persons"),
    "needs": ("困りごと・出来事", "Needs and events"),
    "roles": ("これからの役割", "Roles from now on"),
    "household": ("同居", "Living together"),
    "household_numbered": ("同居 {}", "Living together, {}"),
    "no_owner": ("担い手なし", "nobody answers it"),
    "barred": ("行き先なし", "every way is barred"),
    "must_not_reach": ("知らせてはならない", "must not be told"),
    "owner": ("担当", "owner"),
    "support": ("支援", "support"),
    "inform": ("情報提供先", "to be informed"),
    "duty": ("法令上の通報・報告先", "to be told by law"),
    "lead": ("主担当（案）", "lead (proposed)"),
    "holder": ("現在の責任者", "accountable now"),
    "backup": ("バックアップ: {}", "backup: {}"),
    "withheld": ("情報は保留: {}", "not told yet: {}"),
    "as_lead": ("主担当", "lead"),
    "picture_of": ("ケース {} の図", "Picture of the case {}"),
    "picture_says": (
        "左から、{}人の関係、{}件の困りごとと出来事、これからの役割。同じことが「記録されている事実」と各欄の文章にある。",
        "From the left: how {} persons are related, {} needs and events, and who has which role from now on. "
        "“What is recorded” and the parts of the decision say the same in words.",
    ),
    "facts_say": (
        "左から、{}人の関係、{}件の困りごとと出来事。同じことが文章にもある。",
        "From the left: how {} persons are related, and {} needs and events. The text says the same.",
    ),
    # the page
    "title": ("ケースの振り分け", "Where cases go"),
    "title_of": ("ケース {} の振り分け", "Where the case {} goes"),
    "could_add": ("判明すると加わり得るもの", "What it could add"),
    "contents": ("目次", "Contents"),
    "picture": ("ケースの図", "The case as a picture"),
    "at_a_glance": ("要点", "At a glance"),
    "reason": ("理由", "Why"),
    "reason_of": ("理由: {}", "Why: {}"),
    "law": ("根拠", "Basis"),
    "no_law": ("根拠の記載なし", "no basis is given"),
    "bound": ("当てはまった事実", "What it applied to"),
    "more": ("ほか{}件", "and {} more"),
    "more_rules": ("（ほか{}件）", " (and {} more)"),
    "provisional": ("未確認の事実による", "hangs on an unknown fact"),
    "rule_text": ("ルールの全文", "The whole rule"),
    "when": ("いつ当てはまるか", "When it applies"),
    "does": ("何をするか", "What it does"),
    "recorded": ("記録されている事実", "What is recorded"),
    "person": ("人", "Person"),
    "known": ("分かっていること", "What is known"),
    "relations": ("関係", "Relations"),
    "need": ("困りごと", "Need"),
    "whose": ("誰の", "Whose"),
    "state": ("状態", "State"),
    "event": ("出来事", "Event"),
    "involved": ("関わった機関", "Agency"),
    "consent": ("同意", "Consent"),
    "reports": ("これまでの報告", "Reports so far"),
    "nothing": ("なし", "nothing"),
    "whole_case": ("この件", "the case"),
    "yes_urgent": ("差し迫っている", "urgent"),
    "received": ("最初に相談を受けた機関", "Received by"),
    "district": ("地区", "District"),
    "fail_safe": (
        "ルールを最後まで照合できなかったため、安全側の決定である。バックアップチームに諮る。",
        "The rules could not be settled, so this is the fail-safe decision. The backup team is asked.",
    ),
    "made": (
        "基準日 {} · ルールブック {} {}", "As of {} · rulebook {} {}",
    ),
    "checked": ("エンジン {} · 照合 {}", "engine {} · verified by {}"),
    "unchecked": ("エンジン {}", "engine {}"),
    "digest": ("決定の指紋", "digest of the decision"),
    "for_whom": (
        "この頁にはケースの事実が載っている。ケースを見てよい人だけに見せること。",
        "This page holds the facts of a case. Show it only to people who may see the case.",
    ),
    "proposal": (
        "主担当は案であり、引き受けたときに決まる。それまでは現在の責任者が責任を持つ。",
        "The lead is a proposal and takes effect when it is accepted. Until then whoever is accountable now stays so.",
    ),
    # why
    "why_title": ("ケース {} の決定の理由", "Why the decision about {} is as it is"),
    "why_says": (
        "図は左から、事実、それを読むルールと所見、右端が決定。破線の事実は、なくても結果が同じか、まだ分からない。"
        "同じことが文章にもある。",
        "The pictures show, from the left, facts, the rules and findings that read them, and what was decided. "
        "Where a line has dashes, the result is the same without the fact, or the fact is not known. "
        "The text says the same.",
    ),
    "by_rulebook": ("ルールブック {} {}", "rulebook {} {}"),
    "too_large": ("大きすぎて図にできない。", "The picture would be too large to be drawn."),
    "chain": ("理由の図", "The reasons as a picture"),
    "fact": ("事実", "Facts"),
    "rule": ("ルール・所見", "Rules and findings"),
    "effect": ("決定", "Decided"),
    "not_deciding": ("なくても同じ", "the same without it"),
}  # fmt: skip


def word(name: str, language: Language, *parts: object) -> str:
    """A word of the pages, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
