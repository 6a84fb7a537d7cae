"""What the keyboard session asks and says, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import Language

WORDS: Mapping[str, Pair] = {
    "key": ("操作 [{}]", "key [{}]"),
    "no_key": ("そのキーはない。? で一覧", "there is no such key; ? lists them"),
    "do_seat": ("参加機関を加える", "seat participants"),
    "do_propose": ("参加機関の提案を入れる", "enter what a participant proposes"),
    "do_reveal": ("全員が提案したら、ルールの決定を見る", "once all have proposed: see what the rules decide"),
    "do_agreement": ("一致と相違の表", "where the table and the rules agree"),
    "do_toggle": ("もし事実が違えば", "suppose a fact otherwise"),
    "do_divide": ("ニーズごとに役割を分ける", "divide the roles, need by need"),
    "do_first": ("最初の一歩を決める", "agree on the first steps"),
    "do_ask": ("残る問いを書く", "note an open question"),
    "do_conclude": ("会議を終える", "conclude the meeting"),
    "do_view": ("全体を見る", "see all of it"),
    "do_back": ("一つ戻る", "take the last step back"),
    "do_write": ("ファイルに書く", "write a file"),
    "do_help": ("この一覧", "this list"),
    "do_quit": ("やめる", "leave"),
    "seat": ("参加機関（種別 または 種別@窓口、?語 で検索、空で終わり）",
             "participant (KIND or KIND@OFFICE, ?WORD to search, empty to end)"),
    "who": ("どの機関の提案か（番号）", "whose proposal (number)"),
    "not_seated": ("その番号の参加機関はない", "no participant has this number"),
    "lead": ("主担当は（空: 意見なし）", "who leads (empty: no word)"),
    "owner": ("{} の担当は（空: 意見なし）", "who owns {} (empty: no word)"),
    "first": ("最初の一歩（immediate:visit_now、support:種別、または言葉。空で終わり）",
              "first step (immediate:visit_now, support:KIND, or words; empty to end)"),
    "change": ("変える事実（例 persons.b.age=70。もう一度入れると元に戻る）",
               "fact to change (such as persons.b.age=70; again: as recorded)"),
    "as_recorded": ("すべて記録のとおり", "all facts as recorded"),
    "divide": ("{} は（- : 決めない）", "{} (-: nobody)"),
    "support": ("支援に入る機関（空で終わり）", "who joins as support (empty to end)"),
    "question": ("残る問い", "open question"),
    "meeting": ("1 支援会議 2 重層的支援会議",
                "1 support meeting (支援会議), 2 multilayer support meeting (重層的支援会議)"),
    "held_at": ("開いた日時（例 2026-04-02T10:00）", "held at (such as 2026-04-02T10:00)"),
    "next_review": ("次の見直しの日（例 2026-05-01）", "next review (such as 2026-05-01)"),
    "agenda": ("議題（空で終わり）", "agenda (empty to end)"),
    "agenda_default": ("役割分担", "who does what"),
    "consent": ("本人の同意があるか", "has the person agreed"),
    "plan": ("支援プランがあるか", "is there a support plan"),
    "note": ("記録に残す一言", "a note for the record"),
    "more_found": ("{}件", "{} found"),
    "taken_back": ("取り消した: {}", "taken back: {}"),
    "write_what": ("t 記録係の書き起こし r 会議の記録 x ルールテスト h 配布資料（主催者用） a 配布資料（機関用）",
                   "t transcript, r record, x rule test, h hand-out for the convener, a hand-out for an agency"),
    "write_for": ("どの機関へ", "for which agency"),
    "write_where": ("ファイル名（空: やめる）", "file (empty: none)"),
    "unsaved": ("保存していない手順がある。", "There are steps that no file holds."),
    "save_where": ("書き起こしのファイル名（空: 保存しない）", "file for the transcript (empty: do not save)"),
    "lose": ("保存せずに終わってよいか", "leave, and lose them"),
    "lost": ("何も保存しなかった。", "Nothing was saved."),
    "cannot_write": ("{} は今のままでは書けない:", "{} cannot be written as it stands:"),
    "another_name": ("別のファイル名（空: 書かない）", "another file (empty: it is not written)"),
    "leave_without": ("書かずに終わってよいか", "leave without it"),
    "broken_off": ("中断した。終わりに書くはずのファイルは書いていない。手順の数: {}",
                   "broken off: nothing is written at the end, and not saved are the steps since; steps in all: {}"),
}  # fmt: skip


def word(name: str, language: Language, *parts: object) -> str:
    """What is asked or said, with its parts filled in."""
    return pick(WORDS[name], language).format(*parts)
