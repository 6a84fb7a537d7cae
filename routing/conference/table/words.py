"""The words of a table, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    # what is behind a difference
    "because": ("理由: {}", "because: {}"),
    "decides": ("決め手の事実: {}", "the fact that decides: {}"),
    "over": ("どの理由も単独で成り立つ", "each of the reasons stands for itself"),
    "struck": ("この件について知らせてはならない先である", "nothing about the case may reach it"),
    "other_office": ("種別は同じで、窓口が違う", "the same kind of agency, another office of it"),
    "why_not": ("「{}」でない理由:", "why not {}:"),
    "no_rule": ("この日に有効な規則で、これを挙げるものはない", "no rule in force on that day names it"),
    "fired": ("当てはまったが選ばれなかった規則: {}", "this rule applies, and does not get its way: {}"),
    "unknown": ("分かれば当てはまるかもしれない規則: {}", "this rule may apply once more is known: {}"),
    "missed": ("当てはまらなかった規則: {}", "this rule does not apply: {}"),
    # how the table and the rules stand to each other
    "agreed": ("一致", "agreed"),
    "otherwise": ("ルールと違う", "not as the rules"),
    "divided": ("意見が分かれる", "divided"),
    "unnamed": ("ルールのみ", "the rules alone"),
    "open": ("未定", "open"),
    # subjects
    "lead": ("主担当", "Lead"),
    "owner": ("担当: {}", "Owner: {}"),
    "immediate": ("今すぐ: {}", "At once: {}"),
    "duty": ("法令上の通報・報告: {}", "Report by law: {}"),
    "support": ("支援に入る: {}", "Joins as support: {}"),
    "inform": ("情報提供: {}", "To be informed: {}"),
    "yes": ("行う", "yes"),
    "nothing": ("なし", "none"),
    # headings
    "title": ("ケース会議: {}", "Case conference: {}"),
    "made": ("基準日 {} · ルールブック {} {}", "as of {} · rulebook {} {}"),
    "recorded": ("記録されている事実", "What is recorded"),
    "participants": ("参加機関", "Participants"),
    "participant": ("参加機関", "Participant"),
    "proposed": ("提案済み", "has proposed"),
    "not_proposed": ("まだ", "not yet"),
    "state": ("提案", "Proposal"),
    "proposals": ("提案", "Proposals"),
    "subject": ("項目", "Subject"),
    "table_says": ("会議の提案", "The table"),
    "rules_say": ("ルールの決定", "The rules"),
    "standing": ("一致・相違", "Agreement"),
    "behind": ("背後にあるルールと事実", "The rule or fact behind it"),
    "agreement": ("一致と相違", "Agreement"),
    "first_steps": ("最初の一歩", "First steps"),
    "in_words": ("ルールにない最初の一歩", "First steps that rules do not speak of"),
    "by": ("提案者", "Proposed by"),
    "silent": ("意見なし", "no word"),
    "what_ifs": ("もし事実が違えば", "If facts were otherwise"),
    "joined": ("一致するようになる: {}", "then agreed: {}"),
    "parted": ("一致しなくなる: {}", "then no longer agreed: {}"),
    "toggled": ("いま仮に変えている事実: {}", "supposed now: {}"),
    "roles": ("役割分担", "Who does what"),
    "role": ("役割", "Role"),
    "agreed_on": ("会議の合意", "Agreed on"),
    "due": ("期限", "Due"),
    "adopted": ("決めた最初の一歩", "First steps agreed on"),
    "questions": ("残った問い", "Open questions"),
    "questions_of_rules": ("ルールから見て確認したいこと", "What the rules would ask"),
    "notes": ("メモ", "Notes"),
    "not_revealed": (
        "ルールの決定は、全員が提案してから表示する。",
        "The decision of the rules is shown once everybody has proposed.",
    ),
    "concluded": ("終了: {} · 次の見直し {}", "concluded: {} · next review {}"),
    "support_meeting": ("支援会議", "support meeting (支援会議)"),
    "multilayer_meeting": ("重層的支援会議", "multilayer support meeting (重層的支援会議)"),
    "nobody_yet": ("まだ決めていない", "not agreed on yet"),
    "none_noted": ("なし", "none"),
    # hand-outs
    "for_convener": (
        "主催者用。ケースの事実のすべてが載っている。参加機関には渡さず、機関ごとの配布資料（--for）を使うこと。",
        "For the convener. It holds all facts of the case. Do not hand it to the participants: each has a hand-out of "
        "its own (--for).",
    ),
    "for_agency": (
        "{}用。同意または法律により、この機関が知ってよいことだけが載っている。",
        "For {}. It holds only what this agency may know, by consent or by law.",
    ),
    "hand_out_title": ("ケース会議の配布資料", "Hand-out of a case conference"),
    "this_case": ("この件", "this case"),
    "picture": ("ケースの図", "The case as a picture"),
    "you_proposed": ("貴機関の提案", "What you proposed"),
    "yours": ("会議で貴機関が引き受けたこと", "What the table gave to you"),
    "nothing_yours": ("決まったものはない", "nothing was given to you"),
    "lead_you": ("主担当", "to lead the case"),
    "owner_you": ("{}の担当", "to answer the need {}"),
    "support_you": ("支援", "to support"),
}  # fmt: skip


def say(name: str, language: Language, *parts: object) -> str:
    """A word or sentence of the table, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
