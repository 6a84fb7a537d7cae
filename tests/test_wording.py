"""Rules in words: what a caseworker reads is what the pattern asks for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.rulebook import Rule, Rulebook, bundled_names
from routing.wording import Language, condition, condition_text, effect_texts
from tests.packs import bundled_rulebook

DATA = Path(__file__).parent / "data" / "wording"
TEXTS: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "texts.yaml").read_text(encoding="utf-8"))["texts"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def samples() -> Rulebook:
    return Rulebook.load(DATA / "pack")


def sample(id: str) -> Rule:
    return next(rule for rule in samples().rules if rule.id == id)


@in_both_languages
@pytest.mark.parametrize("id", TEXTS)
def test_a_rule_reads_as_it_was_read_aloud(id: str, language: Language) -> None:
    assert condition_text(sample(id), samples().vocabulary, language) == TEXTS[id][language]


@in_both_languages
@pytest.mark.parametrize("id", TEXTS)
def test_what_a_rule_does_reads_as_it_was_read_aloud(id: str, language: Language) -> None:
    assert list(effect_texts(sample(id), samples().vocabulary, language)) == TEXTS[id][f"{language}_effects"]


def test_every_sample_has_its_text() -> None:
    assert {rule.id for rule in samples().rules if rule.pack == "wording"} == set(TEXTS)


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("pack", bundled_names())
def test_every_shipped_rule_is_told(pack: str, language: Language) -> None:
    book = bundled_rulebook(pack)
    for rule in book.rules:
        told = condition(rule, book.vocabulary, language)
        assert told.said
        assert told.said[0].text
        assert len(effect_texts(rule, book.vocabulary, language)) == len(rule.effects)


@pytest.mark.unmeasured
@in_both_languages
@pytest.mark.parametrize("pack", bundled_names())
def test_no_variable_of_a_pattern_reaches_the_reader(pack: str, language: Language) -> None:
    book = bundled_rulebook(pack)
    for rule in book.rules:
        text = condition_text(rule, book.vocabulary, language) + "".join(effect_texts(rule, book.vocabulary, language))
        assert not [word for word in ("{", "}", "p.age", "n.code", "coalesce", "EXISTS", "COUNT") if word in text]


def pack(
    match: str, where: str | None = None, effect: str = "refer: {to: medical, role: inform, about: p}"
) -> Rulebook:
    """A rulebook with one rule, `r`."""
    condition = f", where: {json.dumps(where)}" if where else ""
    rule = (
        "rules:\n  - {id: r, title: {ja: 題, en: Title}, basis: [{law: 法, status: memory}], "
        f"match: {json.dumps(match)}{condition}, then: [{effect}]}}\n"
    )
    head = "rulebook: own\nversion: '1'\ntitle: {ja: 題, en: Title}\ntiers: [specialist, local]\n"
    return Rulebook.parse({"rulebook.yaml": head, "topic.yaml": rule})


def told(match: str, where: str | None = None, language: Language = "en") -> str:
    book = pack(match, where)
    return condition_text(book.rules[0], book.vocabulary, language)


def test_a_comparison_that_unknown_fails_says_nothing_of_unknown() -> None:
    assert told("(p:Person)-[:HAS]->(n:Need)", "p.age >= 40") == "The person (40 or over) has a need."


@pytest.mark.parametrize("where", ["p.age IS NULL OR p.age >= 40", "coalesce(p.age, 40) >= 40"])
def test_a_comparison_that_unknown_passes_says_so(where: str) -> None:
    assert told("(p:Person)-[:HAS]->(n:Need)", where) == "The person (40 or over or of unknown age) has a need."


def test_a_default_that_fails_the_comparison_is_the_comparison() -> None:
    assert told("(p:Person)-[:HAS]->(n:Need)", "coalesce(p.age, 30) >= 40") == "The person (40 or over) has a need."


def test_inside_an_exception_unknown_counts_as_holding() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need)", "NOT (p.age < 40 AND n.severity >= 2)")
    assert "But not where all of these hold (what is not known counts as holding):" in text


def test_an_exception_that_is_always_decided_says_nothing_of_unknown() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need)", "NOT (coalesce(p.age, 40) < 40 AND n.code = 'health.illness')")
    assert "But not where all of these hold:" in text


def test_a_negated_alternative_is_told_as_two_negations() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need)", "NOT (p.in_hospital = true OR n.severity > 2)")
    assert text == "The person (not in hospital) has a need (severity is at most 2)."


def test_two_needs_of_one_person_are_two() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need {domain: 'care'}), (p)-[:HAS]->(m:Need {domain: 'care'})")
    assert "has another need of the field “Long-term care”" in text
    assert "may be the same" not in text


def test_two_persons_who_may_be_one_are_noted() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need {domain: 'care'}), (q:Person)-[:HAS]->(m:Need {domain: 'debt'})")
    assert text.endswith("Note: The person and person A may be the same person.")


def test_two_persons_who_are_told_apart_are_not_noted() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need), (q:Person)-[:GUARDIAN_OF]->(r:Person)", "p <> q AND p <> r")
    assert "may be the same" not in text


def test_a_name_in_a_pattern_is_no_kinship() -> None:
    text = told("(parent:Person)-[:LIVES_WITH]-(p:Person)")
    assert "only name persons in this rule" in text


def test_a_name_that_the_pattern_bears_out_needs_no_note() -> None:
    assert told("(parent:Person)-[:PARENT_OF]->(p:Person)") == "The person has a parent."


def test_a_relation_either_way_is_told_both_ways() -> None:
    text = told("(p:Person)-[:PARENT_OF]-(q:Person)")
    assert text == (
        "At least one of these holds:\n"
        "- The person is a parent of somebody in the case.\n"
        "- Somebody in the case is a parent of the person."
    )


def test_who_is_spoken_of_again_is_introduced_before_a_choice() -> None:
    text = told("(p:Person)-[:PARENT_OF]-(q:Person)", "q.age > p.age")
    assert text.startswith("The case has a person (person A).")
    assert "- Person A is a parent of the person." in text


def test_japanese_puts_the_subject_where_it_belongs() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need)", "n.severity > 1 OR p.no_relatives = true", "ja")
    assert text == "本人に困りごとがある。\nさらに、その困りごとの深刻さが1を超えるか、本人に身寄りがない。"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("days_until(e.date) >= 0", "date is on or after the as-of date"),
        ("days_until(e.date) < 0", "date is before the as-of date"),
        ("days_until(e.date) < -14", "date is more than 14 days before the as-of date"),
        ("days_until(e.date) <= 7", "date is no later than 7 days after the as-of date"),
        ("-14 <= days_until(e.date) <= 0", "date is on the as-of date or up to 14 days before it"),
        ("0 <= days_until(e.date) <= 14", "date is on the as-of date or up to 14 days after it"),
        ("-30 <= days_until(e.date) <= -15", "date is from 30 to 15 days before the as-of date"),
        ("3 <= days_until(e.date) <= 5", "date is from 3 to 5 days after the as-of date"),
        ("-3 <= days_until(e.date) <= 5", "date is from 3 days before the as-of date to 5 days after it"),
        ("3 < days_until(e.date)", "date is more than 3 days after the as-of date"),
        ("days_until(e.date) = 1", "date is 1 day after the as-of date"),
    ],
)
def test_days_are_counted_from_the_as_of_date(where: str, said: str) -> None:
    text = told("(p:Person)-[:SUBJECT_OF]->(e:Event {type: 'discharge'})", where)
    assert text == f"The person has the event “Discharge from a hospital or facility” ({said})."


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("40 <= p.age < 65", "at least 40 and under 65"),
        ("65 > p.age >= 40", "at least 40 and under 65"),
        ("40 < p.age <= 65", "more than 40 and at most 65"),
        ("40 > p.age", "under 40"),
        ("p.age = 40", "40"),
        ("p.age <> 40", "not 40"),
        ("NOT p.age < 40", "40 or over"),
    ],
)
def test_ages_are_told_as_people_speak_of_them(where: str, said: str) -> None:
    assert told("(p:Person)-[:HAS]->(n:Need)", where) == f"The person ({said}) has a need."


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("'1940-04-01' <= p.birth_date < '1950-04-01'",
         "The person (date of birth is on or after “1940-04-01”, and is before “1950-04-01”) has a need."),
        ("-3 < days_until(n.due) < 5",
         "The person has a need (due date is later than 3 days before the as-of date, and is earlier than 5 days after "
         "the as-of date)."),
        ("0 < days_until(n.due) < 1",
         "The person has a need (due date is after the as-of date, and is earlier than 1 day after the as-of date)."),
        ("1 < p.age < 3 < n.severity",
         "The person has a need.\nIn addition, the person is over 1, and the person is under 3, and the severity of "
         "that need is more than 3."),
        ("NOT n.domain IN ['care']", "The person has a need (not of the field “Long-term care”)."),
        ("NOT 10 <= p.age < 20",
         "The person (it is not so that the person is at least 10 and under 20) has a need."),
        ("p.sex IN ['F', 'X']", "The person (sex: “female” or “other”) has a need."),
        ("coalesce(p.school, 'none') IN ['none']", "The person (school: “none”, or this is not known) has a need."),
        ("n.code STARTS WITH 'care.'",
         "The person has a need (need code starts with “care.” (“Long-term care”))."),
        ("p.age IS NOT NULL", "The person (of known age) has a need."),
        ("p.in_hospital IS NULL",
         "The person (whether the person comes under “in hospital” is not known) has a need."),
        ("n.severity > coalesce(n.severity, p.age, 2)",
         "The person has a need.\nIn addition, the severity of that need is more than the severity of that need (where "
         "not known, the age of the person) (where not known, 2)."),
        ("(p.age > 3) = (n.severity > 1)",
         "The person has a need.\nIn addition, whether the person is over 3 is whether the severity of that need is "
         "more than 1."),
    ],
)  # fmt: skip
def test_a_test_is_told_as_it_stands(where: str, said: str) -> None:
    assert told("(p:Person)-[:HAS]->(n:Need)", where) == said


def test_beside_what_may_be_unknown_what_is_certain_is_called_so() -> None:
    text = told("(p:Person)-[:HAS]->(n:Need)", "NOT (coalesce(p.age, 65) < 65 AND n.severity >= 2)")
    assert "- The person is under 65 for certain." in text


EFFECTS = [
    ("duty: {to: medical, about: p, within: 2bd, consent: required, basis: [{law: 法, article: 第1条, status: dated,"
     " read: 2013-12}]}",
     "Statutory report to “Medical provider” (always, beside any lead). About the person. Within 2 business days. "
     "Needs consent. Basis: 法 第1条 (an older text read 2013-12)."),
    ("immediate: {action: call_119, to: [police_fire, medical], jointly: true, about: p}",
     "Act now: call 119 (fire, ambulance). Who goes, jointly: “Police and fire” and “Medical provider”. "
     "About the person."),
    ("refer: {to: medical, role: support, tier: local, about: p, for: n, before: {date: n.due}, service: 往診,"
     " if_absent: [school, npo]}",
     "“Medical provider” joins as a support. Tier: “local”. About the person. It answers that need. By the due date of "
     "that need. Asked for: 往診. Where there is no such office, in this order: “School” and “Non-profit support”."),
    ("refer: {to: medical, role: support, about: p, within: PT0H}",
     "“Medical provider” joins as a support. About the person. At once."),
    ("exclude: {about: p, kind: school}",
     "Nothing about the person may reach “School” (statutory reports excepted)."),
    ("exclude: {about: p, located_in: north}",
     "Nothing about the person may reach any office in “north” (statutory reports excepted)."),
    ("exclude: {about: p, located_in: c.district}",
     "Nothing about the person may reach any office in the district of the case (statutory reports excepted)."),
    ("share: {to: medical, about: p, items: [health]}",
     "“Medical provider” may be told about the person without consent. What may be told: “Health”."),
    ("escalate: {level: conference, reason: 役割を分ける}",
     "Backup team: case conference. Reason: 役割を分ける."),
    ("finding: {kind: seen, about: [p, n]}",
     "The finding “seen” is made about the person and that need (other rules may read it)."),
]  # fmt: skip


@pytest.mark.parametrize(("effect", "said"), EFFECTS, ids=[effect.partition(":")[0] for effect, _ in EFFECTS])
def test_every_effect_is_told_with_all_it_says(effect: str, said: str) -> None:
    book = pack("(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)", None, effect)
    assert effect_texts(book.rules[0], book.vocabulary, "en") == (said,)
