"""The exports are read by pm4py, which most people mine processes with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from routing.audit.ocel import event_log, write_json, write_sqlite
from routing.audit.ocel.event_log import BEGINNING
from routing.audit.ocel.gathered import cases_of
from routing.desk import Desk
from routing.log import DecisionLog
from routing.store import EventStore
from tests.audit.busy_desk import busy
from tests.desk.desks import DAY, NOON, router, town_case

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / os.environ.get("MINING", ".venv-mining") / "bin" / "python"
MORE_CASES = 200


@pytest.mark.soak
@pytest.mark.skipif(not PYTHON.exists(), reason="pm4py is not installed: `make mining` installs it")
def test_pm4py_finds_all_events_objects_and_relations_in_both_files(tmp_path: Path) -> None:
    busy(tmp_path / "desk.db")
    with EventStore.open(f"sqlite:///{tmp_path / 'desk.db'}") as store:
        desk = Desk(router(), store)
        for number in range(MORE_CASES):
            desk.open(town_case().model_copy(update={"case": f"M-{number}"}), NOON + number * DAY)
        log = event_log(cases_of(store), DecisionLog(store).records())
    as_json, as_sqlite = tmp_path / "log.json", tmp_path / "log.sqlite"
    write_json(log, as_json)
    write_sqlite(log, as_sqlite)

    program = Path(__file__).parent / "read_by_pm4py.py"
    command = [str(PYTHON), "-W", "ignore", str(program), str(as_json), str(as_sqlite)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])

    objects = log.objects.values()
    expected = {
        "events": Counter(event.type for event in log.events),
        "objects": Counter(made.type for made in objects),
        "event_object": len({(event.id, id) for event in log.events for id, _ in event.relations}),
        "object_object": sum(len(made.relations) for made in objects),
        "changes": sum(time != BEGINNING for made in objects for _, time in made.values),
    }
    assert found["json"] == expected
    assert found["sqlite"] == expected
    assert found["broken"] == []


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_where_pm4py_cannot_be_installed_that_is_one_line_and_no_error(tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'error: there is no venv' >&2\nexit 1\n")
    broken.chmod(0o755)
    command = ["sh", str(ROOT / "scripts/mining.sh"), str(broken), str(tmp_path / "mining")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[1:] == [
        "pm4py is not installed: the exports are not read by it (error: there is no venv)"
    ]
    assert not (tmp_path / "mining").exists()


def test_nothing_of_this_library_depends_on_pm4py() -> None:
    named = [path.name for path in (ROOT / "requirements").glob("*.txt") if "pm4py==" in path.read_text("utf-8")]
    assert named == ["mining.txt"]
    assert "pm4py" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    importing = [path for path in (ROOT / "routing").rglob("*.py") if "import pm4py" in path.read_text("utf-8")]
    assert importing == []
