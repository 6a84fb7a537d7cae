"""How large a rulebook may be. Rule files are untrusted input; beyond these sizes they are refused."""

FILES = 200
"""Files of a rulebook, over all its packs."""

FILE_BYTES = 1024 * 1024
"""Bytes of one file."""

RULES = 2_000
"""Dated versions of rules, over all packs."""

PATTERN_CHARACTERS = 8_192
"""Characters of `match` and `where` of one rule, together."""

EFFECTS = 32
"""Effects of one rule."""

PACK_DEPTH = 8
"""Packs that extend one another in a row."""

ERRORS = 200
"""Errors told at once; a file that is wrong throughout says no more after that many."""
