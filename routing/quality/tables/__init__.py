"""Decision tables for people: rules written as sheets, sheets as rules, and what a table leaves open."""

from routing.quality.tables.convert import convert
from routing.quality.tables.gaps import gaps

__all__ = ["convert", "gaps"]
