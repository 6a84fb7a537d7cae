"""What a text means: YAML 1.2 values, JSON values, files with one or several documents."""

import os
from pathlib import Path

import pytest

from routing.errors import CaseError, SourceError
from routing.source import MOST_BYTES, MOST_ITEMS, Document, load_file, load_json, load_lines, load_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("Null", "Null"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("010", 10),
        ("0x1F", 31),
        ("0o17", 15),
        ("000000000000000000000001", 1),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("2026-04-01", "2026-04-01"),
        ("+", "+"),
        ("-x", "-x"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'~'", "~"),
        ("|\n  a\n  b", "a\nb\n"),
        (">-\n  a\n  b", "a b"),
        ("砧", "砧"),
        ("[1, a, {b: c}]", [1, "a", {"b": "c"}]),
        ("{}", {}),
    ],
)
def test_a_yaml_value_follows_the_core_schema(written: str, value: object) -> None:
    data = load_yaml(f"x: {written}\n").data["x"]
    assert (data, type(data)) == (value, type(value))


def test_the_same_value_may_stand_in_json() -> None:
    text = '{"a": [1, -2.5, true, null, "\\u7827\\n"], "b": {}}'
    assert load_json(text).data == {"a": [1, -2.5, True, None, "砧\n"], "b": {}}


def test_an_empty_yaml_text_is_nothing() -> None:
    assert load_yaml("# only a comment\n").data is None


@pytest.mark.parametrize("text", ["- 1\n- 2\n", "- 1\r\n- 2\r\n", "\ufeff- 1\n- 2\n"])
def test_line_ends_and_byte_order_marks_change_nothing(text: str) -> None:
    assert load_yaml(text.encode()).data == [1, 2]


def test_a_character_outside_the_basic_plane_is_read_from_two_escapes() -> None:
    assert load_json('"\\ud842\\udfb7"').data == "𠮷"


@pytest.mark.parametrize(("load", "kind"), [(load_yaml, "yaml"), (load_json, "json")])
def test_a_text_that_is_too_long_is_refused(load: object, kind: str) -> None:
    with pytest.raises(SourceError, match="the text is too long"):
        load('"' + "砧" * (MOST_BYTES[kind] // 3) + '"')  # type: ignore[operator]


@pytest.mark.parametrize(("load", "text"), [(load_yaml, "- 1\n"), (load_json, "1,")])
def test_a_text_of_too_many_values_is_refused(load: object, text: str) -> None:
    with pytest.raises(SourceError, match=f"more than {MOST_ITEMS} values"):
        load(text * (MOST_ITEMS + 1))  # type: ignore[operator]


def test_invalid_utf_8_is_refused_where_it_stands() -> None:
    with pytest.raises(SourceError, match="not valid UTF-8") as caught:
        load_yaml(b"a: b\nc: " + b"\xe7\xa0\xff")
    assert (caught.value.line, caught.value.column) == (2, 4)


def test_the_caller_chooses_the_kind_of_error() -> None:
    with pytest.raises(CaseError):
        load_json("[", error=CaseError)


def test_a_yaml_or_json_file_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('{\n "a": 1}\n', encoding="utf-8")
    found = [[document.data for document in load_file(tmp_path / name)] for name in ("a.yaml", "a.json")]
    assert found == [[{"a": 1}], [{"a": 1}]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_json_lines_are_one_document_a_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"a": 1}\n\n{"a": 2}\r\n{"a": 3}', encoding="utf-8")
    assert [document.data for document in load_file(tmp_path / name)] == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_a_bad_line_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": \n\xff\n{"a": NaN}\n{"a": 5}\n')
    found = [
        (item.data if isinstance(item, Document) else (item.message, item.line, item.column))
        for item in load_lines(path)
    ]
    assert found == [
        {"a": 1},
        ("not valid JSON: a value is missing or not valid here", 2, 7),
        ("the text is not valid UTF-8", 3, 1),
        ("numbers must be finite", 4, 7),
        {"a": 5},
    ]


def test_a_line_that_is_too_long_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('"' + "x" * (2 * MOST_BYTES["json"]) + '"\n2\n', encoding="utf-8")
    found = [item.data if isinstance(item, Document) else item.message for item in load_lines(path)]
    assert found == ["the text is too long", 2]


def test_positions_in_json_lines_count_the_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"a": [1, 22]}\n', encoding="utf-8")
    second = load_file(path)[1]
    assert second.position(("a", 1)) == (2, 11)


@pytest.mark.parametrize("name", ["none.yaml", "none.json", "none.jsonl", "folder", "folder.json", "nul\0.yaml"])
def test_a_file_that_cannot_be_read_is_an_error_that_says_why(tmp_path: Path, name: str) -> None:
    if name.startswith("folder"):
        (tmp_path / name).mkdir()
    with pytest.raises(SourceError, match=r"the file cannot be read: (no such file|is a directory|not a valid)"):
        load_file(f"{tmp_path}/{name}")


@pytest.mark.parametrize("name", ["pipe.yaml", "pipe.json", "pipe.jsonl"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError, match="it is a pipe or a device, not a file"):
        load_file(tmp_path / name)


def test_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(SourceError, match="it is a pipe or a device, not a file"):
        load_file(tmp_path / "endless.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a directory"):
        load_file(tmp_path)


@pytest.mark.parametrize("line", ["{", ""])
def test_json_lines_of_which_none_can_be_read_are_given_up(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(f"{line}\n" * 5000, encoding="utf-8")
    found = list(load_lines(path))
    assert len(found) <= 1001
    assert isinstance(found[-1], SourceError)
    assert found[-1].message == "none of the first 1000 lines holds JSON; the rest is not read"


def test_one_good_line_among_the_first_keeps_the_rest_of_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_text("1\n" + "{\n" * 1500 + "2\n", encoding="utf-8")
    found = list(load_lines(path))
    assert len(found) == 1502
    assert isinstance(found[-1], Document)


def test_a_file_name_cannot_steer_the_terminal_a_message_is_shown_in() -> None:
    assert "\x1b" not in str(SourceError("wrong", file="a\x1b[31m\u202e.yaml"))
