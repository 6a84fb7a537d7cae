"""Fail when the tests run less of the code than the floors in pyproject.toml ask for.

Reads the JSON report of coverage.py, given as the one argument.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

Report = dict[str, Any]


def shortfalls(report: Report, floors: dict[str, Any]) -> list[str]:
    """A line for every floor that is not reached; a folder without a single measured file does not reach its own."""
    lines = []
    total = report["totals"]["percent_covered"]
    if total < floors["total"]:
        lines.append(f"everything: {total:.1f} % of lines and branches, the floor is {floors['total']} %")
    for folder, floor in sorted(floors["branches"].items()):
        files = {name: data for name, data in report["files"].items() if name.replace("\\", "/").startswith(folder)}
        if not files:
            lines.append(f"{folder}: no file was measured")
            continue
        branches = sum(data["summary"]["num_branches"] for data in files.values())
        covered = sum(data["summary"]["covered_branches"] for data in files.values())
        if 100 * covered < floor * branches:
            lines.append(f"{folder}: {covered} of {branches} branches, the floor is {floor} %")
            lines.extend(_missing(files))
    return lines


def _missing(files: Report) -> list[str]:
    return [
        f"  {name}: {', '.join(f'{start} -> {end}' for start, end in data['missing_branches'])}"
        for name, data in sorted(files.items())
        if data["missing_branches"]
    ]


def main() -> int:
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    lines = shortfalls(report, settings["tool"]["floors"])
    print("\n".join(lines) if lines else f"coverage floors reached: {report['totals']['percent_covered']:.1f} % in all")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
