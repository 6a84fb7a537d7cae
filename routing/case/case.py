"""The case: one household's situation as one agency took it in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, model_validator

from routing.case.canonical import canonical
from routing.case.coherence import check
from routing.case.line import Line
from routing.case.parts import (
    _MOST,
    Attributes,
    Consent,
    Date,
    Event,
    History,
    Involvement,
    Name,
    Need,
    Part,
    Person,
    Relation,
    age_at,
)
from routing.errors import CaseError

if TYPE_CHECKING:
    from routing.case.reading import Origin
    from routing.pattern.graph import PropertyGraph
    from routing.vocabulary import Vocabulary


def _list_of() -> Any:
    # one error is told at a time: the first bad part is enough
    return Field(default=(), strict=False, max_length=_MOST, fail_fast=True)


class Case(Part):
    """A case, version `case/1` of the format. The same facts in any order, or said twice, are the same case.

    >>> case = Case.parse(
    ...     "{case: K-1, as_of: 2026-04-01, municipality: ube, received_by: npo, persons: [{id: a, age: 82}]}"
    ... )
    >>> case.persons[0].age
    82
    """

    # where it was read from, and what was worked out from it: not compared, copied or pickled with it (slots, because
    # reading a private attribute of pydantic takes two microseconds)
    __slots__ = ("_canonical", "_origin", "_plain")

    schema_: Literal["case/1"] = Field(default="case/1", alias="schema")
    case: Name
    as_of: Date
    municipality: Name
    district: Name | None = None
    received_by: Name = Field(description="the agency kind that took the case first")
    received_at: Name | None = Field(default=None, description="its office in the directory")
    reported_by: (
        Literal[
            "self",
            "family",
            "resident",
            "minsei",
            "hospital",
            "school",
            "police",
            "care_manager",
            "partner_company",
            "agency",
        ]
        | None
    ) = None
    supersedes: Name | None = Field(default=None, description="the decision this case revises")
    household_complete: bool = Field(default=False, description="everybody in the household is listed")
    persons: tuple[Person, ...] = Field(strict=False, min_length=1, max_length=200, fail_fast=True)
    relations: tuple[Relation, ...] = _list_of()
    needs: tuple[Need, ...] = _list_of()
    involvements: tuple[Involvement, ...] = _list_of()
    events: tuple[Event, ...] = _list_of()
    consents: tuple[Consent, ...] = _list_of()
    history: tuple[History, ...] = _list_of()
    attributes: Attributes = Field(default_factory=dict)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        check(self)
        self._forget()
        return self

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Case:
        """The one case of a file (YAML, JSON, or JSON Lines of one line). Raises `CaseError`."""
        from routing.case.reading import only

        return only(cls.load_all(path), os.fspath(path))

    @classmethod
    def load_all(cls, path: str | os.PathLike[str]) -> list[Case | CaseError]:
        """All cases of a file: one, a list, or JSON Lines. A bad case is an error in its place; the others stay."""
        from routing.case.reading import cases_of_file

        return list(cases_of_file(path))

    @classmethod
    def parse(cls, source: str | bytes | Mapping[str, Any], file: str = "<text>") -> Case:
        """One case from YAML or JSON text, or from plain data. Raises `CaseError`."""
        from routing.case.reading import case_of_text

        return cls.from_dict(source) if isinstance(source, Mapping) else case_of_text(source, file)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Case:
        """A case from plain data with the field names of the format. Raises `CaseError`."""
        from routing.case.reading import case_of_data

        return case_of_data(dict(data))

    def age_of(self, person: Person) -> int | None:
        """A person's age at `as_of`, given or from the birth date; None if neither is known."""
        if person.birth_date is not None:
            return age_at(person.birth_date, self.as_of)
        return person.age

    def canonical(self) -> Case:
        """The same facts sorted, each once: what everything behind the case works on."""
        known: Case | None = getattr(self, "_canonical", None)
        if known is None:
            known = canonical(self)
            _keep(self, "_canonical", known)
        return known

    @property
    def origin(self) -> Origin | None:
        """Where the case was read from; None where it was made in Python, copied with changes, or unpickled."""
        known: Origin | Line | None = getattr(self, "_origin", None)
        if isinstance(known, Line):
            known = known.origin()
            _keep(self, "_origin", known)
        return known

    def to_graph(self, vocabulary: Vocabulary) -> PropertyGraph:
        """The case as a frozen property graph (see `routing.case.graph`).

        Raises `CaseError` where the case uses a code, property or relation the vocabulary does not declare.
        """
        from routing.case.graph import checked_graph

        return checked_graph(self, vocabulary)

    def to_json(self) -> str:
        """The case in the format of its file, without what is absent."""
        return self.model_dump_json(by_alias=True, exclude_none=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with some fields replaced (unchecked, as in pydantic). What was worked out is worked out anew."""
        copied = super().model_copy(update=update, deep=deep)
        copied._forget()
        if not update:
            _keep(copied, "_origin", self.origin)
        return copied

    def _forget(self) -> None:
        for name in ("_canonical", "_origin", "_plain"):
            _keep(self, name, None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.case, self.as_of, self.municipality))


_keep = object.__setattr__
