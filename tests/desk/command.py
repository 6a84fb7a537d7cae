"""The command `routing desk` run in this process, on a store of its own."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from routing.cli.app import main

ROOT = Path(__file__).parent.parent.parent
HEAT = str(ROOT / "examples" / "kinuta" / "heat.yaml")
OPENED = dt.datetime(2026, 8, 3, 1, tzinfo=dt.UTC)
CENTER, COUNCIL = "support_center@kinuta-anshin", "social_council@kinuta-shakyo"
TEAM = "backup_team@kinuta-backup"


@dataclass(frozen=True)
class Told:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The object that was printed."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """The lines that were printed, each with single blanks."""
        return [" ".join(line.split()) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Command:
    """`routing desk`, on 3 August 2026 at 10:00 unless `at` says otherwise, in English."""

    captured: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object, at: str = "2026-08-03T10:00") -> Told:
        given = [str(argument) for argument in arguments]
        language = [] if "--lang" in given else ["--lang", "en"]
        with pytest.raises(SystemExit) as end:
            main(["desk", *given, "--now", at, *language])
        assert isinstance(end.value.code, int)
        out, err = self.captured.readouterr()
        return Told(end.value.code, out, err)

    def json(self, *arguments: object, at: str = "2026-08-03T10:00") -> Any:
        told = self(*arguments, "--format", "json", at=at)
        assert told.err == ""
        return told.data
