"""The core vocabulary holds the published codes; a municipality adds its own and changes nothing that is there."""

import csv
import pickle
from pathlib import Path

import pytest

from routing.errors import RulebookError, RulebookErrors
from routing.pattern.schema import PropertyType
from routing.vocabulary import Vocabulary, core, extension

TOWN = Path(__file__).parent / "data" / "vocabularies" / "town.yaml"
DOMAIN = Path(__file__).parent.parent.parent / "shared" / "domain"


@pytest.fixture(scope="module")
def town() -> Vocabulary:
    return Vocabulary.parse(TOWN.read_text(encoding="utf-8"), TOWN.name)


def rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.skipif(not DOMAIN.exists(), reason="the shared domain tables are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "key", "table"),
    [
        ("needs.csv", "code", core().needs),
        ("agency_kinds.csv", "kind", core().agency_kinds),
        ("person_properties.csv", "property", core().person_properties),
    ],
)
def test_the_core_holds_the_published_tables(name: str, key: str, table: dict[str, object]) -> None:
    published = {row[key]: (row["ja"], row["en"]) for row in rows(name)}
    assert {code: (term.ja, term.en) for code, term in table.items()} == published  # type: ignore[attr-defined]


def test_every_core_need_begins_with_its_domain() -> None:
    stray = [need.code for need in core().needs.values() if need.code.split(".")[0] != need.domain]
    assert stray == []


def test_every_domain_of_a_need_is_a_domain_and_every_domain_has_needs() -> None:
    assert {need.domain for need in core().needs.values()} == set(core().domains)


def test_every_term_has_labels_in_both_languages() -> None:
    vocabulary = core()
    tables = (
        vocabulary.domains,
        vocabulary.needs,
        vocabulary.agency_kinds,
        vocabulary.event_types,
        vocabulary.relations,
        vocabulary.person_properties,
    )
    without = [code for table in tables for code, term in table.items() if not (term.ja.strip() and term.en.strip())]
    assert without == []


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("care.dementia", "認知症", "Dementia"),
        ("child_guidance", "児童相談所", "Child guidance center"),
        ("care", "介護", "Long-term care"),
        ("discharge", "退院・退所", "Discharge from a hospital or facility"),
        ("PARENT_OF", "親", "Parent of"),
        ("bedridden", "寝たきり", "Bedridden"),
        ("unheard_of", "unheard_of", "unheard_of"),
    ],
)
def test_a_code_has_a_label_in_each_language_or_is_shown_itself(code: str, ja: str, en: str) -> None:
    assert (core().label(code, "ja"), core().label(code, "en")) == (ja, en)


def test_some_kinds_may_hold_a_case_and_some_are_everywhere() -> None:
    kinds = core().agency_kinds
    assert [(kinds[k].may_hold, kinds[k].builtin) for k in ("support_center", "housing", "police_fire")] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_protected_properties_are_marked() -> None:
    protected = {name for name, term in core().person_properties.items() if term.protected}
    assert protected == {"sex", "nationality"}


def test_the_schema_knows_the_case_graph() -> None:
    schema = core().schema
    assert set(schema.labels) == {"Case", "Household", "Person", "Need", "Agency", "Event", "Finding"}
    assert schema.relationships["SERVED_BY"].properties["role"].values == {"lead", "support"}
    assert schema.relationships["ABOUT"].end == {"Person", "Household", "Need", "Agency", "Event"}
    assert schema.relationships["IN"].start == {"Person", "Event"}


def test_relations_between_persons_are_symmetric_where_both_sides_mean_the_same() -> None:
    symmetric = {type for type, end in core().schema.relationships.items() if end.symmetric}
    assert symmetric == {"LIVES_WITH", "SPOUSE_OF", "SIBLING_OF"}


def test_coded_properties_are_closed_to_the_codes_but_findings_are_open() -> None:
    labels = core().schema.labels
    assert labels["Need"]["code"].values == set(core().needs)
    assert labels["Agency"]["kind"].what == "agency kind"
    assert labels["Finding"]["kind"].values is None


def test_entry_points_of_rules_are_indexed() -> None:
    assert core().schema.keys == {
        "Need": ("code", "domain"),
        "Agency": ("kind",),
        "Event": ("type",),
        "Finding": ("kind",),
    }


def test_an_extension_adds_and_keeps_the_core(town: Vocabulary) -> None:
    assert town.lineage == ("core", "town")
    assert set(core().needs) < set(town.needs)
    assert town.needs["pets.elderly_owner"].domain == "pets"
    assert [town.agency_kinds[k].may_hold for k in ("link_desk", "night_shelter")] == [False, True]


