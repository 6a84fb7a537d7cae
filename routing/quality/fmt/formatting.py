"""A file in its canonical layout, and the proof that it still says the same."""

from __future__ import annotations

import json
from typing import Any

from routing.errors import RulebookError, SourceError
from routing.quality.fmt.comments import attach, find_comments
from routing.quality.fmt.order import ANY, ORDERS
from routing.quality.fmt.tree import Node, read_tree
from routing.quality.fmt.writer import written
from routing.quality.forms import Form
from routing.source import load_yaml


def formatted(text: str | bytes, form: Form | None, file: str = "<text>") -> str:
    """The text of a file in canonical layout: fields in order, two columns a level, comments where they were.

    What is in brackets keeps its line breaks, and patterns are not touched. The result says the same as the text, has
    the same comments, and is its own canonical layout. Raises `RulebookError` where the text is no valid YAML, or
    cannot be laid out so.
    """
    document = load_yaml(text, file, error=RulebookError)
    found = document.text.replace("\r\n", "\n")
    if not isinstance(document.data, dict | list):
        return found
    try:
        result = _laid_out(found, form)
        sound = _content(load_yaml(result).data) == _content(document.data)
        sound = sound and _comments(result) == _comments(found) and _laid_out(result, form) == result
    except SourceError:
        sound = False
    if not sound:
        raise RulebookError(
            "the file cannot be laid out without a risk to what it says",
            file=file,
            line=1,
            column=1,
            help="it is left as it is; write long text as a block (`>-`) and one field a line",
        )
    return result


def _laid_out(text: str, form: Form | None) -> str:
    root = read_tree(text)
    comments = find_comments(text, root)
    attach(text, root, comments)
    order = ANY if form is None else ORDERS.get(form, ANY)
    return written(root, order, text, [comment.start for comment in comments])


def _content(data: Any) -> str:
    """Plain data as text in which the order of fields does not count, and 1, 1.0 and true differ."""
    return json.dumps(data, sort_keys=True)


def _comments(text: str) -> list[str]:
    root: Node = read_tree(text)
    return sorted(comment.text for comment in find_comments(text, root))
