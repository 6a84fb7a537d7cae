"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket that nobody else sees."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NO_SERVER = "there are no PostgreSQL server binaries (Debian: apt-get install postgresql)"
START_WITHIN = 60.0
"""Seconds."""


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest of several; None where there is no server."""
    named = shutil.which("initdb")
    folders: Iterable[Path] = Path("/usr/lib/postgresql").glob("*/bin")
    known = [Path(named).resolve().parent] if named else []
    ordered = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    return next((folder for folder in [*ordered, *known] if (folder / "postgres").exists()), None)


class PostgresServer:
    """A server that can be stopped, killed and started again; its data outlive that, and are deleted by `remove`."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket may have 107 characters
        self.process: subprocess.Popen[bytes] | None = None
        self._schemas = itertools.count(1)
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            user = next(entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        options = ["--auth=trust", "--username=desk", "--encoding=UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [binaries / "initdb", f"--pgdata={self.data}", *options],
            capture_output=True, text=True, check=False, cwd=self.folder, env=self._environment, **self._as,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TZ": "UTC", "LC_ALL": "C"}

    def start(self) -> None:
        """Start, and wait until connections are taken. A process that is killed loses nothing without `fsync`."""
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", "fsync=off", "max_connections=60"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *(part for s in settings for part in ("-c", s))],
                stdout=log, stderr=log, cwd=self.folder, env=self._environment, **self._as,
            )  # fmt: skip
        latest = time.monotonic() + START_WITHIN
        while not self._ready():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < latest, (self.folder / "log").read_text()
            time.sleep(0.02)

    def _ready(self) -> bool:
        with tempfile.TemporaryFile() as nothing:
            asked = [self.binaries / "pg_isready", "-q", "-h", self.folder, "-U", "desk", "-d", "postgres"]
            return subprocess.run(asked, stdout=nothing, stderr=nothing, check=False).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT breaks the connections and ends in order, SIGQUIT ends at once, as a crash does."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(START_WITHIN)
            self.process = None

    def run(self, statement: str) -> None:
        """Run a statement as the one who owns the server."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user="desk", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def url(self) -> str:
        """The URL of a schema that is new and empty."""
        schema = f"s{next(self._schemas)}"
        self.run(f"CREATE SCHEMA {schema}")
        return f"postgresql://desk@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    @staticmethod
    def schema_of(url: str) -> str:
        return url.partition("search_path%3D")[2].partition("%20")[0]

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)  # nothing of it is kept
        shutil.rmtree(self.folder, ignore_errors=True)
