"""What happened as flat tables: decisions, owners, referrals, events. Ids and codes alone."""

from routing.audit.tables.parquet import write_parquet
from routing.audit.tables.rows import COLUMNS, Tables, tables

__all__ = ["COLUMNS", "Tables", "tables", "write_parquet"]