def test_added_codes_reach_the_schema(town: Vocabulary) -> None:
    schema = town.schema
    assert "pets.elderly_owner" in (schema.labels["Need"]["code"].values or ())
    assert "fire" in (schema.labels["Event"]["type"].values or ())
    assert schema.labels["Person"]["low_income"].kind == "boolean"
    assert schema.labels["Need"]["reported_on"].kind == "date"
    assert (schema.relationships["EMPLOYS"].symmetric, schema.relationships["FRIEND_OF"].symmetric) == (False, True)


def test_a_choice_may_be_given_further_values(town: Vocabulary) -> None:
    employment = town.schema.labels["Person"]["employment"]
    assert isinstance(employment, PropertyType)
    assert {"none", "student", "part_time", "full_time"} <= (employment.values or set())


def test_an_added_property_may_have_labels_and_be_protected(town: Vocabulary) -> None:
    assert (town.label("debts", "ja"), town.label("FRIEND_OF", "ja")) == ("借入額", "友人")
    assert town.person_properties["religion"].protected


def test_the_core_is_not_changed_by_an_extension(town: Vocabulary) -> None:
    assert "low_income" in town.person_properties
    assert "low_income" not in core().schema.labels["Person"]


def test_a_vocabulary_extends_an_extension(town: Vocabulary) -> None:
    text = "vocabulary: ward\nextends: town\nproperties: {Person: {low_income: boolean, age: integer, sex: [M, F]}}\n"
    ward = Vocabulary.parse(text, base=town)
    assert ward.lineage == ("core", "town", "ward")
    assert "EMPLOYS" in ward.schema.relationships


def test_a_code_may_be_repeated_as_it_is() -> None:
    text = (
        "vocabulary: ward\n"
        "needs: [{code: abuse.dv, domain: abuse, ja: DV, en: Domestic violence}]\n"
        "agency_kinds: [{kind: child_guidance, ja: 児童相談所, en: Child guidance center, may_hold: true}]\n"
    )
    assert Vocabulary.parse(text).agency_kinds == core().agency_kinds


def test_all_errors_of_an_extension_are_told_together() -> None:
    text = "vocabulary: ward\nextends: cor\nneeds: [{code: a.b, domain: nothing, ja: x, en: y}]\n"
    with pytest.raises(RulebookErrors) as caught:
        Vocabulary.parse(text)
    assert [error.line for error in caught.value.errors] == [2, 3]


def test_text_that_is_no_yaml_is_a_rulebook_error() -> None:
    with pytest.raises(RulebookError, match="aliases"):
        Vocabulary.parse("vocabulary: *a\n")


def test_a_vocabulary_survives_pickling(town: Vocabulary) -> None:
    copy = pickle.loads(pickle.dumps(town))
    assert (copy, hash(copy)) == (town, hash(town))


def test_the_content_tells_vocabularies_apart_but_not_the_order_of_their_text(town: Vocabulary) -> None:
    head = "vocabulary: ward\nevent_types: "
    one = Vocabulary.parse(head + "[{type: fire, ja: 火災, en: Fire}, {type: flood, ja: 水害, en: Flood}]")
    other = Vocabulary.parse(head + "[{type: flood, ja: 水害, en: Flood}, {type: fire, ja: 火災, en: Fire}]")
    assert one.content() == other.content()
    assert one.content() != Vocabulary.parse("vocabulary: ward\n").content()
    assert town.content()["properties"]["Person.low_income"]["kind"] == "boolean"


def test_a_vocabulary_that_adds_more_needs_than_the_limit_is_refused() -> None:
    needs = "".join(f"- {{code: debt.x{i}, domain: debt, ja: a, en: b}}\n" for i in range(extension.MOST_ENTRIES + 1))
    with pytest.raises(RulebookError, match="needs: must have at most 2000 entries"):
        Vocabulary.parse(f"vocabulary: large\nextends: core\nneeds:\n{needs}", "v.yaml")


def test_a_vocabulary_that_adds_more_relationship_types_than_the_limit_is_refused() -> None:
    types = "".join(f"  R{i}: {{from: Person, to: Person}}\n" for i in range(extension.MOST_RELATIONSHIPS + 1))
    with pytest.raises(RulebookError, match="relationships: must have at most 100 entries"):
        Vocabulary.parse(f"vocabulary: large\nextends: core\nrelationships:\n{types}", "v.yaml")
