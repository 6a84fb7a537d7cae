"""A run that was stopped, however, goes on and leaves what an undisturbed one leaves; one that is done does nothing."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from routing.batch import BatchBusy, BatchChanged, BatchDamaged, BatchError, Decide, Outcome, Progress, decide_files
from routing.batch.durable import only_writer
from routing.batch.reading import Cut
from tests.batch.cases import RULES, SMALL, aged, content, own, write_lines
from tests.batch.driver import driver, killed
from tests.batch.units import EndsAt, EndsOnce

COUNT = 40


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = aged(COUNT)
    lines[7::9] = ["{"] * len(lines[7::9])
    return write_lines(tmp_path_factory.mktemp("given") / "c.jsonl", lines)


def run(given: Path, out: Path, *, workers: int = 1, **options: object) -> Outcome:
    wanted = {"rulebook": own(), "form": "parquet", "cut": SMALL, **options}
    return decide_files([str(given)], out, workers=workers, **wanted)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an undisturbed run leaves."""
    out = tmp_path_factory.mktemp("whole")
    run(given, out)
    return content(out)


class Stop(Exception):
    """Stops a run from within."""


def stopped(given: Path, out: Path, after: int, workers: int = 1) -> None:
    """Run until so many batches are taken."""
    left = iter(range(after))

    def told(_: Progress) -> None:
        if next(left, None) is None:
            raise Stop

    with pytest.raises(Stop):
        run(given, out, workers=workers, told=told)


