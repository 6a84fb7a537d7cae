"""Files of cases in, a folder of decisions out: every form, in the order of the inputs, whatever the workers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from routing.batch import BatchChanged, BatchError, Progress, decide_files
from routing.batch.inputs import read_inputs
from routing.batch.reading import Cut, Place, Reading
from routing.case import Case
from routing.router import Router
from tests.batch.cases import SMALL, aged, case, content, decisions, own, rejects, text, write_lines, write_table


def run(*inputs: Path, out: Path, **options: Any) -> dict[str, bytes]:
    """Decide by the small rulebook, in small parts; what the folder then holds."""
    decide_files(map(str, inputs), out, **{"rulebook": own(), "form": "jsonl", "cut": SMALL, **options})
    return content(out)


def ids(out: Path) -> list[str]:
    return [json.loads(line)["case"] for line in decisions(out)]


def test_the_decisions_of_a_file_stand_in_its_order_as_the_router_writes_them(tmp_path: Path) -> None:
    cases = aged(14)
    written = run(write_lines(tmp_path / "c.jsonl", cases), out=tmp_path / "out")
    assert decisions(tmp_path / "out") == [Router(own()).route(Case.parse(one)).to_json() for one in cases]
    assert [name for name in written if name.startswith("part-")] == [f"part-{n:05}.jsonl" for n in range(3)]


def test_parquet_holds_the_same_decisions_with_their_ids_and_positions(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", [*aged(4), "{", *aged(4, first=4)])
    run(given, out=tmp_path / "lines")
    run(given, out=tmp_path / "table", form="parquet")
    tables = [pq.read_table(part) for part in sorted((tmp_path / "table").glob("part-*.parquet"))]
    rows = [row for table in tables for row in table.to_pylist()]
    assert [row["decision"] for row in rows] == decisions(tmp_path / "lines")
    assert [(row["position"], row["id"]) for row in rows] == [(n + (n > 3), f"K-{n}") for n in range(8)]
    assert tables[0].column_names == ["position", "id", "decision", "fail_safe"]


def test_every_form_of_input_gives_the_same_decisions(tmp_path: Path) -> None:
    cases = aged(7)
    listed = [json.loads(one) for one in cases]
    inputs = {
        "lines": write_lines(tmp_path / "c.jsonl", cases),
        "lines called json": write_lines(tmp_path / "lines.json", cases),
        "a list": write_lines(tmp_path / "list.json", [json.dumps(listed, indent=1)]),
        "yaml": write_lines(tmp_path / "c.yaml", [f"- {one}" for one in cases]),
        "no ending": write_lines(tmp_path / "cases", [f"- {one}" for one in cases]),
        "a table": write_table(tmp_path / "c.parquet", cases, row_group_size=2),
    }
    found = {}
    for number, (form, path) in enumerate(inputs.items()):
        run(path, out=tmp_path / f"out{number}")
        found[form] = decisions(tmp_path / f"out{number}")
    assert found == dict.fromkeys(inputs, found["lines"])
    assert len(found["lines"]) == 7


def test_the_files_of_a_folder_come_by_their_paths_and_without_those_of_the_result(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "b/1.yaml", "a.json", "c.parquet", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if name.endswith("parquet"):
            write_table(tmp_path / name, [text(name)])
        else:
            write_lines(tmp_path / name, [text(name)])
    out = tmp_path / "out"
    run(tmp_path, out=out)
    assert ids(out) == ["a.json", "c.parquet", "b/1.yaml", "b/2.jsonl"]
    assert decide_files([str(tmp_path)], out, rulebook=own(), form="jsonl", cut=SMALL).before


def test_bad_cases_go_to_the_rejects_with_their_place_and_text_and_stop_no_other(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", [text("K-1"), '{"case": "K-2"', "", text("K-3")])
    with given.open("ab") as stream:
        stream.write(b"\xff\n" + text("K-4").encode()[:-5])  # the last line was cut
    out = tmp_path / "out"
    outcome = decide_files([str(given)], out, rulebook=own(), form="jsonl")
    assert (outcome.cases, outcome.rejected) == (2, 3)
    assert ids(out) == ["K-1", "K-3"]
    first, second, third = rejects(out)
    assert (first["file"], first["line"], first["text"]) == (str(given), 2, '{"case": "K-2"')
    assert (second["line"], second["base64"]) == (5, "/w==")
    assert (third["line"], third["text"]) == (6, text("K-4")[:-5])
    assert third["error"].startswith("not valid JSON")


def test_the_rejects_are_for_their_owner_alone(tmp_path: Path) -> None:
    run(write_lines(tmp_path / "c.jsonl", ["{"]), out=tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out" / "rejects.jsonl").stat().st_mode) == 0o600


def test_a_line_that_is_too_long_is_rejected_with_its_beginning(tmp_path: Path) -> None:
    long = json.dumps(case("K-1", district="x" * (4 << 20)))
    run(write_lines(tmp_path / "c.jsonl", [long, text("K-2")]), out=tmp_path / "out")
    (reject,) = rejects(tmp_path / "out")
    assert (reject["cut"], reject["line"], long.startswith(reject["text"])) == (True, 1, True)
    assert ids(tmp_path / "out") == ["K-2"]


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    given = [write_lines(tmp_path / f"{n}.jsonl", [*aged(9, first=9 * n), "{"]) for n in range(2)]
    one = run(*given, out=tmp_path / "one", form="parquet", workers=1)
    two = run(*given, out=tmp_path / "two", form="parquet", workers=2)
    assert one == two
    assert sum(name.startswith("part-") for name in one) == 4


def test_the_manifest_names_inputs_rulebook_library_and_parts(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", aged(7))
    written = run(given, out=tmp_path / "out")
    manifest = json.loads(written["manifest.json"])
    digest = hashlib.sha256(given.read_bytes()).hexdigest()
    assert manifest["inputs"] == [{"file": str(given), "bytes": given.stat().st_size, "sha256": digest}]
    assert manifest["rulebook"]["digest"] == own().digest
    assert (manifest["done"], manifest["cases"]) == (True, 7)
    parts = [json.loads(line) for line in written["parts.jsonl"].splitlines()]
    assert [part["file"] for part in parts] == manifest["parts"]
    assert all(part["sha256"] == hashlib.sha256(written[part["file"]]).hexdigest() for part in parts)


def test_no_case_at_all_gives_a_folder_without_parts(tmp_path: Path) -> None:
    written = run(write_lines(tmp_path / "c.jsonl", []), out=tmp_path / "out")
    assert json.loads(written["manifest.json"])["parts"] == []
    assert written["rejects.jsonl"] == b""


def test_progress_tells_how_much_is_read_and_decided(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", [*aged(7), "{"])
    told: list[Progress] = []
    run(given, out=tmp_path / "out", told=told.append)
    assert told[-1] == Progress(given.stat().st_size, given.stat().st_size, 7, 1, 0)
    assert [now.cases for now in told] == [3, 6, 7]


def test_texts_are_the_same_from_any_place_on(tmp_path: Path) -> None:
    inputs = [
        write_lines(tmp_path / "a.jsonl", [*aged(4), "", "{"]),
        write_table(tmp_path / "b.parquet", [*aged(5), None], row_group_size=2),
        write_lines(tmp_path / "c.yaml", [text("K-1")]),
        write_lines(tmp_path / "d.jsonl", aged(3)),
    ]
    given = read_inputs(map(str, inputs), tmp_path / "out")
    reading, places, texts = Reading(given, Place()), [Place()], []
    for one in reading:
        texts.append(one)
        places.append(reading.place)
    assert len(texts) == 15
    for count, place in enumerate(places):
        assert place.position == count
        assert list(Reading(given, place)) == texts[count:]


def test_a_batch_is_full_once_its_texts_are_long_enough_together(tmp_path: Path) -> None:
    (given,) = read_inputs([str(write_lines(tmp_path / "c.jsonl", aged(7)))], tmp_path / "out")
    length = len(aged(1)[0])
    for cut, rows in ((Cut(texts=3), [3, 3, 1]), (Cut(bytes=1), [1] * 7), (Cut(bytes=2 * length), [2, 2, 2, 1])):
        found = Reading([given], Place(), cut).batches(deque())
        assert [batch.num_rows for batch in found] == rows


SHUT = """
import os, sys, pathlib
from routing.batch.inputs import read_inputs
os.chdir(sys.argv[1])  # now: the folders above may be for root alone
if os.geteuid() == 0:
    os.seteuid(65534)  # nobody
