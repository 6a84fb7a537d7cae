"""JSON Schemas of the files that rule authors write, for editors and for other programs."""

from routing.quality.schema.documents import as_text, schema_of

__all__ = ["as_text", "schema_of"]
