"""Scenario files: what is wrong is said with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from routing.conference.simulation import ScenarioError, bundled_scenario_names, load_scenario
from tests.simulation.wards import small

PILOT = Path(__file__).parents[2] / "scenarios" / "kinuta-pilot.yaml"


def refused(tmp_path: Path, old: str, new: str) -> ScenarioError:
    """The error about the pilot with one text in the place of another."""
    text = PILOT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "scenario.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load_scenario(path)
    return raised.value


def test_a_field_that_is_none_is_named_with_its_place(tmp_path: Path) -> None:
    error = refused(tmp_path, "warm_up: 30", "warmup: 30")
    assert error.message == "unknown field `warmup`"
    assert (error.line, error.column) == (12, 1)
    assert error.help is not None
    assert error.help.startswith("did you mean `warm_up`?")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("social_council: {value: 2,", "social_counci: {value: 2,", "there is no agency kind or office"),
        (
            "code: child.rearing, person: c, weight: 4",
            "code: child.rearin, person: c",
            "there is no need code `child.rearin`",
        ),
        ("type: PARENT_OF", "type: PARENTOF", "there is no relation `PARENTOF`"),
        ("employment: none", "emploiment: none", "there is no property `emploiment` of a person"),
        ("doors: {support_center:", "doors: {support_centr:", "there is no agency kind `support_centr`"),
        ("{kind: support_center, per_month", "{kind: counter, per_month", "there is no agency kind `counter`"),
        ("municipality: setagaya", "municipality: ube", "the rulebook does not serve this municipality"),
        (
            "seed: 2014",
            f"digest: sha256:{'0' * 64}\nseed: 2014",
            "the rulebook is not the one that the scenario was made for",
        ),
        ("measure: days_to_owner", "measure: day_to_owner", "there is no measure `day_to_owner`"),
        ("silent: 0.1", "silent: 1.1", "must be from 0 to 1"),
        ("usual: 2", "usual: 2.5", "must be a whole number from 1 to 1000"),
        ("per_month: 400", "per_month: -1", "must be at least 0"),
        ("usual: 2\n", "unusual: 2\n", "`staff` says what is `usual`"),
        ('age: "20..44"', 'age: "20.."', "must be a range of full years with both ends"),
        ("least: 20", "least: 30", "`least` must not be more than `most`"),
        ("mark: fitted, source:", "mark: fitted, sourc:", "unknown field `sourc`"),
        ("cadence: monthly", "cadence: daily", "is not one of the allowed values"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    error = refused(tmp_path, old, new)
    assert message in error.message
    assert error.line is not None


def test_importing_the_simulation_brings_nothing_heavy_in() -> None:
    code = "import sys, routing.conference.simulation; print({'simpy', 'scipy', 'pyarrow', 'numpy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_a_scenario_that_extends_another_takes_its_fields_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: kinuta-pilot\nscenario: mine\nstaff: {usual: 3}\n", encoding="utf-8")
    scenario = load_scenario(path).scenario
    assert (scenario.scenario, list(scenario.staff), scenario.days) == ("mine", ["usual"], 182)
    path.write_text("extends: mine\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="at most 5 in a row"):
        load_scenario(path)


def test_a_number_that_is_not_merely_assumed_names_its_source(tmp_path: Path) -> None:
    error = refused(tmp_path, "consent: 0.6", "consent: {value: 0.6, mark: published}")
    assert "names its `source`" in error.message


def test_a_rulebook_that_is_not_there_is_named_with_its_place(tmp_path: Path) -> None:
    error = refused(tmp_path, "rulebook: setagaya", "rulebook: setagya")
    assert error.message == "rulebook: there is no rulebook `setagya`"
    assert error.line == 8


def test_a_scenario_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(ScenarioError) as raised:
        load_scenario("kinuta-pilt")
    assert "did you mean `kinuta-pilot`?" in str(raised.value)


def test_a_field_can_be_changed_by_its_path_also_inside_a_list() -> None:
    scenario = small(
        ("staff.kinuta-anshin", 7), ("districts.kinuta.per_month", 3), ("districts.0.population", 5)
    ).scenario
    assert scenario.staff["kinuta-anshin"].value == 7
    assert (scenario.districts[0].per_month.value, scenario.districts[0].population) == (3, 5)


def test_a_path_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no field `districts"):
        small(("districts.osaka.per_month", 3))


def test_words_and_marks_do_not_count_towards_the_digest_and_numbers_do() -> None:
    plain = small().scenario.content_digest()
    assert small(("title", {"ja": "別", "en": "other"}), ("note", "x")).scenario.content_digest() == plain
    published = {"value": 0.6, "mark": "published", "source": "a survey"}
    assert small(("households.consent", published)).scenario.content_digest() == plain
    assert small(("households.consent", 0.7)).scenario.content_digest() != plain
    assert small(("seed", 2)).scenario.content_digest() != plain


@pytest.mark.parametrize("name", bundled_scenario_names())
def test_a_bundled_scenario_fits_its_rulebook(name: str) -> None:
    given = load_scenario(name)
    assert given.scenario.scenario == name
    assert given.scenario.title.ja != given.scenario.title.en


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("districts.kinuta.per_month", 1e7, "districts: more than 100,000 new cases would come"),
        (
            "routine",
            [{"kind": "support_center", "per_month": 1e7, "minutes": 1}],
            "routine: more than 2,000,000 everyday consultations",
        ),
        ("work.contacts.owner", 1e6, "work.contacts.owner: must be at most 1,000 contacts"),
        ("work.contact", 1e308, "work.contact: must be at most"),
        ("start", "9999-12-30", "start: must be a day of the years 1900 to 2200"),
        ("start", "0001-01-01", "start: must be a day of the years 1900 to 2200"),
    ],
)
def test_a_ward_that_could_never_be_simulated_to_its_end_is_refused_before_it_begins(
    path: str, value: object, message: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        small((path, value))
    assert message in raised.value.message
    assert raised.value.line is not None


def test_a_number_put_in_the_place_of_one_with_a_source_is_an_assumption() -> None:
    changed = small(("staff.social_council.value", 9)).scenario.staff["social_council"]
    assert (changed.value, changed.mark, changed.source) == (9, "assumed", None)
