"""A decision as it is written for cases that are equal but for their ids."""

from __future__ import annotations

from dataclasses import dataclass
from json.encoder import encode_basestring as quoted

from routing.decision import Decision, Settled, settled_of
from routing.decision.settled import NAMES

_BACKUP, _CASE, _TRACE = (NAMES.index(name) for name in ("backup", "case", "trace"))


@dataclass(frozen=True, slots=True)
class Template:
    """What was settled about a case that had a stand-in for its id. `written` puts an id in its place."""

    fields: tuple[str, ...]
    stand_in: str
    engine: str
    verified_by: tuple[str, ...]
    fail_safe: bool

    def written(self, id: str) -> str:
        """The canonical JSON of the decision about the case of an id: to the byte what deciding that case gives."""
        fields = list(self.fields)
        fields[_CASE] = quoted(id)
        if self.stand_in in fields[_TRACE]:
            fields[_TRACE] = fields[_TRACE].replace(quoted(self.stand_in), fields[_CASE])
        return Settled(fields, self.engine, self.verified_by).json


def template(decision: Decision, stand_in: str) -> Template | None:
    """The template that a decision about a case with a stand-in id makes; None where an id could move something.

    The lists of a decision are sorted, some of them by what they show. So the id may be shown as the case itself, and
    in the trace as what a variable is bound to: its order is that of the bindings, where the case has its own place.
    """
    settled = settled_of(decision)
    if settled is None or settled.availability is not None:
        return None
    fields = tuple(settled.fields)
    trace = fields[_TRACE]
    shown = trace.count(stand_in)
    if "".join(fields).count(stand_in) != shown + 1 or (shown and shown != trace.count(f'":{quoted(stand_in)}')):
        return None  # it is the id, and stands once in the field of that
    return Template(fields, stand_in, settled.engine, settled.verified_by, is_fail_safe(decision, fields[_BACKUP]))


def is_fail_safe(decision: Decision, text: str) -> bool:
    """Whether a decision is fail-safe. Its parts are made only where its JSON, or its backup, leaves that open."""
    return ("budget_exceeded" in text or "engine_disagreement" in text) and decision.fail_safe
