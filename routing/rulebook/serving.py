"""Which bundled rulebook serves a municipality."""

from __future__ import annotations

from functools import cache

from routing.rulebook.book import Rulebook
from routing.rulebook.packs import bundled_names, find_pack
from routing.rulebook.reading import Problems, read_rulebook_file

ANY_MUNICIPALITY = "generic"


def serving(municipality: str) -> Rulebook:
    """The bundled rulebook that names a municipality, else the one for any municipality. Each is loaded once."""
    return bundled(_by_municipality().get(municipality, ANY_MUNICIPALITY))


@cache
def bundled(name: str) -> Rulebook:
    """The bundled rulebook of a name. Each is loaded once."""
    return Rulebook.load(name)


@cache
def _by_municipality() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in bundled_names():
        pack = read_rulebook_file(find_pack(name), Problems())
        for municipality in (pack.file.municipalities if pack is not None else None) or ():
            found[municipality] = name
    return found
