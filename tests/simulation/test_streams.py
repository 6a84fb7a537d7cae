"""Random numbers that belong to a question about a case."""

from __future__ import annotations

import statistics

from routing.conference.simulation.streams import Stream, uniform


def test_a_number_is_the_same_on_every_machine() -> None:
    assert uniform(1, "kinuta-00001", "refusal", 1) == 0.5660891981269569


def test_how_often_another_question_was_asked_changes_nothing() -> None:
    alone = Stream(7, "a case", "consent")
    expected = [alone.uniform() for _ in range(3)]
    other, beside = Stream(7, "a case", "consent"), Stream(7, "a case", "refusal")
    mixed = [(beside.uniform(), other.uniform())[1] for _ in range(3)]
    assert mixed == expected


def test_the_parts_of_a_key_do_not_run_into_one_another() -> None:
    assert uniform("ab", "c") != uniform("a", "bc")


def test_the_draws_have_the_means_that_were_asked_for() -> None:
    stream = Stream("means")
    assert abs(statistics.fmean(stream.uniform() for _ in range(4000)) - 0.5) < 0.02
    assert abs(statistics.fmean(stream.exponential(10) for _ in range(4000)) - 10) < 0.6
    assert abs(statistics.fmean(stream.geometric(2.5) for _ in range(4000)) - 2.5) < 0.12
    assert abs(statistics.fmean(stream.whole(1, 6) for _ in range(4000)) - 3.5) < 0.1
    assert abs(statistics.fmean(stream.one_of((0, 1), (3, 1)) for _ in range(4000)) - 0.25) < 0.025


def test_a_thing_of_no_weight_is_never_drawn() -> None:
    stream = Stream("weights")
    assert {stream.one_of("abc", (1, 0, 1)) for _ in range(200)} == {"a", "c"}


def test_what_happens_at_least_once_happens_at_least_once() -> None:
    stream = Stream("once")
    assert {stream.geometric(1) for _ in range(20)} == {1}
    assert min(stream.geometric(3) for _ in range(500)) == 1
