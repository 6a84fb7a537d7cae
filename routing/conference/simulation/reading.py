"""Reading a scenario: its form, and whether it fits its rulebook. Every error names its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from routing.conference.simulation.errors import ScenarioError
from routing.conference.simulation.measures import MEASURES
from routing.conference.simulation.scenario import Scenario
from routing.conference.simulation.size import too_much
from routing.errors import RulebookError, did_you_mean, printable
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.packs import bundled_names
from routing.rulebook.serving import bundled
from routing.source import Document, load_file, validation_errors

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ENDING = ".yaml"
MOST_EXTENDED = 5
"""Scenarios that may extend one another in a row."""


@dataclass(frozen=True)
class Given:
    """A scenario and the rulebook that its cases are routed by; `named` is its bundled name, or the folder it is in."""

    scenario: Scenario
    rulebook: Rulebook
    named: str

    @cached_property
    def router(self) -> Router:
        """A router of the rulebook: what it compiles serves every replication."""
        return Router(self.rulebook)


def bundled_scenarios() -> Path | None:
    """The folder of bundled scenarios: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "_scenarios", package.parent / "scenarios"):
        if folder.is_dir():
            return folder
    return None


def bundled_scenario_names() -> list[str]:
    """The names of the bundled scenarios, sorted."""
    folder = bundled_scenarios()
    return sorted(path.stem for path in folder.glob(f"*{ENDING}")) if folder else []


def load_scenario(name_or_path: str | Path, changes: Iterable[tuple[str, Any]] = ()) -> Given:
    """A scenario by its bundled name or the path of its file, with its rulebook.

    `changes` are fields by their path, such as `staff.support_center`, with the value that takes the place of what the
    file says. A rulebook is a bundled name, or a folder, counted from the folder of the file.

    Raises ScenarioError where it is not valid, or does not fit its rulebook; RulebookError where that is not valid.
    """
    path = _path(name_or_path)
    document = _document(path)
    document.data = _extended(document, path)
    for field, value in changes:
        _change(document, field, value)
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as problem:
        raise validation_errors(document, problem, error=ScenarioError, model=Scenario)[0] from None
    beside = path.parent / scenario.rulebook
    named = str(beside) if beside.is_dir() else scenario.rulebook
    rulebook = _rulebook(document, named)
    for field_path, message, help in _misfits(scenario, rulebook):
        raise _error(document, field_path, message, help)
    return Given(scenario, rulebook, named)


def _path(name_or_path: str | Path) -> Path:
    folder = bundled_scenarios()
    name = str(name_or_path)
    if folder is not None and _NAME.fullmatch(name) and (folder / f"{name}{ENDING}").is_file():
        return folder / f"{name}{ENDING}"
    path = Path(name_or_path)
    if not path.suffix and not path.exists():
        names = bundled_scenario_names()
        help = did_you_mean(name, names, f"bundled scenarios: {', '.join(names)}" if names else None)
        raise ScenarioError(f"there is no scenario `{printable(name)[:200]}`", help=help)
    return path


def _document(path: Path) -> Document:
    documents = load_file(path, error=ScenarioError)
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        raise ScenarioError("a file holds one scenario, a map of fields", file=str(path))
    return documents[0]


def _extended(document: Document, path: Path, most: int = MOST_EXTENDED) -> dict[str, Any]:
    """The fields of a scenario over those of the one that it `extends`: each that it gives takes the whole place."""
    data = dict(document.data)
    named = data.pop("extends", None)
    if named is None:
        return data
    beside = path.parent / f"{named}{ENDING}"
    if not isinstance(named, str) or not _NAME.fullmatch(named) or not most:
        message = f"must be the name of a scenario, at most {MOST_EXTENDED} in a row"
        raise _error(document, ("extends",), message, "such as `kinuta-pilot`")
    other = beside if beside.is_file() else _path(named)
    return {**_extended(_document(other), other, most - 1), **data}


def _change(document: Document, field: str, value: Any) -> None:
    """Put a value in the place of what the file says. Raises ScenarioError where the file has no such place."""
    *way, last = field.split(".")
    here: Any = document.data
    for step in way:
        here = _inside(here, step)
        if here is None:
            break
    if isinstance(here, dict):
        if last == "value" and "mark" in here:
            here.clear()  # no source says the number that takes the place of its own: it is an assumption
        here[last] = value
    elif isinstance(here, list) and (place := _place(here, last)) is not None:
        here[place] = value
    else:
        raise ScenarioError(
            f"the scenario has no field `{printable(field)[:200]}`", file=document.file, help="such as `staff.usual`"
        )


