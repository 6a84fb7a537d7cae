"""The ladder of a rulebook: read from its file, inherited as a whole, and every error at its place."""

from __future__ import annotations

import pytest

from routing.calendar import BusinessHours, Within
from routing.errors import RulebookErrors
from routing.quality.diff.changes import setting_changes
from routing.quality.fmt.formatting import formatted
from routing.quality.schema import schema_of
from routing.rulebook import Rulebook
from routing.rulebook.ladder import DEFAULT, Step
from routing.source import load_yaml

HEAD = "rulebook: town\nversion: '1'\ntitle: {ja: 町, en: Town}\nserves: any\ntiers: [specialist]\n"
PACK = "rulebook: city\nversion: '1'\ntitle: {ja: 市, en: City}\nextends: [town]\n"


def book(lines: str = "") -> Rulebook:
    return Rulebook.parse({"rulebook.yaml": HEAD + lines})


def refused(step: str) -> str:
    with pytest.raises(RulebookErrors) as found:
        book(f"ladder:\n  - {step}\n")
    return str(found.value)


def test_a_step_is_read() -> None:
    ladder = book(
        "ladder:\n  - {id: remind, title: {ja: 催促, en: Remind}, on: no_answer, after: 8bh, every: 2bd, roles: [lead],"
        " do: remind, basis: [{law: 要綱, status: memory}], note: x}\n"
    ).ladder
    step = ladder.step("remind")
    assert step == Step(
        id="remind",
        on="no_answer",
        do="remind",
        after="8bh",
        every="2bd",
        roles=("lead",),
        title={"ja": "催促", "en": "Remind"},
        basis=({"law": "要綱", "status": "memory"},),
    )
    assert (step.wait, step.again) == (BusinessHours(8), Within(business_days=2))
    assert ladder.step("other") is None


def test_a_step_without_a_time_comes_at_once() -> None:
    step = book("ladder: [{id: late, on: overdue_duty, do: conference}]\n").ladder.steps[0]
    assert (step.wait, step.again, step.times) == (Within(), None, 1)


def test_where_no_pack_gives_a_ladder_the_usual_one_holds() -> None:
    assert book().ladder == DEFAULT


def test_the_usual_ladder_is_part_of_the_digest_as_if_it_were_written() -> None:
    written = "".join(
        f"  - {{id: {s.id}, on: {s.on}, do: {s.do}"
        + (f", after: {s.after}" if s.after else "")
        + (f", every: {s.every}" if s.every else "")
        + (f", times: {s.times}" if s.times > 1 else "")
        + (f", roles: [{', '.join(s.roles)}]" if s.roles else "")
        + "}\n"
        for s in reversed(DEFAULT.steps)
    )
    assert book(f"ladder:\n{written}").digest == book().digest


def test_the_ladder_of_the_last_pack_holds_as_a_whole() -> None:
    town = {"rulebook.yaml": HEAD + "ladder: [{id: a, on: overdue, do: advice}]\n"}
    plain = Rulebook.parse({"rulebook.yaml": PACK}, {"town": town})
    own = Rulebook.parse(
        {"rulebook.yaml": PACK + "ladder: [{id: b, on: unowned, do: advice}]\n"},
        {"town": town},
    )
    assert [step.id for step in plain.ladder.steps] == ["a"]
    assert [step.id for step in own.ladder.steps] == ["b"]


def test_the_hours_of_the_last_pack_hold_and_closing_days_are_joined() -> None:
    town = {"rulebook.yaml": HEAD + "calendar: {hours: 'Mo-Fr 09:00-16:00', closed: [2026-07-01]}\n"}
    city = {"rulebook.yaml": PACK + "calendar: {closed: [2026-07-02]}\n"}
    time = Rulebook.parse(city, {"town": town}).business_time
    assert time.hours.week[0] == ((540, 960),)
    assert len(time.calendar.closed) == 2


SENSELESS = [
    ("{id: a, on: no_answer, do: remind}", "a step on `no_answer` says after what time it comes"),
    ("{id: a, on: no_lead, do: advice}", "a step on `no_lead` says after what time it comes"),
    ("{id: a, on: rejected, after: 2bd, do: advice}", "it counts `times` and has no `after`"),
    ("{id: a, on: unowned, times: 2, do: advice}", "a step on `unowned` has `after`"),
    ("{id: a, on: unowned, roles: [lead], do: advice}", "a step on `unowned` looks at none"),
    ("{id: a, on: overdue, every: 2bd, do: advice}", "`every` repeats a reminder on"),
    ("{id: a, on: unowned, every: 2bd, do: remind}", "`every` repeats a reminder on"),
    ("{id: a, on: overdue, every: 0bd, do: remind}", "not sent again after no time at all"),
    ("{id: a, on: overdue, every: PT0H, do: remind}", "not sent again after no time at all"),
    ("{id: a, on: overdue_duty, roles: [lead], do: advice}", "reports are looked at by `overdue_duty` alone"),
    ("{id: a, on: overdue, roles: [lead, duty], do: advice}", "reports are looked at by `overdue_duty` alone"),
    ("{id: A, on: overdue, do: remind}", "must be a rule id in kebab-case"),
]


