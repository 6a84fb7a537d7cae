"""The project as a whole: what it ships, what it pins, what it must not hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scripts.coverage_floors import shortfalls

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = sorted((ROOT / "requirements").glob("*.txt"))
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|opt|work|Users)/\w")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".jsonl",
    ".csv",
    ".sh",
    ".lark",
    ".out",
    ".feature",
    "",
}


def tracked_texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:  # an unpacked source archive
        files = [path for path in ROOT.rglob("*") if not {".venv", ".venv-mining"} & {*path.parts}]
    return [path for path in files if path.is_file() and path.suffix in TEXT and path.name != Path(__file__).name]


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ \[;]", line)[0].lower().replace("_", "-") for line in requirements}


def pinned(file: Path) -> list[str]:
    return [line.split(" ")[0] for line in file.read_text().splitlines() if re.match(r"[A-Za-z]", line)]


def test_no_file_names_a_path_of_one_machine() -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in tracked_texts()}
    assert [path.name for path, text in texts.items() if MACHINE_PATH.search(text)] == []


@pytest.mark.parametrize("file", PINS, ids=lambda path: path.name)
def test_the_pins_name_no_address(file: Path) -> None:
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", PINS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_hashed(file: Path) -> None:
    entries = re.split(r"\n(?=[A-Za-z])", file.read_text(encoding="utf-8").strip())
    assert entries
    assert [entry for entry in entries if not re.match(r"[\w.-]+==\S+ \\\n\s+--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_the_pins_cover_every_dependency_the_project_declares() -> None:
    runtime = names_of(SETTINGS["project"]["dependencies"])
    extras = SETTINGS["project"]["optional-dependencies"]
    tests = runtime.union(*(names_of(extras[name]) for name in ("test", "workshop", "desk", "postgres", "encryption")))
    assert runtime <= names_of(pinned(ROOT / "requirements/runtime.txt"))
    assert tests <= names_of(pinned(ROOT / "requirements/test.txt"))
    assert names_of(SETTINGS["build-system"]["requires"]) <= names_of(pinned(ROOT / "requirements/build.txt"))
    assert names_of(SETTINGS["project"]["optional-dependencies"]["durable"]) == names_of(
        pinned(ROOT / "requirements/durable.txt")
    )


def test_the_second_engine_is_the_one_release_whose_safe_subset_is_known() -> None:
    from routing.engines.durable.presence import VERSION

    wanted = f"durable_rules=={VERSION}"
    assert SETTINGS["project"]["optional-dependencies"]["durable"] == [wanted]
    assert pinned(ROOT / "requirements/durable.txt") == [wanted.replace("_", "-")]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_without_a_compiler_the_second_engine_is_left_out_with_one_line(tmp_path: Path) -> None:
    bare = tmp_path / "python"  # an interpreter that finds no installed packages
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    bare.chmod(0o755)
    environment = {**os.environ, "CC": "no-such-compiler"}
    command = ["sh", str(ROOT / "scripts/durable.sh"), str(bare), "--required"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == (
        "durable_rules is not installed, because there is no C compiler: decisions are not cross-checked\n"
    )


def test_the_pins_of_the_files_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for file in PINS:
        for pin in pinned(file):
            name, _, version = pin.partition("==")
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def loaded_by(code: str, modules: set[str]) -> str:
    command = f"import sys; {code}; print(sorted({modules!r} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    return shown.stdout.strip()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import routing", {"pydantic", "lark", "networkx", "rich", "click", "yaml"}) == "[]"


def test_the_public_names_need_neither_lark_nor_networkx_nor_rich() -> None:
    names = "from routing import Case, Decision, Router, Rulebook"
    assert loaded_by(names, {"lark", "networkx", "rich", "click"}) == "[]"


def test_every_public_name_is_there_and_a_wrong_one_is_an_attribute_error() -> None:
    import routing

    assert [name for name in routing.__all__ if not hasattr(routing, name)] == []
    assert set(dir(routing)) == set(routing.__all__)
    with pytest.raises(AttributeError, match="Rooter"):
        _ = routing.Rooter  # type: ignore[attr-defined]


def coverage_of(**files: tuple[int, int]) -> dict[str, Any]:
    """A report of coverage.py: for each file of routing/ how many branches it has, and how many were run."""
    summary = {
        f"routing/{name}/x.py": {
            "summary": {"num_branches": branches, "covered_branches": covered},
            "missing_branches": [[1, 2]] * (branches - covered),
        }
        for name, (branches, covered) in files.items()
    }
    return {"totals": {"percent_covered": 96.0}, "files": summary}


def test_a_branch_below_its_floor_is_named() -> None:
    floors = {"total": 95, "branches": {"routing/pattern/": 100}}
    assert shortfalls(coverage_of(pattern=(4, 4), cli=(4, 0)), floors) == []
    assert shortfalls(coverage_of(pattern=(4, 3)), floors) == [
        "routing/pattern/: 3 of 4 branches, the floor is 100 %",
        "  routing/pattern/x.py: 1 -> 2",
    ]


def test_a_folder_that_was_not_measured_or_a_low_total_is_below_its_floor() -> None:
    floors = {"total": 97, "branches": {"routing/engines/": 100}}
    assert shortfalls(coverage_of(pattern=(4, 4)), floors) == [
        "everything: 96.0 % of lines and branches, the floor is 97 %",
        "routing/engines/: no file was measured",
    ]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what it is built from."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("routing", "rules", "scenarios"):
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_rule_packs_and_the_data_of_the_package(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    packs, scenarios = (
        {f"routing/_{path.relative_to(ROOT).as_posix()}" for path in (ROOT / name).rglob("*") if path.is_file()}
        for name in ("rules", "scenarios")
    )
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "routing").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packs
    assert scenarios
    assert packs | scenarios | package <= shipped


def test_an_unpacked_wheel_finds_its_rule_packs_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import routing, pathlib; from routing import Rulebook;"
        "print(pathlib.Path(routing.__file__).parent.parent, Rulebook.load('setagaya').id)"
    )
    shown = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == [str(site), "setagaya"]


@pytest.mark.soak
def test_pip_installs_the_wheel_into_a_new_environment(wheel: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    subprocess.run([sys.executable, "-m", "venv", str(new)], check=True)
    python = new / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements/runtime.txt")], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    shown = subprocess.run(
        [str(python.parent / "routing"), "rules", "test", "setagaya"], cwd=tmp_path, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.splitlines()[-1].endswith(" passed, 0 failed")


@pytest.mark.unmeasured
def test_a_test_that_is_not_measured_runs_without_a_tracer() -> None:
    in_a_thread: list[object] = []
    thread = threading.Thread(target=lambda: in_a_thread.append(sys.gettrace()))
    thread.start()
    thread.join()
    assert [sys.gettrace(), *in_a_thread] == [None, None]
