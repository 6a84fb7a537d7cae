"""`routing rules fmt`: the canonical layout, and that it never changes what a file says."""

from __future__ import annotations

import json
import os
import stat
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.errors import RulebookError
from routing.quality.fmt import formatted
from routing.quality.fmt.comments import find_comments
from routing.quality.fmt.tree import read_tree
from routing.quality.forms import form_of
from routing.rulebook import Rulebook, bundled_names
from routing.rulebook.packs import bundled_folder
from routing.source import load_yaml
from tests.damage import damaged
from tests.packs import bundled_rulebook
from tests.rulebooks import DATA, texts
from tests.test_cli_route import routing

LAYOUTS = {
    "the fields of a rule stand in their order": (
        "rule",
        "rules:\n  - then: [{escalate: {reason: x, level: advice}}]\n    note: n\n    match: (p)\n    id: a\n",
        "rules:\n  - id: a\n    match: (p)\n    then: [{escalate: {level: advice, reason: x}}]\n    note: n\n",
    ),
    "levels are indented by two columns": (
        "rule",
        "rules:\n- id: a\n  then:\n        - finding:\n             kind: k\n",
        "rules:\n  - id: a\n    then:\n      - finding:\n          kind: k\n",
    ),
    "a blank line parts rules, and no more than one": (
        "rule",
        "rules:\n\n  - id: a\n  - id: b\n\n\n\n  - id: c\n",
        "rules:\n  - id: a\n\n  - id: b\n\n  - id: c\n",
    ),
    "blanks inside brackets are as everywhere": (
        "rule",
        "rules:\n  - { id: a ,basis: [ {law: x,status:   memory} ] }\n",
        "rules:\n  - {id: a, basis: [{law: x, status: memory}]}\n",
    ),
    "the line breaks of the author inside brackets stay": (
        "test",
        "tests:\n  - case:\n      {case: t,\n    x: [{id: a},\n {id: b}]}\n    name: {en: b, ja: a}\n",
        "tests:\n  - name: {ja: a, en: b}\n    case:\n      {case: t,\n       x: [{id: a},\n           {id: b}]}\n",
    ),
    "a comment goes with the field it stands above": (
        "rule",
        "rules:\n  - match: (p)\n    # what it is called\n    id: a\n",
        "rules:\n  # what it is called\n  - id: a\n    match: (p)\n",
    ),
    "a comment beside a field stays beside it": (
        "rulebook",
        "lead_order:     # last\n- a   # first\n- b\nrulebook: x  # name\n",
        "rulebook: x  # name\nlead_order:     # last\n  - a   # first\n  - b\n",
    ),
    "a comment at the end belongs to what it is indented with": (
        "rule",
        "rules:\n  - id: a\n    # in the rule\n  # in the list\n# in the file\n",
        "rules:\n  - id: a\n    # in the rule\n  # in the list\n# in the file\n",
    ),
    "brackets with a comment in them stay as written": (
        "rulebook",
        "tiers: [ a,   # highest\n  b]\n",
        "tiers: [ a,   # highest\n  b]\n",
    ),
    "single quotes become double ones where nothing has to be escaped": (
        "rule",
        "rules:\n  - id: 'a'\n    note: 'it''s'\n    match: '(p)'\n",
        "rules:\n  - id: \"a\"\n    match: '(p)'\n    note: 'it''s'\n",
    ),
    "long text keeps its lines, one level deeper than its field": (
        "rule",
        "rules:\n  - id: a\n    where: >-\n          a > 3\n            AND true\n\n          OR b\n    match: (p)\n",
        "rules:\n  - id: a\n    match: (p)\n    where: >-\n      a > 3\n        AND true\n\n      OR b\n",
    ),
    "plain text over several lines stays so": (
        "rulebook",
        "note: one\n     two\n\n     three\nrulebook: x\n",
        "rulebook: x\nnote: one\n  two\n\n  three\n",
    ),
    "the fields of a case stay as they are": ("case", "{persons: [], case: t}\n", "{persons: [], case: t}\n"),
    "an unknown field follows the known ones": ("rule", "rules: [{x: 1, id: a}]\n", "rules: [{id: a, x: 1}]\n"),
    "windows line ends and a missing one are mended": ("rule", "rules:\r\n  - id: a", "rules:\n  - id: a\n"),
    "an empty value stays empty": ("rulebook", "note:\nrulebook: x\n", "rulebook: x\nnote:\n"),
    "a document marker goes": ("rulebook", "--- # head\nrulebook: x\n", "# head\nrulebook: x\n"),
}


