"""The columns of the batches that go into the unit of the batch, and of those that come out."""

from __future__ import annotations

from functools import cache
from typing import Any

from routing.batch.extras import arrow


@cache
def given() -> Any:
    """The schema of a batch of texts. Only `case` is needed; it may be text or bytes.

    `form` is `json` (the default), `yaml`, or `row` for JSON in a row of a table: `line` is then the number of the row.
    `position` is the number of the text in the whole input.
    """
    pa = arrow()
    return pa.schema(
        [
            pa.field("position", pa.int64()),
            pa.field("file", pa.string()),
            pa.field("line", pa.int64()),
            pa.field("form", pa.string()),
            pa.field("case", pa.binary()),
        ]
    )


@cache
def decided() -> Any:
    """The schema of a batch of results: one for each case, in the order of the texts.

    Either `id`, `decision` (the canonical JSON, to the byte) and `fail_safe`, or `error` with its `help`, `file`,
    `line`, `column` and the `text` of the case as it was given.
    """
    pa = arrow()
    return pa.schema(
        [
            pa.field("position", pa.int64()),
            pa.field("id", pa.string()),
            pa.field("decision", pa.string()),
            pa.field("fail_safe", pa.bool_()),
            pa.field("error", pa.string()),
            pa.field("help", pa.string()),
            pa.field("file", pa.string()),
            pa.field("line", pa.int64()),
            pa.field("column", pa.int64()),
            pa.field("text", pa.binary()),
        ]
    )