def test_a_run_that_is_stopped_after_any_batch_goes_on_as_if_nothing_had_been(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    for after in range(0, 13, 3):
        out = tmp_path / str(after)
        stopped(given, out, after)
        run(given, out)
        assert content(out) == whole


def test_a_run_that_is_stopped_again_and_again_loses_nothing_and_does_nothing_twice(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    seen: list[int] = []

    class Counting(Decide):
        def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
            seen.extend(batch.column("position").to_pylist())
            return super().__call__(batch)

    for _ in range(6):
        stopped(given, tmp_path, 2)  # a part each time, and a batch of the next
    run(given, tmp_path, unit=Counting(own()))
    assert content(tmp_path) == whole
    assert seen == list(range(36, COUNT))


def test_a_driver_that_is_killed_leaves_what_another_continues(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    assert killed(given, tmp_path, workers=2, after=5) == -signal.SIGKILL
    assert content(tmp_path) != whole
    assert run(given, tmp_path, workers=2).before is False
    assert content(tmp_path) == whole


@pytest.mark.soak
def test_a_driver_that_is_killed_20_times_at_random_leaves_what_an_undisturbed_one_does(
    tmp_path: Path,
) -> None:
    chance, given = random.Random(20261101), write_lines(tmp_path / "c.jsonl", [*aged(200), "{", *aged(100)])
    run(given, tmp_path / "whole")
    kills = 0
    for number in range(4):
        out = tmp_path / f"out{number}"
        for _ in range(5):
            kills += killed(given, out, workers=2, after=chance.randrange(30)) == -signal.SIGKILL
        run(given, out, workers=2)
        assert content(out) == content(tmp_path / "whole")
    assert kills >= 15


def test_a_worker_that_is_killed_changes_nothing(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    run(given, tmp_path / "out", workers=2, unit=EndsOnce(own(), mark=tmp_path / "mark"))
    assert (tmp_path / "mark").exists()
    assert content(tmp_path / "out") == whole


@pytest.mark.soak
def test_workers_that_are_killed_at_random_change_nothing(tmp_path: Path) -> None:
    chance, given = random.Random(20261102), write_lines(tmp_path / "c.jsonl", [*aged(200), "{", *aged(100)])
    killed: list[int | None] = []

    def kill(_: Progress) -> None:
        if chance.random() < 0.3 and (workers := multiprocessing.active_children()):
            one = chance.choice(workers)
            killed.append(one.pid)
            one.kill()

    run(given, tmp_path / "whole")
    for number in range(3):
        run(given, tmp_path / str(number), workers=2, told=kill)
        assert content(tmp_path / str(number)) == content(tmp_path / "whole")
    assert len(set(killed)) > 30


def test_a_case_that_ends_every_worker_goes_to_the_rejects(given: Path, tmp_path: Path) -> None:
    outcome = run(given, tmp_path, workers=2, unit=EndsAt(own()))
    bad = -(-(COUNT - 7) // 9)
    assert (outcome.cases, outcome.rejected) == (COUNT - bad - 1, bad + 1)
    (line,) = [line for line in (tmp_path / "rejects.jsonl").read_text().splitlines() if "ended the process" in line]
    assert '"line":14' in line
    assert "K-13" in line


def test_a_run_whose_disk_is_full_goes_on_once_there_is_room(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    largest = max(map(len, whole.values()))
    full = driver(given, tmp_path, 1, limit=largest - 100)
    errors = full.communicate()[1]
    assert full.returncode == 2
    assert errors.startswith(f"there is no room left in the folder `{tmp_path}`\nhelp: make room")
    run(given, tmp_path)
    assert content(tmp_path) == whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 160 KiB."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    command = [mount, "-t", "tmpfs", "-o", "size=160k", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.soak
def test_a_run_on_a_file_system_without_room_goes_on_once_there_is_some(
    given: Path, whole: dict[str, bytes], small_disk: Path
) -> None:
    ballast = small_disk / "ballast"
    out = small_disk / "out"
    told = []
    for taken in range(152, 0, -8):
        ballast.write_bytes(bytes(taken << 10))
        try:
            run(given, out)
        except BatchError as error:
            told.append(error.message)
        os.truncate(ballast, 0)
    assert len(told) >= 5
    assert set(told) == {f"there is no room left in the folder `{out}`"}
    assert content(out) == whole


def test_a_run_that_is_done_does_nothing_when_it_is_run_again(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    first = run(given, tmp_path)
    assert run(given, tmp_path) == replace(first, before=True)
    assert content(tmp_path) == whole


def test_an_input_that_changed_is_refused_and_as_it_was_continued(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    kept, out = given.read_bytes(), tmp_path / "out"
    stopped(given, out, 5)
    before = content(out)
    try:
        for changed in (kept[:-20], kept + b"\n{}\n", kept.replace(b"support", b"SUPPORT", 1)[: len(kept)]):
            if changed == kept:
                continue
            given.write_bytes(changed)
            with pytest.raises(BatchChanged, match="the file changed since the run began"):
                run(given, out)
    finally:
        given.write_bytes(kept)
    assert content(out) == before
    run(given, out)
    assert content(out) == whole


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rulebook": own(RULES.replace("75", "80"))}, "another rulebook"),
        ({"rulebook": None}, "another rulebook"),
        ({"form": "jsonl"}, "another format"),
        ({"cut": Cut(texts=4)}, "cut in another way"),
    ],
)
def test_another_rulebook_or_option_is_refused(
    options: dict[str, object], said: str, given: Path, tmp_path: Path
) -> None:
    stopped(given, tmp_path, 3)
    with pytest.raises(BatchChanged, match=said):
        run(given, tmp_path, **options)  # type: ignore[arg-type]


def test_other_files_are_refused(given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path / "out", 3)
    other = write_lines(tmp_path / "more.jsonl", aged(1))
    for files, said in (([given, other], "more.jsonl: the file is not of the run"), ([other], "is not of the run")):
        with pytest.raises(BatchChanged, match=said):
            decide_files(map(str, files), tmp_path / "out", rulebook=own(), cut=SMALL)
    two = [str(given), str(other)]
    decide_files(two, tmp_path / "two", rulebook=own(), cut=SMALL)
    with pytest.raises(BatchChanged, match="the file is missing"):
        decide_files(two[:1], tmp_path / "two", rulebook=own(), cut=SMALL)
    with pytest.raises(BatchChanged, match="another order"):
        decide_files(two[::-1], tmp_path / "two", rulebook=own(), cut=SMALL)


def test_a_part_that_is_missing_or_shorter_is_told(given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path, 9)
    part = tmp_path / "part-00001.parquet"
    os.truncate(part, 10)
    with pytest.raises(BatchDamaged, match=r"part-00001\.parquet: the part is not as it was written"):
        run(given, tmp_path)
    part.unlink()
    with pytest.raises(BatchDamaged, match="part-00001"):
        run(given, tmp_path)


@pytest.mark.parametrize("name", ["manifest.json", "parts.jsonl"])
def test_a_damaged_file_of_the_run_is_told(name: str, given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path, 5)
    (tmp_path / name).write_text("{}\n")
    with pytest.raises(BatchDamaged, match=name):
        run(given, tmp_path)


FULL = """
import pathlib, resource, sys
from routing.batch.manifest import Part, _line, finish_part
from routing.batch.reading import Place
folder, part = pathlib.Path(sys.argv[1]), Part("part-00000.jsonl", 1, "0" * 64, 1, 0, 0, 0, Place(1))
room = len(_line(part.to_data()))
for piece in range(room):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room + piece, resource.RLIM_INFINITY))
    (folder / "parts.jsonl").write_bytes(_line(part.to_data()))
    try:
        finish_part(folder, part)
    except OSError:
        print((folder / "parts.jsonl").stat().st_size == room)
"""


def test_a_line_about_a_part_that_found_room_for_a_piece_alone_leaves_nothing(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=True)
    assert set(told.stdout.splitlines()) == {"True"}
    assert len(told.stdout.splitlines()) > 100


DONE_NOT_SO = '{"schema":"batch/1","done":true,"inputs":'


@pytest.mark.parametrize("written", ["", '{"schema"', "[" * 100_000, f"{DONE_NOT_SO}[]}}", f"{DONE_NOT_SO}[7]}}"])
def test_what_stands_in_the_place_of_the_manifest_is_told(written: str, given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path, 5)
    (tmp_path / "manifest.json").write_text(written)
    with pytest.raises(BatchDamaged, match=r"manifest\.json: the file is no manifest of a batch"):
        run(given, tmp_path)


@pytest.mark.parametrize(("before", "after"), [('"rejects":', '"rejects":"'), ('"cases":5', '"cases":-1'), ("[", "[[")])
def test_a_line_about_a_part_that_says_something_else_is_told(
    before: str, after: str, given: Path, tmp_path: Path
) -> None:
    stopped(given, tmp_path, 5)
    told = tmp_path / "parts.jsonl"
    told.write_text(told.read_text().replace(before, after))
    with pytest.raises(BatchDamaged, match=r"parts\.jsonl: the file is damaged"):
        run(given, tmp_path)


def test_a_line_about_a_part_that_is_missing_among_others_is_told(given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path, 9)
    told = tmp_path / "parts.jsonl"
    first, _, *others = told.read_bytes().splitlines(keepends=True)
    told.write_bytes(first + b"".join(others))
    before = content(tmp_path)
    with pytest.raises(BatchDamaged, match=r"parts\.jsonl: the file is damaged"):
        run(given, tmp_path)
    assert content(tmp_path) == before


@pytest.mark.parametrize("kept", [None, 1])
def test_parts_that_a_finished_run_no_longer_tells_of_are_told(kept: int | None, given: Path, tmp_path: Path) -> None:
    run(given, tmp_path)
    told = tmp_path / "parts.jsonl"
    lines = told.read_bytes().splitlines(keepends=True)[:kept]
    told.write_bytes(b"".join(lines)) if kept else told.unlink()
    with pytest.raises(BatchDamaged, match=r"parts\.jsonl: parts are missing that were written"):
        run(given, tmp_path)


@pytest.mark.parametrize("gone", [True, False])
def test_rejects_that_are_missing_are_told_and_not_made_up(gone: bool, given: Path, tmp_path: Path) -> None:
    stopped(given, tmp_path, 9)
    told = tmp_path / "rejects.jsonl"
    told.unlink() if gone else os.truncate(told, 10)
    with pytest.raises(BatchDamaged, match=r"rejects\.jsonl: rejects are missing that were written"):
        run(given, tmp_path)


def test_a_run_that_is_done_needs_its_rejects_no_longer(given: Path, tmp_path: Path) -> None:
    first = run(given, tmp_path)
    (tmp_path / "rejects.jsonl").unlink()
    assert run(given, tmp_path) == replace(first, before=True)


def test_a_line_about_a_part_that_was_not_written_to_its_end_counts_for_nothing(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    stopped(given, tmp_path, 5)
    with (tmp_path / "parts.jsonl").open("ab") as stream:
        stream.write(b'{"file":"part-00002.par')
    run(given, tmp_path)
    assert content(tmp_path) == whole


def test_a_folder_that_holds_something_else_is_left_alone(given: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("unsaved")
    with pytest.raises(BatchError, match="holds something else"):
        run(given, tmp_path)
    assert set(content(tmp_path)) == {"thesis.txt"}


def test_files_that_others_put_into_the_folder_meanwhile_stay(
    given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    stopped(given, tmp_path, 5)
    names = ("notes.tmp", "part-time.xlsx", "part-00007.csv")
    for name in names:
        (tmp_path / name).write_text("unsaved")
    run(given, tmp_path)
    assert content(tmp_path) == whole | dict.fromkeys(names, b"unsaved")


def test_a_folder_that_holds_a_temporary_file_of_somebody_else_is_left_alone(given: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tmp").write_text("unsaved")
    with pytest.raises(BatchError, match="holds something else"):
        run(given, tmp_path)


def test_a_second_process_on_one_folder_is_refused_and_told_of_the_first(given: Path, tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(BatchBusy, match=rf"another process \(process {os.getpid()}\) writes"):
        run(given, tmp_path)
    assert not run(given, tmp_path).before
