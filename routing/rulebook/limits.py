"""How large a rulebook may be. Rule files are untrusted input; beyond these sizes they are refused."""

FILES = 200
"""Files of a rulebook, over all its packs."""

FILE_BYTES = 1024 * 1024
"""Bytes of one file."""

ALL_BYTES = 4 * 1024 * 1024
"""Bytes of all files of a rulebook."""

RULES = 2_000
"""Dated versions of rules, over all packs."""

PATTERN_CHARACTERS = 8_192
"""Characters of `match` and `where` of one rule, together."""

EFFECTS = 32
"""Effects of one rule."""

PACK_DEPTH = 8
"""Packs that extend one another in a row."""

ALL_PATTERN_CHARACTERS = 240_000
"""Characters of all patterns of a rulebook together: 150 each for 1,600 rules, half as much again as usual."""

ALL_RELATIONSHIPS = 8_000
"""Relationships in all patterns of a rulebook together: five each for 1,600 rules."""

NAMES = 2_000
"""Names in one list of a `rulebook.yaml`: Japan has about 1,750 municipalities."""

STEPS = 100
"""Steps of a ladder."""

ERRORS = 50
"""Errors told at once; a rulebook that is wrong throughout is read no further."""

TABLE_ROWS = 5_000
"""Rows of one sheet of a decision table, those without a rule counted."""

TABLE_COLUMNS = 200
"""Columns of one sheet."""

CELL_CHARACTERS = 8_192
"""Characters of one cell."""

HEADING_CHARACTERS = 500
"""Characters of one heading."""

TABLE_CHARACTERS = 1_000_000
"""Characters of all cells of a sheet; and of its merged cells, once for each row they cover."""

UNIQUE_COMPARISONS = 40_000_000
"""Conditions compared for the hit policy `unique`: rows times rows times columns."""

WORKBOOK_PARTS = 500
"""Parts of the archive that a workbook is."""

WORKBOOK_BYTES = 4 * 1024 * 1024
"""Bytes of a workbook when it is unpacked, pictures and the like not counted."""
