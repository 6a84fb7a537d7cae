"""Reading a directory file: entries to offices, with every error at its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import ValidationError

from routing.directory.office import Office
from routing.errors import RulebookError, RulebookErrors, did_you_mean
from routing.source import Document, validation_errors

if TYPE_CHECKING:
    from routing.vocabulary import Vocabulary

Path = tuple[str | int, ...]
OFFICES_AT_MOST = 5_000


def read_offices(document: Document, vocabulary: Vocabulary, known: Iterable[Office] = ()) -> list[Office]:
    """The offices of a directory file and the `known` ones it adds to. Raises `RulebookErrors`."""
    entries = document.data
    if not isinstance(entries, list):
        raise RulebookErrors([_error(document, (), "a directory is a list of offices", "begin each with `- {id: ...`")])
    if len(entries) > OFFICES_AT_MOST:
        raise RulebookErrors([_error(document, (), f"a directory holds at most {OFFICES_AT_MOST} offices", None)])
    offices: list[tuple[int, Office]] = []
    errors: list[RulebookError] = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            errors.append(_error(document, (index,), "an office is a map of fields", "such as `{id: ..., kind: ...}`"))
            continue
        try:
            offices.append((index, Office.model_validate(entry)))
        except ValidationError as error:
            found = validation_errors(document, error, (index,), error=RulebookError)
            errors.extend(e if isinstance(e, RulebookError) else RulebookError(str(e)) for e in found)
    known = list(known)
    everybody = {office.id: office for office in (*known, *(office for _, office in offices))}
    taken = Counter(office.id for office in known)
    for index, office in offices:
        errors.extend(_check(document, index, office, vocabulary, everybody))
        if taken[office.id]:
            message = f"there is already an office `{office.id}`"
            errors.append(_error(document, (index, "id"), message, "ids are unique in all packs"))
        taken[office.id] += 1
    if errors:
        raise RulebookErrors(sorted(errors, key=lambda error: (error.line or 0, error.column or 0, error.message)))
    return list(everybody.values())


def _check(
    document: Document, index: int, office: Office, vocabulary: Vocabulary, everybody: dict[str, Office]
) -> list[RulebookError]:
    errors: list[RulebookError] = []
    if office.kind not in vocabulary.agency_kinds:
        hint = did_you_mean(office.kind, vocabulary.agency_kinds, "kinds are declared in the vocabulary")
        errors.append(
            _error(document, (index, "kind"), f"office `{office.id}` has the unknown agency kind `{office.kind}`", hint)
        )
    for at, name in enumerate(office.serves.needs):
        path: Path = (index, "serves", "needs", at)
        message = f"office `{office.id}` serves the unknown need code or domain `{name}`"
        if name.endswith(".*"):
            if name[:-2] not in vocabulary.domains:
                hint = did_you_mean(name[:-2], vocabulary.domains, "domains are declared in the vocabulary")
                errors.append(_error(document, path, message, hint))
        elif name not in vocabulary.needs:
            hint = did_you_mean(name, vocabulary.needs, "a whole domain is written `care.*`")
            errors.append(_error(document, path, message, hint))
    for at, name in enumerate(office.substitutes):
        substitute = everybody.get(name)
        if substitute is None:
            hint = did_you_mean(name, everybody, "a substitute is the id of another office")
            message = f"office `{office.id}` names the unknown substitute `{name}`"
            errors.append(_error(document, (index, "substitutes", at), message, hint))
        elif substitute.kind != office.kind or name == office.id:
            message = f"office `{office.id}` cannot have the substitute `{name}`"
            errors.append(_error(document, (index, "substitutes", at), message, "name another office of the same kind"))
    if office.start is not None and office.until is not None and office.until <= office.start:
        errors.append(_error(document, (index, "until"), f"office `{office.id}` ends before it begins", None))
    return errors


def _error(document: Document, path: Path, message: str, help: str | None) -> RulebookError:
    line, column = document.position(path)
    return RulebookError(message, file=document.file, line=line, column=column, help=help)