@pytest.mark.parametrize("what", LAYOUTS)
def test_the_canonical_layout(what: str) -> None:
    form, text, expected = LAYOUTS[what]
    assert formatted(text, form) == expected  # type: ignore[arg-type]


def comments(text: str) -> list[str]:
    return sorted(comment.text for comment in find_comments(text, read_tree(text)))


def bundled() -> list[Path]:
    home = bundled_folder()
    assert home is not None
    return sorted(home.glob("*/*.yaml"))


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", bundled(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_file_laid_out_says_the_same_with_the_same_comments(path: Path) -> None:
    text = path.read_text("utf-8")
    data = load_yaml(text).data
    result = formatted(text, form_of(path.name, data))
    assert load_yaml(result).data == data
    assert comments(result) == comments(text)
    assert formatted(result, form_of(path.name, data)) == result


@cache
def laid_out() -> dict[str, dict[str, str]]:
    """The bundled packs in canonical layout, without their tests."""
    packs: dict[str, dict[str, str]] = {}
    for path in bundled():
        if not path.name.endswith("_test.yaml"):
            text = path.read_text("utf-8")
            packs.setdefault(path.parent.name, {})[path.name] = formatted(
                text, form_of(path.name, load_yaml(text).data)
            )
    return packs


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", bundled_names())
def test_the_layout_keeps_the_digest_of_a_rulebook(name: str) -> None:
    assert Rulebook.parse(laid_out()[name], laid_out()).digest == bundled_rulebook(name).digest


def test_the_layout_of_the_shipped_rules_is_near_the_canonical_one() -> None:
    lines = changed = 0
    for pack, files in laid_out().items():
        for name, after in files.items():
            before = next(path for path in bundled() if path.parts[-2:] == (pack, name)).read_text("utf-8").splitlines()
            lines += len(before)
            changed += len(set(after.splitlines()) - set(before))
    assert changed <= lines * 0.01


def judge(text: str | bytes, form: str) -> bool:
    """Whether a text was refused; fails unless what was not says the same and is its own layout."""
    refused: RulebookError | None = None
    try:
        result = formatted(text, form)  # type: ignore[arg-type]
    except RulebookError as error:
        refused = error
    if refused is not None:
        assert refused.line is not None
        return True
    assert load_yaml(result).data == load_yaml(text).data
    assert formatted(result, form) == result  # type: ignore[arg-type]
    return False


SAMPLES = [(form, text) for form, text, _ in LAYOUTS.values()] + [
    ("rule", texts(DATA / "base")["topic.yaml"]),
    ("rulebook", texts(DATA / "base")["rulebook.yaml"]),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize("block", range(5))
def test_damaged_files_are_refused_or_say_the_same(block: int) -> None:
    refused = 0
    for seed in range(block * 200, block * 200 + 200):
        form, text = SAMPLES[seed % len(SAMPLES)]
        refused += judge(damaged(text, seed), form)
    assert 20 < refused < 200


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from(
        ["a", "x y", "", " a", "a: b", "# no", "- a", "null", "it's", '"', "1", "[", "a\nb", "a\n\n b\n", "相談"]
    ),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "rules", "then", "match", "note", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(data=TREES, block=st.booleans(), width=st.sampled_from([10, 200]), indent=st.integers(2, 5))
def test_whatever_a_yaml_writer_writes_is_laid_out_without_a_change_of_meaning(
    data: object, block: bool, width: int, indent: int
) -> None:
    import yaml

    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=not block, width=width, indent=indent)
    assert judge(text, "rule") is False


