"""Every value, key and character of a text is found again in the file."""

import pytest

from routing.source import Document, load_json, load_yaml

YAML = """\
# a comment
rules:
  - id: first
    match: >-
      (a:Person)
      -[:HAS]->(n)

      WHERE
    where: |
      a.age > 3
        AND b
    plain: one two
      three
    single: 'it''s  砧 x
      y'
    double: "a\\n b\\u3042\\x41\\"c\\
       d"
  - {id: second, list: [1, 22]}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_yaml(YAML, "rules.yaml")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("rules",), (3, 3)),
        (("rules", 0, "id"), (3, 9)),
        (("rules", 1), (18, 5)),
        (("rules", 1, "list", 1), (18, 28)),
        (("rules", 1, "list", 7), (18, 24)),
        (("rules", 1, "nothing", "at", "all"), (18, 5)),
        (("nothing",), (2, 1)),
    ],
)
def test_a_value_is_found_or_the_nearest_around_it(
    document: Document, path: tuple[str | int, ...], place: object
) -> None:
    assert document.position(path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("rules",), (2, 1)),
        (("rules", 0, "match"), (4, 5)),
        (("rules", 1, "list"), (18, 18)),
        (("rules", 1, "list", 0), (18, 25)),
        (("rules", 1, "nothing"), (18, 5)),
        ((), (2, 1)),
    ],
)
def test_a_key_is_found(document: Document, path: tuple[str | int, ...], place: object) -> None:
    assert document.key_position(path) == place


@pytest.mark.parametrize("field", ["id", "match", "where", "plain", "single", "double"])
def test_every_visible_character_of_a_scalar_is_found_where_it_is_written(document: Document, field: str) -> None:
    lines = YAML.split("\n")
    value = document.data["rules"][0][field]
    written = {"あ": "\\", "A": "\\", '"': "\\"} if field == "double" else {}
    for offset, character in enumerate(value):
        if not character.isspace():
            line, column = document.text_position(("rules", 0, field), offset)
            assert lines[line - 1][column - 1] == written.get(character, character), (field, offset)


def test_characters_are_found_in_order(document: Document) -> None:
    value = document.data["rules"][0]["match"]
    places = [document.text_position(("rules", 0, "match"), offset) for offset in range(len(value) + 1)]
    assert places == sorted(places)


def test_the_end_of_a_scalar_is_behind_its_last_character(document: Document) -> None:
    assert document.text_position(("rules", 0, "id"), 5) == (3, 14)


def test_a_blank_before_all_text_is_at_the_start() -> None:
    assert load_yaml("a: '  x'\n").text_position(("a",), 1) == (1, 5)


def test_a_character_of_what_is_no_text_is_the_start_of_the_value(document: Document) -> None:
    assert document.text_position(("rules", 1, "list", 1), 1) == (18, 28)


def test_a_character_of_a_value_that_is_not_there_is_the_start_of_what_is_around(document: Document) -> None:
    assert document.text_position(("rules", 1, "nothing"), 4) == (18, 5)


def test_json_characters_are_found_behind_escapes() -> None:
    text = '{"a": "x \\n\\"\\ud83d\\ude00z"}'
    document = load_json(text)
    found = [text[document.text_position(("a",), offset)[1] - 1 :][:2] for offset in (0, 3, 4, 5)]
    assert found == ["x ", '\\"', "\\u", 'z"']


def test_json_positions_are_those_of_the_values() -> None:
    document = load_json('{"a": [1, {"b": "x"}],\n "c": null}')
    found = [document.position(path) for path in ((), ("a",), ("a", 1), ("a", 1, "b"), ("c",))]
    assert found == [(1, 1), (1, 7), (1, 11), (1, 17), (2, 7)]


def test_json_keys_have_positions() -> None:
    assert load_json('{"a": 1,\n "\\u0062": 2}').key_position(("b",)) == (2, 2)


def test_a_value_is_given_as_it_was_written() -> None:
    document = load_yaml("version: 2026.10\nid: 'a b'\n")
    assert (document.written(("version",)), document.written(("id",)), document.written(("x",))) == (
        "2026.10",
        "'a b'",
        None,
    )


def test_blanks_at_the_end_of_a_scalar_are_behind_its_last_character() -> None:
    assert load_yaml("a: 'x  '\n").text_position(("a",), 2) == (1, 7)


def test_a_text_of_blanks_alone_has_a_place() -> None:
    assert load_json('{"a": "   "}').text_position(("a",), 2) == (1, 8)
