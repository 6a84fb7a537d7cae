"""The transcript of a session: its steps as a file, which gives the same session again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from routing.case.parts import Name
from routing.conference.table.errors import TableError
from routing.conference.table.session import MOST_STEPS, Session
from routing.conference.table.steps import AnyStep
from routing.conference.table.yaml_lines import yaml_lines
from routing.errors import SourceError
from routing.source import Document, load_file, validation_errors

if TYPE_CHECKING:
    from routing.case import Case
    from routing.router import Router

_HEAD = (
    "# Transcript of a case conference: who proposed what, and what was agreed. It holds facts of the case:",
    "# keep it as the case itself.",
)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Transcript(BaseModel):
    """What was done at a table about one case, step by step."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    schema_: Literal["table/1"] = Field(alias="schema")
    case: Name
    steps: Annotated[tuple[AnyStep, ...], BeforeValidator(_tuple), Field(max_length=MOST_STEPS)]

    @classmethod
    def of(cls, session: Session) -> Transcript:
        """The transcript of a session."""
        return cls(schema="table/1", case=session.case.case, steps=session.steps)

    def yaml(self) -> str:
        """The text of its file, a line for each step."""
        steps = [_data(step) for step in self.steps]
        data = {"schema": self.schema_, "case": self.case, "steps": steps}
        return "\n".join([*_HEAD, *yaml_lines(data)]) + "\n"


def _data(step: AnyStep) -> dict[str, Any]:
    return {"do": step.do, **step.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)}


def replayed(path: str | os.PathLike[str], router: Router, case: Case) -> Session:
    """The session that a transcript tells of. Raises SourceError with the place of what is wrong, or cannot be done."""
    documents = load_file(path)
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        raise SourceError("one map of fields is wanted", file=os.fspath(path), line=1, column=1)
    return replayed_document(documents[0], router, case)


def replayed_document(document: Document, router: Router, case: Case) -> Session:
    """As `replayed`, of a text that was read already."""
    try:
        transcript = Transcript.model_validate(document.data)
    except ValidationError as problem:
        found = validation_errors(document, problem, model=Transcript)
        # a misspelt field is both unknown and missing: the first says more
        raise min(found, key=lambda error: error.message.endswith("is missing")) from None
    if transcript.case != case.case:
        line, column = document.position(("case",))
        help = "name the case file that it was written about"
        raise SourceError("the transcript is of another case", file=document.file, line=line, column=column, help=help)
    session = Session.open(router, case)
    for index, step in enumerate(transcript.steps):
        try:
            session = session.take(step)
        except TableError as refused:
            line, column = document.position(("steps", index))
            raise SourceError(
                f"steps[{index}]: {refused.message}", file=document.file, line=line, column=column, help=refused.help
            ) from None
    return session
