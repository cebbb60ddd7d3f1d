"""Any table, in memory or in a file, as named columns."""

from __future__ import annotations

from mutually.tables.columns import Column, read_column
from mutually.tables.sources import is_table, read_table
from mutually.tables.table import Table

__all__ = ["Column", "Table", "is_table", "read_column", "read_table"]
