"""Loading rulebooks: by name, from folders, from texts; limits; and what the digest depends on."""

from __future__ import annotations

import datetime as dt
import pickle
import time
from pathlib import Path

import pytest

from routing.errors import RulebookError, RulebookErrors
from routing.rulebook import Rulebook, bundled_names, limits
from tests.rulebooks import DATA, texts

HEAD = 'rulebook: town\nversion: "1"\ntitle: {ja: 町, en: Town}\nextends: [base]\n'
BASE = texts(DATA / "base")


def rule(id: str, match: str = "(p:Person)", where: str = "p.age > 3", more: str = "") -> str:
    return (
        f"  - id: {id}\n    title: {{ja: 規則, en: Rule}}\n{more}    match: {match}\n    where: {where}\n"
        "    then: {escalate: {level: advice, reason: asked}}\n"
    )


def town(rules: str = "", head: str = HEAD, **files: str) -> Rulebook:
    given = {"topic.yaml": f"rules:\n{rules}"} if rules else {}
    return Rulebook.parse({"rulebook.yaml": head, **given, **files}, {"base": BASE})


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_folder_and_its_rulebook_file_load_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", BASE)
    assert Rulebook.load(folder) == Rulebook.load(str(folder / "rulebook.yaml")) == Rulebook.parse(BASE)


def test_a_pack_beside_this_one_is_extended_by_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "base", BASE)
    folder = write(tmp_path / "town", {"rulebook.yaml": HEAD.replace("[base]", "../base")})
    assert Rulebook.load(folder).packs == ("base", "town")


def test_every_bundled_rulebook_is_listed_by_name() -> None:
    assert "national" in bundled_names()
    assert bundled_names() == sorted(bundled_names())


def test_an_unknown_name_is_told_with_the_nearest_known_one() -> None:
    with pytest.raises(RulebookErrors) as found:
        Rulebook.load("nationl")
    assert found.value.message == "there is no rulebook `nationl`"
    assert found.value.help is not None
    assert found.value.help.startswith("did you mean `national`?")


def test_a_folder_without_a_rulebook_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"the folder has no `rulebook\.yaml`"):
        Rulebook.load(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "/", "", "rulebook.yaml"])
def test_a_name_that_cannot_be_one_is_a_rulebook_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RulebookError):
        Rulebook.load(name)


def test_a_link_that_leaves_the_pack_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("rules: []\n")
    folder = write(tmp_path / "base", BASE)
    (folder / "more.yaml").symlink_to(outside)
    with pytest.raises(RulebookError, match="a link that leaves the pack"):
        Rulebook.load(folder)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", BASE)
    (folder / "more.yaml").symlink_to(folder / "more.yaml")
    with pytest.raises(RulebookError, match="a link that leaves the pack"):
        Rulebook.load(folder)


def test_a_folder_that_looks_like_a_file_is_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", BASE)
    (folder / "more.yaml").mkdir()
    assert Rulebook.load(folder) == Rulebook.parse(BASE)


def test_a_bundled_pack_is_extended_by_its_name() -> None:
    head = HEAD.replace("[base]", "national")
    assert Rulebook.parse({"rulebook.yaml": head}).packs == ("national", "town")


def test_errors_in_a_pack_beside_this_one_name_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "base", {**BASE, "topic.yaml": "rules: {}\n"})
    folder = write(tmp_path / "town", {"rulebook.yaml": HEAD.replace("[base]", "../base")})
    with pytest.raises(RulebookErrors) as found:
        Rulebook.load(folder)
    assert found.value.file == f"{tmp_path.as_posix()}/base/topic.yaml"


def test_a_large_file_of_an_extended_pack_is_told_with_its_name(tmp_path: Path) -> None:
    write(tmp_path / "base", {**BASE, "large.yaml": "#" * (limits.FILE_BYTES + 1)})
    folder = write(tmp_path / "town", {"rulebook.yaml": HEAD.replace("[base]", "../base")})
    with pytest.raises(RulebookErrors) as found:
        Rulebook.load(folder)
    assert found.value.place == f"{tmp_path.as_posix()}/base/large.yaml"


