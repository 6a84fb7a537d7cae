"""The house keeps its order: rooms import only from those above, modules and functions stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "routing"
ROOMS = [
    "errors",
    "dates",
    "pattern",
    "source",
    "vocabulary",
    "case",
    "calendar",
    "directory",
    "rulebook",
    "wording",
    "drawing",
    "charts",
    "engines",
    "decision",
    "settlement",
    "router",
    "batch",
    "explain",
    "letters",
    "store",
    "desk",
    "log",
    "quality",
    "audit",
    "conference",
    "cli",
]
FRONT_DOORS = {"__init__", "__main__"}
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def trees() -> dict[Path, ast.Module]:
    """The modules, read once."""
    return {path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def room_of(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


def imported_rooms(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("routing."):
            yield node.lineno, node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("routing."):
                    yield node.lineno, alias.name.split(".")[1]


def test_a_room_imports_only_from_those_above_it() -> None:
    climbs = []
    for module, tree in trees().items():
        room = room_of(module)
        if room in FRONT_DOORS:
            continue
        assert room in ROOMS, f"{room} is no room of the house"
        above = ROOMS[: ROOMS.index(room) + 1]
        climbs += [f"{module}:{line} {other}" for line, other in imported_rooms(tree) if other not in above]
    assert climbs == []


def test_imports_name_the_room_absolutely() -> None:
    relative = [
        f"{module}:{node.lineno}"
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_half_of_the_modules_are_at_most_120_lines() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 120


def test_every_function_fits_a_screen_of_60_lines() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}"
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > 60
    ]
    assert long == []


def test_every_module_says_what_it_holds() -> None:
    assert [module for module, tree in trees().items() if not ast.get_docstring(tree)] == []