try:
    print(read_inputs(["."], pathlib.Path("out")))
except PermissionError as told:
    print(told.strerror)
"""


class Keys(pe.KmsClient):  # type: ignore[misc]
    """Keys that are no secret."""

    def wrap_key(self, key: bytes, master: str) -> str:
        return base64.b64encode(key).decode()

    def unwrap_key(self, key: str, master: str) -> bytes:
        return base64.b64decode(key)


def write_encrypted(path: Path, table: pa.Table) -> None:
    asked = pe.EncryptionConfiguration(footer_key="one", column_keys={"two": table.column_names})
    given = pe.CryptoFactory(lambda _: Keys()).file_encryption_properties(pe.KmsConnectionConfig(), asked)
    with pq.ParquetWriter(path, table.schema, encryption_properties=given) as writer:
        writer.write_table(table)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "no file of cases was found"),
        (["c.jsonl", "c.jsonl"], "the file is named twice"),
        (["broken.parquet"], "the file is no Parquet file"),
        (["locked.parquet"], "the file is no Parquet file"),
        (["twice.parquet"], "several columns `case`"),
        (["\udcff.jsonl"], r"\?\.jsonl: the name of the file is not valid UTF-8"),
        (["other.parquet"], "has no column `case` of text"),
    ],
)
def test_inputs_that_cannot_be_read_are_refused_before_anything_is_written(
    files: list[str], said: str, tmp_path: Path
) -> None:
    write_lines(tmp_path / "c.jsonl", aged(1))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    table = pq.read_table(write_table(tmp_path / "t.parquet", aged(1)))
    pq.write_table(table.rename_columns(["x"]), tmp_path / "other.parquet")
    pq.write_table(table.append_column("case", table["case"]), tmp_path / "twice.parquet")
    write_encrypted(tmp_path / "locked.parquet", table)
    with pytest.raises(BatchError, match=said):
        run(*(tmp_path / file for file in files), out=tmp_path / "out")
    assert [name for name in os.listdir(tmp_path / "out") if name != ".lock"] == []


@pytest.mark.skipif(os.name != "posix", reason="only there a folder can be shut for its owner by its mode")
def test_a_folder_that_cannot_be_looked_through_is_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "c.jsonl", aged(1))
    (tmp_path / "shut").mkdir(mode=0)
    tmp_path.chmod(0o777)
    told = subprocess.run(
        [sys.executable, "-c", SHUT, tmp_path],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout == "Permission denied\n", told.stderr


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "none.jsonl", out=tmp_path / "out")


def test_a_damaged_table_is_an_error_that_names_the_row_before(tmp_path: Path) -> None:
    given = write_table(tmp_path / "c.parquet", aged(400), row_group_size=100, compression="zstd")
    raw = bytearray(given.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 200] = bytes(200)
    given.write_bytes(raw)
    with pytest.raises(BatchError) as told:
        run(given, out=tmp_path / "out")
    assert re.search(r"the table cannot be read beyond row \d+$", str(told.value))


def test_an_input_that_changes_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    given = write_lines(tmp_path / "c.jsonl", aged(40))

    def cut(_: Progress) -> None:
        os.truncate(given, 2000)

    with pytest.raises(BatchChanged, match="changed while it was read"):
        run(given, out=tmp_path / "out", told=cut)