def test_a_file_that_is_not_utf_8_is_a_rulebook_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", BASE)
    (folder / "topic.yaml").write_bytes("rules: [{id: 規則}]".encode("shift_jis"))
    with pytest.raises(RulebookErrors) as found:
        Rulebook.load(folder)
    assert found.value.file == f"{folder.as_posix()}/topic.yaml"


@pytest.mark.unmeasured
def test_a_rulebook_of_1600_rules_loads() -> None:
    files = {
        f"topic{n}.yaml": "rules:\n" + "".join(rule(f"rule-{n}-{i}", where=f"p.age > {i}") for i in range(400))
        for n in range(4)
    }
    assert len(town(**files).rules) == 1602


def test_sixty_rules_load_in_half_a_second() -> None:
    rules = "".join(rule(f"rule-{i}", where=f"p.age > {i}") for i in range(60))
    town(rules)
    start = time.process_time()
    town(rules)
    assert time.process_time() - start < 0.5


def test_more_rules_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RULES", 3)
    with pytest.raises(RulebookError, match="at most 3 rules"):
        town(rule("one") + rule("two"))


def test_more_files_than_the_limit_are_refused(tmp_path: Path) -> None:
    files = {f"t{i}.yaml": "rules: []\n" for i in range(limits.FILES)}
    with pytest.raises(RulebookError, match=f"at most {limits.FILES} files"):
        town(**files)
    with pytest.raises(RulebookError, match=f"at most {limits.FILES} files"):
        Rulebook.load(write(tmp_path / "base", {**BASE, **files}))


def test_files_are_counted_over_all_packs() -> None:
    files = {f"t{i}.yaml": "rules: []\n" for i in range(limits.FILES - 2)}
    with pytest.raises(RulebookError, match="those of the packs it extends included"):
        town(**files)


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    large = "#" * (limits.FILE_BYTES + 1)
    with pytest.raises(RulebookError, match="larger than"):
        town(**{"large.yaml": large})
    with pytest.raises(RulebookError, match="larger than"):
        Rulebook.load(write(tmp_path / "base", {**BASE, "large.yaml": large}))


def test_files_larger_together_than_the_limit_are_refused(tmp_path: Path) -> None:
    files = {f"t{i}.yaml": "rules: []\n" + "#" * 1_000_000 for i in range(5)}
    with pytest.raises(RulebookError, match="at most 4194304 bytes in all its files"):
        town(**files)
    with pytest.raises(RulebookError, match="at most 4194304 bytes"):
        Rulebook.load(write(tmp_path / "base", {**BASE, **files}))


def test_a_pattern_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(RulebookErrors) as found:
        town(rule("long", where="p.age > 3" + " AND p.age > 3" * 600))
    assert found.value.message == "the pattern of rule `long` is longer than 8192 characters"


def test_patterns_longer_together_than_the_limit_are_refused() -> None:
    rules = "".join(rule(f"rule-{i}", where="p.age > 3" + " AND p.age > 3" * 500) for i in range(60))
    with pytest.raises(RulebookError, match="at most 240000 characters together"):
        town(rules)


def test_more_relationships_in_all_patterns_than_the_limit_are_refused() -> None:
    inner = "EXISTS { (p)" + "--()" * 8 + " }"
    rules = "".join(rule(f"rule-{i}", match="(p:Person)" + "--()" * 8, where=inner) for i in range(501))
    with pytest.raises(RulebookError, match="at most 8000 relationships together"):
        town(rules)


@pytest.mark.parametrize("field", ["tiers", "lead_order", "disable", "serves"])
def test_more_names_in_a_list_than_the_limit_are_refused(field: str) -> None:
    names = ", ".join(f"n{i}" for i in range(limits.NAMES + 1))
    with pytest.raises(RulebookError, match=f"{field}: must have at most 2000 entries"):
        town(head=HEAD + f"{field}: [{names}]\n")


