"""Messages stay short and quick to make, however much there is to choose from."""

from __future__ import annotations

import time

from routing.errors import did_you_mean, listed, printable


def test_the_nearest_word_is_found_among_very_many() -> None:
    known = [f"debt.code{i}" for i in range(20_000)] + ["care.dementia"]
    assert did_you_mean("care.dementja", known) == "did you mean `care.dementia`?"


def test_looking_for_a_near_word_is_quick_however_many_and_long_they_are() -> None:
    known = ["x" * 90 + str(i) for i in range(20_000)]
    started = time.process_time()
    assert did_you_mean("x" * 90 + "z", known, "declare it") == "declare it"
    assert did_you_mean("y" * 60, known) is None
    assert time.process_time() - started < 3


def test_few_names_are_listed_and_many_are_cut_short() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed([f"n{i:03}" for i in range(100)], most=2) == "n000, n001 and 98 more"


def test_what_is_shown_keeps_wide_spaces_and_loses_what_steers_a_terminal() -> None:
    assert printable("砧\u3000窓口") == "砧\u3000窓口"
    assert printable("a\u202eb\x1b[2J\nc") == "a?b?[2J?c"
