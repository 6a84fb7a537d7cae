"""Decision tables: sheets of cells that become the same rules as rule files."""

from routing.rulebook.tables.table import Table, TableFile, read_tables

__all__ = ["Table", "TableFile", "read_tables"]
