"""Inputs read as texts, from any place on, and put together to batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from routing.batch import columns
from routing.batch.deciding import Text
from routing.batch.errors import BatchError
from routing.batch.extras import arrow, parquet
from routing.batch.inputs import COLUMN, Input
from routing.errors import printable
from routing.source.files import next_line, open_regular, read_text

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 1000


class Cut(NamedTuple):
    """How texts are cut: a batch is full with so many, or once they are so many `bytes`; so many batches are a part."""

    texts: int = 500
    bytes: int = 8 << 20
    batches: int = 40


CUT = Cut()


class Place(NamedTuple):
    """How far the inputs are read: the number of the input, and there the byte (lines), the row (tables) or the text
    that comes next, with the lines before it; and the number of texts so far."""

    input: int = 0
    at: int = 0
    line: int = 0
    position: int = 0


@dataclass
class Reading:
    """The texts of inputs from a place on. `place` is behind the last text that was given."""

    inputs: Sequence[Input]
    place: Place
    cut: Cut = CUT

    def __iter__(self) -> Iterator[Text]:
        """The texts. Raises `BatchChanged` where an input is not what it was, `BatchError` for a damaged table."""
        read = {"lines": self._lines, "parquet": self._rows, "json": self._whole, "yaml": self._whole}
        for number in range(self.place.input, len(self.inputs)):
            given = self.inputs[number]
            given.check()
            yield from read[given.form](number, given)
            given.check()
            self.place = Place(number + 1, 0, 0, self.place.position)

    def batches(self, places: deque[Place]) -> Iterator[pa.RecordBatch]:
        """The texts in batches; behind which place each ends is added to `places`. The same from the end of any."""
        first, size = self.place.position, 0
        texts: list[Text] = []
        for text in self:
            texts.append(text)
            size += len(text.content)
            if len(texts) >= self.cut.texts or size >= self.cut.bytes:
                places.append(self.place)
                yield _batch(texts, first)
                first, size, texts = self.place.position, 0, []
        if texts:
            places.append(self.place)
            yield _batch(texts, first)

    def _lines(self, number: int, given: Input) -> Iterator[Text]:
        with open_regular(given.file) as stream:
            _, at, count, position = self.place
            stream.seek(at)
            while line := next_line(stream):
                count += 1
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    position += 1
                    self.place = Place(number, stream.tell(), count, position)
                    yield Text(line.rstrip(b"\r\n"), given.file, count, "json")

    def _rows(self, number: int, given: Input) -> Iterator[Text]:
        pa, pq = arrow(), parquet()
        try:
            with pq.ParquetFile(given.file) as table:
                for row, value in _values(table, self.place.at):
                    content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value or b""
                    self.place = Place(number, row, row, self.place.position + 1)
                    yield Text(content, given.file, row, "row")
        except (pa.ArrowException, OSError) as problem:
            if isinstance(problem, OSError) and problem.errno is not None:
                raise
            rows = f"beyond row {self.place.at}" if self.place.input == number else "at all"
            raise BatchError(f"{printable(given.file)}: the table cannot be read {rows}") from None

    def _whole(self, number: int, given: Input) -> Iterator[Text]:
        if self.place.input == number and self.place.at:
            return
        text = read_text(given.file, given.form)
        self.place = Place(number, 1, 0, self.place.position + 1)
        yield Text(text, given.file, 1, given.form)


def _values(table: Any, skipped: int) -> Iterator[tuple[int, str | bytes | None]]:
    """The values of the column of cases with the numbers of their rows, which count from 1."""
    groups, before = list(range(table.num_row_groups)), 0
    while groups and before + (rows := table.metadata.row_group(groups[0]).num_rows) <= skipped:
        before += rows
        del groups[0]
    row = before
    for batch in table.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=[COLUMN]):
        for value in batch.column(0).to_pylist():
            row += 1
            if row > skipped:
                yield row, value


def _batch(texts: Sequence[Text], first: int) -> pa.RecordBatch:
    pa = arrow()
    values: tuple[list[Any], ...] = (
        list(range(first, first + len(texts))),
        [text.file for text in texts],
        [text.line for text in texts],
        [text.form for text in texts],
        [text.content for text in texts],
    )
    schema = columns.given()
    arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
