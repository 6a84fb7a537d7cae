"""Texts of cases decided, with what a process keeps for it: routers, and the decisions about equal cases."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from routing.batch.equal_cases import Kept, case_key, ids_are_plain, reads_ids, text_key
from routing.batch.template import Template, is_fail_safe, template
from routing.case import Case
from routing.case.line import Apart, apart, case_of_line
from routing.case.reading import DISAGREEMENT, cases_in
from routing.decision import Decision
from routing.errors import CaseError
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.serving import serving
from routing.source import Document, load_json, load_yaml
from routing.source.limits import MOST_BYTES

_ROOM = Path(__file__).parent.parent
K = TypeVar("K")
NO_MEMORY = "there was no memory left to decide the case"
FAULT = "this is a fault of the library, not of the case: report it with the version and this message"


class Text(NamedTuple):
    """The text of a case, or of several, and where it stands. `line` is the number of the row where `form` is `row`."""

    content: bytes
    file: str
    line: int
    form: str


class Decided(NamedTuple):
    """The id of a case and the canonical JSON of its decision."""

    id: str
    json: str
    fail_safe: bool


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a case was not decided, and its text as it was given, or as much of it as a text may be long."""

    error: CaseError
    text: bytes


class _Deciding:
    """A router with the stand-in for the ids of its cases; None where its rules could tell ids apart."""

    def __init__(self, rulebook: Rulebook, budget: int, stand_in: str) -> None:
        self.router = Router(rulebook, budget)
        self.stand_in = None if reads_ids(rulebook) else stand_in


class Desk:
    """Decides texts of cases by one rulebook, or each case by the bundled one that serves it. For several threads."""

    def __init__(self, rulebook: Rulebook | None, budget: int) -> None:
        self._budget = budget
        # no rulebook holds its own digest, none that is bundled that of a word, and no case that is not made for it
        about = rulebook.digest if rulebook is not None else "bundled"
        self._stand_in = f"case {hashlib.sha256(about.encode()).hexdigest()}"
        self._named = _Deciding(rulebook, budget, self._stand_in) if rulebook is not None else None
        self._by_digest: dict[str, _Deciding] = {}
        self._kept = Kept()

    def decide(self, texts: Sequence[Text]) -> Iterator[Iterator[Decided | Reject]]:
        """For each text, in order, the results for its cases, in order. Nothing that a text can hold raises.

        Of some dozens at a time each takes a fifth less than alone (`Router.route_many`).
        """
        for text, quick in zip(texts, self._quickly(texts), strict=True):
            yield self._carefully(text) if quick is None else iter((quick,))

    def _quickly(self, texts: Sequence[Text]) -> Sequence[Decided | None]:
        """The results for texts that hold one valid case each, as nearly all do, at half the cost of reading them with
        care; None for any other, and where its own id is needed to tell what is wrong."""
        try:
            return self._at_once(texts)
        except Exception:
            return [None] * len(texts)  # which of them it is, and what is wrong there, is found out with care

    def _at_once(self, texts: Sequence[Text]) -> Sequence[Decided | None]:
        keyed: dict[int, tuple[Apart, bytes]] = {}
        known: dict[bytes, Template] = {}
        asked: dict[bytes, Case] = {}
        for place, text in enumerate(texts):
            given = apart(text.content) if text.form != "yaml" else None
            key = text_key(given) if given is not None else None
            if given is None or key is None:
                continue
            keyed[place] = given, key
            if key in known or key in asked:
                continue
            found = self._kept.get(key)
            if found is not None:
                known[key] = found
                continue
            case = case_of_line(given.called(self._stand_in), text.file, text.line)
            if case is not None and case.case == self._stand_in:
                asked[key] = case
        known.update(self._templates(asked))
        results: list[Decided | None] = [None] * len(texts)
        alone: dict[int, Text] = {}
        for place, (given, key) in keyed.items():
            if key in known:
                results[place] = Decided(given.id, known[key].written(given.id), known[key].fail_safe)
            elif key in asked:
                alone[place] = texts[place]
        for place, decided in self._alone(alone):
            results[place] = decided
        return results

    def _templates(self, cases: Mapping[bytes, Case]) -> Iterator[tuple[bytes, Template]]:
        """The templates for cases that have the stand-in for their id, by their keys; without those that make none."""
        shared = {key: case for key, case in cases.items() if self._deciding(case).stand_in is not None}
        for key, decision in self._routed(shared):
            made = template(decision, self._stand_in)
            if made is not None:
                self._kept.put(key, made)
                yield key, made

    def _alone(self, texts: Mapping[int, Text]) -> Iterator[tuple[int, Decided]]:
        """The results for valid cases whose ids make a difference, by their places."""
        read = {place: case_of_line(text.content, text.file, text.line) for place, text in texts.items()}
        cases = {place: case for place, case in read.items() if case is not None}
        for place, decision in self._routed(cases):
            yield place, _written(cases[place], decision)

    def _routed(self, cases: Mapping[K, Case]) -> Iterator[tuple[K, Decision]]:
        """The decisions about some cases; nothing for those that raise."""
        shares: dict[_Deciding, dict[K, Case]] = {}
        for key, case in cases.items():
            shares.setdefault(self._deciding(case), {})[key] = case
        for deciding, share in shares.items():
            for key, decision in zip(share, deciding.router.route_many(share.values()), strict=True):
                if not isinstance(decision, CaseError):
                    yield key, decision

    def _carefully(self, text: Text) -> Iterator[Decided | Reject]:
        try:
            yield from self._decide(_document(text), text)
        except CaseError as problem:
            yield Reject(_placed(problem, text), text.content[: MOST_BYTES["json"] + 1])
        except Exception as problem:
            yield Reject(_fault(problem, text), text.content)

    def _decide(self, document: Document, text: Text) -> Iterator[Decided | Reject]:
        data = document.data
        key = None
        if type(data) is dict and data.get("schema") != DISAGREEMENT:
            key = case_key(data)
            known = self._kept.get(key)
            if known is not None and ids_are_plain(data):
                yield Decided(data["case"], known.written(data["case"]), known.fail_safe)
                return
        for number, case in enumerate(cases_in(document)):
            yield self._result(case, key, document, number, text)

    def _result(
        self, case: Case | CaseError, key: bytes | None, document: Document, number: int, text: Text
    ) -> Decided | Reject:
        try:
            if isinstance(case, CaseError):
                raise case
            return self._decided(case, key)
        except CaseError as problem:
            error = _placed(problem, text)
        except Exception as problem:
            error = _fault(problem, text)
        return Reject(error, _part(document, number, text))

    def _decided(self, case: Case, key: bytes | None) -> Decided:
        deciding = self._deciding(case)
        if key is not None and deciding.stand_in is not None:
            found = self._kept.get(key) or self._template(case, deciding)
            if found is not None:
                self._kept.put(key, found)
                return Decided(case.case, found.written(case.case), found.fail_safe)
        return _written(case, deciding.router.route(case))

    def _template(self, case: Case, deciding: _Deciding) -> Template | None:
        assert deciding.stand_in is not None
        try:
            return template(deciding.router.route(_called(case, deciding.stand_in)), deciding.stand_in)
        except CaseError:
            return None  # decided under its own id it raises again, with its place

    def _deciding(self, case: Case) -> _Deciding:
        if self._named is not None:
            return self._named
        book = serving(case.municipality)
        found = self._by_digest.get(book.digest)
        # setdefault: threads that come here together get one and the same
        return found or self._by_digest.setdefault(book.digest, _Deciding(book, self._budget, self._stand_in))


