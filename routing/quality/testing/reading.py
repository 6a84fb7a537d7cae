"""Reading the tests that stand beside the rules: cases with the decision their author expects."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from routing.case import Case
from routing.errors import RulebookError, SourceError, did_you_mean
from routing.quality.expectations import Expectation, expected_rules
from routing.quality.testing.entry import TestEntry
from routing.quality.testing.run import RuleTest
from routing.rulebook import Rulebook
from routing.rulebook.packs import PackText, read_limited
from routing.rulebook.reading import Path as Steps
from routing.rulebook.reading import Problems, load
from routing.source import Document, validation_errors

SUFFIX = "_test.yaml"
T = TypeVar("T", bound=BaseModel)


def read_tests(pack: PackText, rulebook: Rulebook) -> list[RuleTest]:
    """The tests of a pack, in the order of files and lines. Raises `RulebookErrors` with all that is wrong."""
    problems = Problems()
    reader = _Reader(pack, rulebook, problems)
    for name in sorted(pack.files):
        if name.endswith(SUFFIX):
            document = load(pack, name, problems)
            if document is not None:
                reader.read(document)
    problems.stop()
    return reader.tests


class _Reader:
    """Reads the test files of one pack."""

    def __init__(self, pack: PackText, rulebook: Rulebook, problems: Problems) -> None:
        self.pack = pack
        self.vocabulary = rulebook.vocabulary
        self.rule_ids = {rule.id for rule in rulebook.rules}
        self.problems = problems
        self.tests: list[RuleTest] = []

    def read(self, document: Document) -> None:
        """Read one test file."""
        data = document.data
        if not isinstance(data, dict) or not isinstance(data.get("tests"), list):
            self.problems.add(
                "a test file holds `tests`, a list", document, (), "write `tests:` and `- name: ...` below"
            )
            return
        for key in data:
            if key not in ("tests", "note", "source"):
                help = did_you_mean(key, ("tests", "note", "source"))
                self.problems.add_at_key(f"unknown field `{key}`", document, (key,), help)
        for index, entry in enumerate(data["tests"]):
            self._test(document, ("tests", index), entry)

    def _test(self, document: Document, path: Steps, data: Any) -> None:
        if not isinstance(data, dict):
            self.problems.add("a test is a map of fields", document, path, "such as `name`, `case`, `expect`")
            return
        entry = self._valid(TestEntry, data, document, path)
        expect = None
        if isinstance(data.get("expect"), dict):
            expect = self._valid(Expectation, data["expect"], document, (*path, "expect"))
        if entry is None or expect is None:
            return
        self._check_rules(expect, document, (*path, "expect"))
        case = self._case(entry.case, document, (*path, "case"))
        if case is not None:
            line, _ = document.position((*path, "name"))
            name = {"ja": entry.name.ja, "en": entry.name.en}
            self.tests.append(RuleTest(name, f"{document.file}:{line}", case, expect, document, path))

    def _valid(self, model: type[T], data: Any, document: Document, path: Steps) -> T | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.problems.take(validation_errors(document, error, path, error=RulebookError, model=model))
            return None

    def _check_rules(self, expect: Expectation, document: Document, path: Steps) -> None:
        for field, ids in expected_rules(expect).items():
            for id in ids:
                if id not in self.rule_ids:
                    help = did_you_mean(id, self.rule_ids, "a test names rules by their ids")
                    self.problems.add(f"there is no rule `{id}`", document, (*path, field), help)

    def _case(self, data: Any, document: Document, path: Steps) -> Case | None:
        """The case of a test, given inline or as a file of the pack, checked against the vocabulary."""
        try:
            if isinstance(data, str):
                file = self._file(data)
                case = Case.parse(read_limited(file, self.pack.file(data)), self.pack.file(data))
            elif isinstance(data, dict):
                case = Case.from_dict(data)
            else:
                self.problems.add("`case` is a case, or the name of a file that holds one", document, path)
                return None
            case.to_graph(self.vocabulary)
            return case
        except SourceError as error:
            if error.line is None:
                self.problems.add(f"case: {error.message}", document, path, error.help)
            else:
                self.problems.take(error)
        return None

    def _file(self, name: str) -> Path:
        """A case file inside the pack. Raises `RulebookError` without a place."""
        home = self.pack.folder
        try:
            file = (home / name).resolve() if home is not None else None
            if home is None or file is None or not file.is_relative_to(home):
                raise RulebookError("the file must lie inside the pack", help="write it relative to the test file")
            if not file.is_file():
                raise RulebookError("there is no such file in the pack", help="write it relative to the test file")
        except (OSError, ValueError):
            raise RulebookError("this is no file name") from None
        return file
