"""The rulebooks that a command of `routing rules` is about."""

from __future__ import annotations

TARGETS = "[NAME|DIR]..."


def named_or_all(targets: tuple[str, ...]) -> tuple[str, ...]:
    """The rulebooks named, each of which exists; all bundled ones where none is. Raises `RulebookError`."""
    from routing.rulebook import bundled_names
    from routing.rulebook.packs import find_pack

    for target in targets:
        find_pack(target)
    return targets or tuple(bundled_names())
