"""ladybug in a process of its own, because some queries crash it: `python -m tests.differential.ladybug_child`.

The child reads a line of JSON with the statements that fill a new database and the queries to run on it, and answers
each query with a line of JSON: its rows, or the first line of the error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Timer
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1 << 27
"""Bytes of pages a database may hold; a graph takes far less."""

MOST_SECONDS = 60
"""A query that takes longer counts as a crash."""

Rows = list[list[Any]]


class Ladybug:
    """Asks a child; starts another one after a crash."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Ladybug:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def answers(self, statements: Sequence[str], queries: Sequence[str]) -> Iterator[Rows | str]:
        """For each query its rows, or what went wrong."""
        at = 0
        while at < len(queries):
            self.ask(statements, queries[at:])
            while at < len(queries):
                answer = self.read()
                at += 1
                yield "it crashed" if answer is None else answer
                if answer is None:
                    break

    def ask(self, statements: Sequence[str], queries: Sequence[str]) -> None:
        if self.process is None:
            command = [sys.executable, "-m", "tests.differential.ladybug_child"]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, encoding="utf-8")
        assert self.process.stdin
        self.process.stdin.write(json.dumps([list(statements), list(queries)]) + "\n")
        self.process.stdin.flush()

    def read(self) -> Rows | str | None:
        """One answer; None, and no child any more, after a crash."""
        assert self.process
        assert self.process.stdout
        patience = Timer(MOST_SECONDS, self.process.kill)
        patience.start()
        try:
            line = self.process.stdout.readline()
        finally:
            patience.cancel()
        if line:
            answer: Rows | str = json.loads(line)
            return answer
        self.stop()
        return None


def serve() -> None:
    """Answer until there is nothing more to read."""
    import ladybug

    for line in sys.stdin:
        statements, queries = json.loads(line)
        database = ladybug.Database(":memory:", max_num_threads=1, buffer_pool_size=MEMORY)
        connection = ladybug.Connection(database, num_threads=1)
        for statement in statements:
            connection.execute(statement)  # these are ours: an error in them ends the child, and shows
        for query in queries:
            print(json.dumps(answer_to(connection, query)), flush=True)
        connection.close()
        database.close()


def answer_to(connection: Any, query: str) -> Rows | str:
    try:
        result = connection.execute(query)
    except RuntimeError as error:
        return str(error).splitlines()[0]
    rows: Rows = result.get_all()
    result.close()
    return rows


if __name__ == "__main__":
    serve()
