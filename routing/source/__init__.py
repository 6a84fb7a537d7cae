"""Untrusted YAML and JSON text as plain data, with the position of every value. Limits, never a traceback."""

from routing.source.document import Document
from routing.source.files import load_file, load_lines, read_text
from routing.source.json_text import load_json
from routing.source.limits import MOST_BYTES, MOST_DEPTH, MOST_ITEMS
from routing.source.validation import validation_errors
from routing.source.wording import quotable
from routing.source.yaml_text import load_yaml

__all__ = [
    "MOST_BYTES",
    "MOST_DEPTH",
    "MOST_ITEMS",
    "Document",
    "load_file",
    "load_json",
    "load_lines",
    "load_yaml",
    "quotable",
    "read_text",
    "validation_errors",
]