def test_a_long_circle_is_told_shortened() -> None:
    denied = "NOT EXISTS {{ (f:Finding)-[:ABOUT]->(p) WHERE f.kind = 'k{}' }}"
    rules = "".join(
        rule(f"rule-{i}", where=denied.format((i + 1) % 30)).replace(
            "{escalate: {level: advice, reason: asked}}", f"{{finding: {{kind: k{i}, about: p}}}}"
        )
        for i in range(30)
    )
    with pytest.raises(RulebookError) as found:
        town(rules)
    assert found.value.message.count(" -> ") == 12
    assert "... -> rule-" in found.value.message


def test_more_effects_than_the_limit_are_refused() -> None:
    effects = "[" + ", ".join(["{escalate: {level: advice, reason: x}}"] * (limits.EFFECTS + 1)) + "]"
    with pytest.raises(RulebookError, match="at most 32 effects"):
        town(rule("many").replace("{escalate: {level: advice, reason: asked}}", effects))


def test_packs_that_extend_one_another_too_deep_are_refused() -> None:
    packs = {f"p{i}": {"rulebook.yaml": HEAD.replace("town", f"p{i}").replace("base", f"p{i + 1}")} for i in range(20)}
    with pytest.raises(RulebookError, match="more than 8 deep"):
        Rulebook.parse({"rulebook.yaml": HEAD.replace("[base]", "[p0]")}, packs)


def test_errors_told_at_once_are_limited() -> None:
    with pytest.raises(RulebookErrors) as found:
        town("".join(rule(f"rule-{i}", match="(p:Persn)") for i in range(limits.ERRORS + 50)))
    assert len(found.value.errors) == limits.ERRORS


def test_test_files_are_no_topic_files() -> None:
    assert len(town(**{"topic_test.yaml": "tests: []\n"}).rules) == 2


def test_a_rulebook_survives_pickling() -> None:
    before = town(rule("one"))
    before.strata(dt.date(2026, 4, 1))
    after = pickle.loads(pickle.dumps(before))
    assert after == before
    assert hash(after) == hash(before)
    assert after.strata(dt.date(2026, 4, 1)) == before.strata(dt.date(2026, 4, 1))


def test_errors_of_a_rulebook_survive_pickling() -> None:
    with pytest.raises(RulebookErrors) as found:
        town(rule("one", match="(p:Persn)") + rule("two", match="(p:Persn)"))
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)


def test_strata_are_the_same_object_between_changes_of_the_rules() -> None:
    rulebook = town(rule("one", more="    in_force: {from: 2020-01-01}\n"))
    assert rulebook.strata(dt.date(2020, 1, 1)) is rulebook.strata(dt.date(2030, 1, 1))
    assert rulebook.strata(dt.date(2019, 12, 31)) is not rulebook.strata(dt.date(2020, 1, 1))


def test_an_unknown_rule_could_add_nothing() -> None:
    assert town().could_add("no-such-rule") == ()