def _inside(here: Any, step: str) -> Any:
    if isinstance(here, dict):
        return here.setdefault(step, {})
    place = _place(here, step) if isinstance(here, list) else None
    return None if place is None else here[place]


def _place(entries: list[Any], step: str) -> int | None:
    """Where in a list an entry stands: by its number, or by its `id`."""
    if step.isdecimal() and int(step) < len(entries):
        return int(step)
    named = (n for n, entry in enumerate(entries) if isinstance(entry, dict) and entry.get("id") == step)
    return next(named, None)


def _rulebook(document: Document, named: str) -> Rulebook:
    try:
        return bundled(named) if named in bundled_names() else Rulebook.load(named)
    except RulebookError as problem:
        if problem.line is not None:
            raise
        raise _error(document, ("rulebook",), problem.message, problem.help) from None


Misfit = tuple[tuple[str | int, ...], str, str | None]


def _misfits(scenario: Scenario, book: Rulebook) -> Iterator[Misfit]:
    """What a scenario names and its rulebook does not know."""
    kinds, directory = book.vocabulary.agency_kinds, book.directory
    if scenario.digest is not None and scenario.digest != book.digest:
        message = "the rulebook is not the one that the scenario was made for"
        yield ("digest",), message, f"it is now `{book.digest}`; leave `digest` out to take it as it is"
    if book.serves is not None and scenario.municipality not in book.serves:
        yield ("municipality",), "the rulebook does not serve this municipality", f"it serves {', '.join(book.serves)}"
    if directory is None:
        yield ("rulebook",), "a simulation needs a rulebook with a directory of offices", None
        return
    offices = [office.id for office in directory.offices]
    for field in ("staff", "hours"):
        for name in getattr(scenario, field):
            if name not in (*kinds, *offices, "usual"):
                help = did_you_mean(name, [*kinds, *offices], "it names an agency kind, an office, or what is `usual`")
                yield (field, name), f"there is no agency kind or office `{printable(name)}`", help
    for name in scenario.households.doors:
        if name not in kinds:
            yield (
                ("households", "doors", name),
                f"there is no agency kind `{printable(name)}`",
                did_you_mean(name, kinds),
            )
    for place, routine in enumerate(scenario.routine):
        if routine.kind not in kinds:
            help = did_you_mean(routine.kind, kinds)
            yield ("routine", place, "kind"), f"there is no agency kind `{printable(routine.kind)}`", help
    measures: list[tuple[tuple[str | int, ...], str]] = [(("replications", "measure"), scenario.replications.measure)]
    measures += [(("published", place, "measure"), one.measure) for place, one in enumerate(scenario.published)]
    for path, name in measures:
        if name not in MEASURES:
            yield path, f"there is no measure `{printable(name)}`", did_you_mean(name, MEASURES)
    yield from _household_misfits(scenario, book)
    yield from too_much(scenario)


def _household_misfits(scenario: Scenario, book: Rulebook) -> Iterator[Misfit]:
    words = book.vocabulary
    for place, kind in enumerate(scenario.households.kinds):
        here = ("households", "kinds", place)
        for field in ("main", "besides"):
            for row, trouble in enumerate(getattr(kind, field)):
                if trouble.code not in words.needs:
                    help = did_you_mean(trouble.code, words.needs, "need codes are declared in the vocabulary")
                    yield (*here, field, row, "code"), f"there is no need code `{printable(trouble.code)}`", help
        for row, relation in enumerate(kind.relations):
            if relation.type not in words.relations:
                help = did_you_mean(relation.type, words.relations)
                yield (*here, "relations", row, "type"), f"there is no relation `{printable(relation.type)}`", help
        for row, person in enumerate(kind.persons):
            for name in person.attributes:
                if name not in words.person_properties:
                    path = (*here, "persons", row, "attributes", name)
                    help = did_you_mean(name, words.person_properties)
                    yield path, f"there is no property `{printable(name)}` of a person", help


def _error(document: Document, path: tuple[str | int, ...], message: str, help: str | None) -> ScenarioError:
    line, column = document.position(path)
    where = ".".join(str(step) for step in path)
    return ScenarioError(f"{where}: {message}", file=document.file, line=line, column=column, help=help)