@pytest.mark.parametrize(("step", "error"), SENSELESS)
def test_a_step_that_makes_no_sense_is_refused_at_its_place(step: str, error: str) -> None:
    said = refused(step)
    assert said.startswith("rulebook.yaml:7:")
    assert error in said


@pytest.mark.parametrize(
    ("step", "column", "help"),
    [
        ("{id: a, on: no_answr, after: 2bd, do: remind}", 17, "`no_answer`, `on_hold`"),
        ("{id: a, on: overdue, after: 2 days, do: remind}", 33, ""),
        ("{id: a, on: overdue, do: advise}", 30, "allowed: `remind`, `advice`, `conference`"),
        ("{id: a, on: overdue, roles: [boss], do: advice}", 34, "allowed: `lead`, `owner`"),
        ("{id: a, on: overdue, role: [lead], do: advice}", 26, "did you mean `roles`?"),
        ("{id: a, on: rejected, times: 0, do: advice}", 34, ""),
    ],
)
def test_a_field_that_is_wrong_is_refused_where_it_stands(step: str, column: int, help: str) -> None:
    said = refused(step)
    assert said.startswith(f"rulebook.yaml:7:{column}: ")
    assert help in said


def test_two_steps_of_one_id_are_refused() -> None:
    said = refused("{id: a, on: overdue, do: remind}\n  - {id: a, on: unowned, do: advice}")
    assert said.startswith("rulebook.yaml:8:10: there are two steps `a`\nhelp: ")


def test_a_ladder_has_at_most_a_hundred_steps() -> None:
    steps = "".join(f"  - {{id: s{n}, on: overdue, do: remind}}\n" for n in range(101))
    with pytest.raises(RulebookErrors, match="ladder: must have at most 100 entries"):
        book(f"ladder:\n{steps}")


@pytest.mark.parametrize("hours", ["Mo-Fr", "Mo-Sa 08:30-17:00", "Mo-Th 08:30-17:00", "always"])
def test_hours_that_are_not_those_of_business_days_are_refused(hours: str) -> None:
    with pytest.raises(RulebookErrors, match=r"rulebook\.yaml:6:19: calendar\.hours: "):
        book(f"calendar: {{hours: {hours}}}\n")


@pytest.mark.parametrize(
    ("on", "do", "roles", "seen"),
    [
        ("no_answer", "remind", (), {"lead", "owner", "support", "duty", "immediate", "advice", "conference"}),
        ("no_answer", "conference", (), {"lead", "owner", "support", "duty", "immediate"}),
        ("overdue", "advice", (), {"lead", "owner", "support", "immediate"}),
        ("overdue_duty", "conference", (), {"duty"}),
        ("no_answer", "advice", ("inform",), {"inform"}),
    ],
)
def test_a_step_looks_at_the_referrals_that_matter(on: str, do: str, roles: tuple[str, ...], seen: set[str]) -> None:
    step = Step("s", on, do, after="1bd", roles=roles)  # type: ignore[arg-type]
    every = ("lead", "owner", "support", "duty", "inform", "immediate", "advice", "conference")
    assert {role for role in every if step.looks_at(role)} == seen


@pytest.mark.parametrize("step", [step for step, error in SENSELESS if "no time at all" not in error])
def test_the_schema_refuses_a_step_that_makes_no_sense_too(step: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the `jsonschema` library is not installed")
    validator = jsonschema.Draft202012Validator(schema_of("rulebook"))
    sound, senseless = (
        load_yaml(f"{HEAD}ladder:\n  - {written}\n".encode(), "rulebook.yaml").data
        for written in ("{id: a, on: overdue, roles: [lead], after: 8bh, every: 2bd, do: remind}", step)
    )
    assert validator.is_valid(sound)
    assert not validator.is_valid(senseless)


def test_a_comparison_of_two_versions_tells_which_step_changed_and_that_the_hours_did() -> None:
    old = book("ladder:\n  - {id: a, on: overdue, do: remind}\n  - {id: b, on: unowned, do: advice}\n")
    new = book(
        "calendar: {hours: 'Mo-Fr 09:00-17:00'}\nladder:\n"
        "  - {id: b, on: unowned, do: advice}\n  - {id: a, on: overdue, after: 2bd, do: remind}\n"
    )
    changes = [(change.part, change.key, change.fields) for change in setting_changes(old, new)]
    assert changes == [("ladder", "a", ("after",)), ("calendar", "hours", ())]


def test_a_formatted_step_has_its_fields_in_one_order() -> None:
    text = f"{HEAD}ladder:\n- {{do: remind, every: 1bd, after: 2bd, on: no_answer, note: x, id: a}}\n"
    assert "  - {id: a, on: no_answer, after: 2bd, every: 1bd, do: remind, note: x}\n" in formatted(text, "rulebook")