def _written(case: Case, decision: Decision) -> Decided:
    json = decision.to_json()
    return Decided(case.case, json, is_fail_safe(decision, json))


def _called(case: Case, id: str) -> Case:
    return case.model_copy(update={"case": id})


def _document(text: Text) -> Document:
    if text.form == "yaml":
        return load_yaml(text.content, text.file, error=CaseError)
    first_line = 1 if text.form == "row" else text.line
    return load_json(text.content, text.file, error=CaseError, first_line=first_line)


def _part(document: Document, number: int, text: Text) -> bytes:
    """The text of one case of a list, or all of it."""
    if not isinstance(document.data, list) or number >= len(document.data):
        return text.content
    parts = document.root.parts
    spot = parts[number] if isinstance(parts, list) else document.root
    return document.text[spot.start : spot.end].encode("utf-8")


def _placed(problem: CaseError, text: Text) -> CaseError:
    """The error at its place in the file: in a table that is a row, and in a text of one line the column as well."""
    line, column = problem.line, problem.column
    if text.form == "row":
        column = column if line == 1 else None
        line = text.line
    elif line is None:
        line = text.line
    return CaseError(problem.message, file=text.file, line=line, column=column, help=problem.help)


def _fault(problem: Exception, text: Text) -> CaseError:
    """What to say of an error that is none of the case: its kind and its place, as its text may hold values."""
    if isinstance(problem, MemoryError):
        return CaseError(NO_MEMORY, file=text.file, line=text.line, help="decide it again where there is more")
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if _ROOM in Path(frame.filename).parents]
    place = f" in {Path(frames[-1].filename).relative_to(_ROOM)}:{frames[-1].lineno}" if frames else ""
    message = f"the case could not be decided: {type(problem).__name__}{place}"
    return CaseError(message, file=text.file, line=text.line, help=FAULT)
