"""A run in a process of its own, to be killed: `python -m tests.batch.driver FOLDER OUT WORKERS [LIMIT]`.

It says a line for each batch. With LIMIT, no file may become longer than so many bytes.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from routing.batch import BatchError, Progress, decide_files

ROOT = Path(__file__).parent.parent.parent


def driver(given: Path, out: Path, workers: int, limit: int = 0) -> subprocess.Popen[str]:
    """Start a run in a process, and in a group of processes, of its own."""
    command = [sys.executable, "-m", "tests.batch.driver", str(given), str(out), str(workers), str(limit)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def killed(given: Path, out: Path, workers: int, after: int) -> int:
    """Start a run, kill it with all its processes after so many batches; its exit code, 0 where it was done before."""
    run = driver(given, out, workers)
    assert run.stdout is not None
    for _ in range(after):
        run.stdout.readline()
    with contextlib.suppress(ProcessLookupError):
        os.kill(run.pid, signal.SIGKILL)  # its workers see that it is gone
    run.communicate()
    return run.returncode


def main() -> None:
    from tests.batch.cases import SMALL, own

    given, out, workers, limit = sys.argv[1:]
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))

    def told(_: Progress) -> None:
        print("batch", flush=True)

    try:
        decide_files([given], out, rulebook=own(), form="parquet", workers=int(workers), told=told, cut=SMALL)
    except BatchError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
