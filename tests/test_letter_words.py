"""The words of letters and sheets: complete in every style, and in plain Japanese never without a reading."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

from routing.letters.readings import KANJI, in_brackets, read, unread
from routing.letters.wording import field_of_need, plain_words, readings, sentences, sheet_fields
from routing.vocabulary.vocabulary import core

ROOT = Path(__file__).parent.parent
FOR_LETTERS = [row for row in sentences().values() if row["plain"]]


def fields(text: str) -> int:
    return sum(name is not None for _, name, _, _ in string.Formatter().parse(text))


def test_every_sentence_is_said_in_japanese_and_english_with_the_same_parts() -> None:
    assert [row["name"] for row in sentences().values() if not row["ja"] or not row["en"]] == []
    uneven = [row["name"] for row in sentences().values() if fields(row["ja"]) != fields(row["en"])]
    assert uneven == []


def test_every_sentence_of_a_letter_is_said_in_plain_japanese_with_the_same_parts() -> None:
    assert len(FOR_LETTERS) > 40
    assert [row["name"] for row in FOR_LETTERS if fields(row["ja"]) != fields(row["plain"])] == []


def test_no_kanji_of_a_plain_sentence_is_without_a_reading() -> None:
    assert {row["name"]: unread(row["plain"]) for row in FOR_LETTERS if unread(row["plain"])} == {}


def test_no_kanji_of_a_plain_word_is_without_a_reading() -> None:
    assert {code: unread(plain) for code, plain in plain_words().items() if unread(plain)} == {}


def test_every_need_and_every_agency_kind_of_the_bundled_packs_has_plain_words() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "rules").glob("*/vocabulary.yaml")]
    added = {term.get("code", term.get("kind")) for file in files
             for term in (*file.get("needs", ()), *file.get("agency_kinds", ()))}  # fmt: skip
    assert len(added) > 10
    assert {*core().needs, *core().agency_kinds, *added} <= set(plain_words())


def test_plain_sentences_are_short() -> None:
    parts = [part for row in FOR_LETTERS for part in re.split("[。:]", row["plain"])]
    assert max(map(len, parts)) <= 40


def test_readings_are_hiragana() -> None:
    assert [word for word, reading in readings().items() if not re.fullmatch("[ぁ-んー]+", reading)] == []
    assert all(KANJI.search(word) for word in readings())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026年4月1日", "2026年(ねん)4月(がつ)1日(ついたち)"),
        ("2026年12月24日", "2026年(ねん)12月(がつ)24日(にじゅうよっか)"),
        ("相談窓口", "相談(そうだん)窓口(まどぐち)"),
        ("知的障害", "知的障害(ちてきしょうがい)"),
        ("食べ物を買う人", "食(た)べ物(もの)を買(か)う人(ひと)"),
    ],
)
def test_a_reading_stands_behind_its_word(text: str, told: str) -> None:
    assert in_brackets(text) == told


@pytest.mark.parametrize("name", ["砧総合支所", "今町", "人見町 相談室", "森田"])
def test_a_name_that_is_not_known_as_a_whole_gets_no_reading(name: str) -> None:
    assert in_brackets(name) == name


def test_every_day_of_a_month_has_a_reading() -> None:
    assert all(read(f"{day}日")[0].reading for day in range(1, 32))
    assert len({read(f"{day}日")[0].reading for day in range(1, 32)}) == 31


def test_every_need_of_the_core_belongs_to_a_field_of_the_sheet() -> None:
    assert set(field_of_need()) == set(core().needs)
    assert set(field_of_need().values()) == set(sheet_fields())