def test_a_large_file_is_laid_out_in_a_bounded_number_of_steps() -> None:
    import sys

    def steps(count: int) -> int:
        text = "rules:\n" + "  # c\n  - {id: a, x: [1, 2]}\n" * count
        calls = 0

        def traced(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(traced)
        try:
            formatted(text, "rule")
        finally:
            sys.setprofile(None)
        return calls

    few, many = steps(100), steps(400)
    assert many < few * 6


# the command


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in texts(DATA / "base").items():
        (folder / name).write_text(formatted(text, form_of(name, load_yaml(text).data)), "utf-8")
    return folder


def spoil(pack: Path) -> str:
    file = pack / "topic.yaml"
    good = file.read_text("utf-8")
    file.write_text(good.replace("title: {ja", "title: { ja", 1), "utf-8")
    assert file.read_text("utf-8") != good
    return good


def test_a_file_is_rewritten_and_named(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = spoil(pack)
    assert routing("rules", "fmt", pack) == 0
    assert (pack / "topic.yaml").read_text("utf-8") == good
    output, messages = capsys.readouterr()
    assert output == f"{pack.as_posix()}/topic.yaml\n"
    assert messages == "1 changed, 1 as they should be, 0 refused\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_a_look_writes_nothing_and_ends_with_findings(
    option: str, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(pack)
    before = (pack / "topic.yaml").read_text("utf-8")
    assert routing("rules", "fmt", option, pack) == 1
    assert (pack / "topic.yaml").read_text("utf-8") == before
    assert "topic.yaml" in capsys.readouterr().out


def test_the_diff_shows_the_lines_that_change(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(pack)
    routing("rules", "fmt", "--diff", pack / "topic.yaml")
    lines = capsys.readouterr().out.splitlines()
    found = [line[:15].split() for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert found == [["-", "title:", "{", "j"], ["+", "title:", "{ja"]]


@pytest.mark.parametrize("option", [(), ("--check",)])
def test_files_in_canonical_layout_are_left_alone(option: tuple[str, ...], pack: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in pack.iterdir()}
    assert routing("rules", "fmt", *option, pack) == 0
    assert {path: (path.read_bytes(), path.stat().st_ino) for path in pack.iterdir()} == before


def test_a_file_that_is_no_yaml_is_told_and_does_not_stop_the_others(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = spoil(pack)
    (pack / "broken.yaml").write_text("rules: [\n", "utf-8")
    assert routing("rules", "fmt", pack) == 2
    assert (pack / "topic.yaml").read_text("utf-8") == good
    assert (pack / "broken.yaml").read_text("utf-8") == "rules: [\n"
    assert f"{pack.as_posix()}/broken.yaml:2:1: not valid YAML" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["natoinal", "none.yaml"])
def test_a_target_that_does_not_exist_is_wrong_usage(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "fmt", target) == 2
    assert target in capsys.readouterr().err


def test_a_file_keeps_its_permissions_and_nothing_is_left_beside_it(pack: Path) -> None:
    spoil(pack)
    file = pack / "topic.yaml"
    os.chmod(file, 0o640)
    names = sorted(path.name for path in pack.iterdir())
    assert routing("rules", "fmt", pack) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in pack.iterdir()) == names


def test_a_link_to_a_file_stays_a_link(pack: Path, tmp_path: Path) -> None:
    good = spoil(pack)
    link = tmp_path / "link.yaml"
    link.symlink_to(pack / "topic.yaml")
    assert routing("rules", "fmt", link) == 0
    assert link.is_symlink()
    assert (pack / "topic.yaml").read_text("utf-8") == good


def test_a_decision_table_in_the_pack_is_passed_by(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "ages.table.csv").write_bytes(b"a: [,b\n")
    assert routing("rules", "fmt", pack) == 0
    assert (pack / "ages.table.csv").read_bytes() == b"a: [,b\n"
    assert capsys.readouterr().err == "0 changed, 2 as they should be, 0 refused\n"


def test_the_list_of_files_as_json(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(pack)
    assert routing("rules", "fmt", "--check", "--format", "json", pack) == 1
    name = f"{pack.as_posix()}/topic.yaml"
    assert json.loads(capsys.readouterr().out) == {"changed": [name], "same": 1, "refused": 0, "written": False}
