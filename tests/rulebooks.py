"""Rulebooks for tests, read from the folders under `data/rulebooks`."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data" / "rulebooks"


def texts(folder: Path) -> dict[str, str]:
    """The files of a pack, by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}


def packs(folder: Path) -> dict[str, dict[str, str]]:
    """The packs a rulebook in a folder may extend: those in folders inside it, and `base`."""
    inside = {path.name: texts(path) for path in sorted(folder.iterdir()) if path.is_dir()}
    return {"base": texts(DATA / "base"), **inside}