class TestDigest:
    def test_does_not_depend_on_order_files_comments_or_style(self) -> None:
        one = town(rule("one") + rule("two"))
        other = Rulebook.parse(
            {
                "rulebook.yaml": "# a comment\n" + HEAD.replace("{ja: 町, en: Town}", "\n  en: Town\n  ja: 町"),
                "b.yaml": "rules:\n" + rule("two").replace("(p:Person)", "|\n      // who\n      (p:Person)"),
                "a.yaml": "note: moved\nrules:\n" + rule("one", where=">-\n      p.age\n      > 3"),
            },
            {"base": BASE},
        )
        assert one.digest == other.digest
        assert one.digest.startswith("sha256:")
        assert len(one.digest) == 71

    @pytest.mark.parametrize(
        "change",
        [
            ("p.age > 3", "p.age > 4"),
            ("reason: asked", "reason: told"),
            ("en: Rule", "en: A rule"),
            ("id: one", "id: other"),
            ("    match", "    in_force: {from: 2020-01-01}\n    match"),
            ("    match", "    basis: [{law: 生活保護法, status: memory}]\n    match"),
        ],
        ids=lambda change: change[1].strip().split(":")[0],
    )
    def test_depends_on_every_part_of_a_rule(self, change: tuple[str, str]) -> None:
        assert town(rule("one")).digest != town(rule("one").replace(*change)).digest

    @pytest.mark.parametrize(
        "line",
        [
            "lead_order: [support_center]",
            "default_lead: health_center",
            "contested: [[support_center, health_center]]",
            "disable: [dementia]",
            "serves: any",
            "escalation: {hops: {level: advice}}",
            "calendar: {closed: [2026-07-01]}",
            "calendar: {hours: 'Mo-Fr 09:00-17:00'}",
            "ladder: [{id: remind, on: no_answer, after: 3bd, do: remind}]",
        ],
    )
    def test_depends_on_every_part_of_the_rulebook_file(self, line: str) -> None:
        assert town().digest != town(head=f"{HEAD}{line}\n").digest

    def test_a_ladder_left_empty_is_the_usual_one(self) -> None:
        assert town(head=f"{HEAD}ladder:\n").digest == town().digest

    def test_depends_on_the_vocabulary_and_the_directory(self) -> None:
        plain = town().digest
        office = "- {id: kinuta, kind: support_center, ja: 砧, en: Kinuta}\n"
        assert plain != town(**{"directory.yaml": office}).digest
        words = "vocabulary: town\nextends: core\ndomains: [{code: pets, ja: ペット, en: Pets}]\n"
        assert plain != town(head=HEAD + "vocabulary: words.yaml\n", **{"words.yaml": words}).digest

    def test_blanks_inside_a_quoted_text_count(self) -> None:
        one = town(rule("one", match="(p:Person)-[:IN]->(c:Case)", where="c.district = 'a b'"))
        other = town(rule("one", match="(p:Person)-[:IN]->(c:Case)", where="c.district = 'a  b'"))
        assert one.digest != other.digest


class TestDirectoriesAndVocabularies:
    WORDS = (
        "vocabulary: {0}\nextends: core\ndomains: [{{code: {0}s, ja: 語, en: Word}}]\n"
        "needs: [{{code: {0}s.old, domain: {0}s, ja: 古い, en: Old}}]\n"
    )

    def side(self, name: str) -> dict[str, str]:
        return {
            "rulebook.yaml": HEAD.replace("town", name) + "vocabulary: words.yaml\n",
            "words.yaml": self.WORDS.format(name),
            "directory.yaml": f"- {{id: {name}-office, kind: support_center, ja: 所, en: Office}}\n",
        }

    def test_those_of_all_packs_are_joined(self) -> None:
        leaf = {"rulebook.yaml": HEAD.replace("[base]", "[east, west]"), "directory.yaml": "[]"}
        rulebook = Rulebook.parse(leaf, {"base": BASE, "east": self.side("east"), "west": self.side("west")})
        assert {"easts.old", "wests.old"} <= rulebook.vocabulary.needs.keys()
        assert rulebook.directory is not None
        assert [office.id for office in rulebook.directory.offices] == ["east-office", "west-office"]

    def test_an_office_id_is_taken_once_in_all_packs(self) -> None:
        leaf = self.side("east") | {"rulebook.yaml": HEAD.replace("[base]", "[east]")}
        del leaf["words.yaml"]
        with pytest.raises(RulebookError, match="already an office `east-office`"):
            Rulebook.parse(leaf, {"base": BASE, "east": self.side("east")})

    def test_a_rulebook_without_a_directory_has_none(self) -> None:
        assert town().directory is None
