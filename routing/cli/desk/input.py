"""Files that the desk reads besides cases: the record of a conference, and facts that were learnt."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from routing.errors import SourceError
from routing.source import load_file, validation_errors

M = TypeVar("M", bound=BaseModel)


def read_model(path: str, model: type[M]) -> M:
    """What a YAML or JSON file says. Raises SourceError with the place of the first thing that is wrong."""
    documents = load_file(path)
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        raise SourceError("one map of fields is wanted", file=path, line=1, column=1)
    try:
        return model.model_validate(documents[0].data)
    except ValidationError as problem:
        found = validation_errors(documents[0], problem, model=model)
        # a misspelt field is both unknown and missing: the first says more
        raise min(found, key=lambda error: error.message.endswith("is missing")) from None
