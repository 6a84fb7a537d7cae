"""The flat tables as files of Apache Parquet, each of which says what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from routing.audit.errors import require
from routing.audit.new_file import new_file
from routing.audit.tables.rows import COLUMNS, Tables

if TYPE_CHECKING:
    import pyarrow as pa

HOLDS = (
    "ids and codes from the desk and the decision log of referral-routing; no names, ages, addresses or notes. "
    "It is about persons all the same: whoever can tell which case an id stands for learns what became of it."
)


def write_parquet(tables: Tables, folder: Path, *, pseudonymous: bool) -> tuple[Path, ...]:
    """Write each table as a new file of its name into a folder, which is made; the files come back.

    Raises `AuditError` where pyarrow is not installed, `FileExistsError` where there is one of the files already.
    """
    require("pyarrow", "a Parquet file")
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in COLUMNS:
        about = {"table": name, "holds": HOLDS, "pseudonyms": str(pseudonymous).lower()}
        table = pa.Table.from_pylist(getattr(tables, name), schema=_schema(name).with_metadata(about))
        file = folder / f"{name}.parquet"
        with new_file(file):
            pq.write_table(table, file)
        written.append(file)
    return tuple(written)


def _schema(name: str) -> pa.Schema:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.int64(),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "instant": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(column, types[kind]) for column, kind in COLUMNS[name].items()])
