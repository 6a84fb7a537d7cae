"""More rules for a peer, as `growth.grown` makes them: the text of the 25 once a round, with other words in it.

It works on the text of the peer's own rules, where each need code, domain, event type, finding and rule id stands in
double quotes. Nothing of `routing` is imported, so that it adds nothing to what a peer is measured on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

BASE = 25
DOMAINS = frozenset({"child", "income"})
EVENT_TYPES = frozenset({"discharge"})
FINDINGS = frozenset({"watch"})
"""Findings with a name of one word; all others have a hyphen, as rule ids have."""

_QUOTED = re.compile(r'"([^"\n]+)"')


def rounds(rules: int) -> range:
    """The numbers of the rounds beyond the first that make so many rules."""
    if rules < BASE or rules % BASE:
        raise ValueError(f"the number of rules is a multiple of {BASE}")
    return range(1, rules // BASE)


def word(given: str, n: int) -> str:
    """A quoted word as round `n` has it."""
    if "." in given:
        return f"w{n:02}.{given.split('.')[1]}"
    if "-" in given or given in FINDINGS:
        return f"{given}-{n:02}"
    if given in DOMAINS:
        return f"w{n:02}"
    return f"{given}_w{n:02}" if given in EVENT_TYPES else given


def variant(text: str, n: int) -> str:
    """Rules, in whatever language, with the quoted words of round `n`."""
    return _QUOTED.sub(lambda quoted: f'"{word(quoted[1], n)}"', text)


def grown(text: str, rules: int, change: Callable[[str, int], str] = variant) -> str:
    """So many rules: the text of the 25, and once more for each further round."""
    return "\n".join([text, *(change(text, n) for n in rounds(rules))])
