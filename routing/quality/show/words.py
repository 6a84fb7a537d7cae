"""The words of the pages that show rules, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    "when": ("いつ当てはまるか", "When it applies"),
    "does": ("何をするか", "What it does"),
    "law": ("根拠", "Basis"),
    "force": ("施行", "In force"),
    "from": ("{}から", "from {}"),
    "until": ("{}の前日まで", "until the day before {}"),
    "from_until": ("{}から{}の前日まで", "from {} until the day before {}"),
    "always": ("いつでも", "at all times"),
    "picture": ("図", "Picture"),
    "picture_of": ("ルール「{}」の図", "Picture of the rule “{}”"),
    "partly": (
        "図は主な部分だけで、ほかの条件は文章にある。", "The picture shows the main part; the text has it all.",
    ),
    "source": ("ルールの書き方（パターン）", "The rule as written (pattern)"),
    "tests": ("テスト", "Tests"),
    "fires": ("当てはまる", "applies"),
    "not_fires": ("当てはまらない", "does not apply"),
    "no_tests": ("このルールを名指しするテストはない。", "No test names this rule."),
    "findings": ("所見のつながり", "Findings it makes and reads"),
    "makes": ("付ける所見「{}」を読むルール", "The finding “{}” it makes is read by"),
    "reads": ("読む所見「{}」を付けるルール", "The finding “{}” it reads is made by"),
    "made_by": ("付けるルール", "made by"),
    "read_by": ("読むルール", "read by"),
    "nobody": ("なし", "none"),
    "note": ("備考", "Note"),
    "version": ("版", "Version"),
    "versions": ("施行日ごとの版", "Versions by date"),
    "contents": ("目次", "Contents"),
    "needs": ("困りごとから探す", "By need"),
    "agencies": ("機関から探す", "By agency"),
    "graph": ("ルールと所見のつながり", "Rules and findings"),
    "graph_text": (
        "ルールが付ける所見と、それを読むルール。左から右へ、計算の順に並ぶ。",
        "Which rules make a finding and which read it. From left to right in the order of evaluation.",
    ),
    "no_graph": ("所見でつながるルールはない。", "No rules are joined by findings."),
    "too_large": ("大きすぎて図にできない。", "The graph is too large to be drawn."),
    "rules": ("ルール", "Rules"),
    "count": ("ルール{}件", "{} rules"),
    "pack": ("ルール集", "Pack"),
    "place": ("場所", "Place"),
    "how_to_read": ("読み方", "How to read this"),
    "as_of": (
        "「困りごとがある」は、確認済みと疑いの両方をいう。「基準日」は、ケースを判断する日である。"
        "「記録はない」は、ケースに書かれていないことをいう。",
        "A need that a person has is confirmed or suspected. The as-of date is the day for which a case is decided. "
        "“No record” means that the case does not say so.",
    ),
    "absent": ("ないこと", "must not be there"),
    "absent_line": ("ない: {}", "not: {}"),
    "also": ("あること", "must be there"),
    "any_relation": ("何らかの関係", "any relation"),
    "stratum": ("第{}段", "stratum {}"),
    "elsewhere": ("（{}）", "({})"),
    "generated": (
        "この文はルールからプログラムで作ったもので、正文はルールそのものである。",
        "This text is made from the rules by program. The rules themselves are authoritative.",
    ),
}  # fmt: skip


def word(name: str, language: Language, *parts: object) -> str:
    """A word of the pages, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
