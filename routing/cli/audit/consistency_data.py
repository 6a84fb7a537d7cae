"""The report on equal treatment as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from routing.audit.attributes import AttributeRead
from routing.audit.consistency import Consistency
from routing.audit.decided import LeftOut
from routing.audit.trials import TrialSums


def print_data(found: Consistency, left_out: LeftOut) -> None:
    """Print the report as JSON."""
    data = {
        "schema": "audit-consistency/1",
        "left_out": {"redacted": left_out.redacted, "refused": left_out.refused},
        "alike": None if found.alike is None else asdict(found.alike),
        "trials": None if found.trials is None else _trials(found.trials, found.given),
        "reads": None if found.reads is None else [
            {"rulebook": {"id": book.id, "version": book.version, "digest": book.digest}, "reads": [*map(_read, reads)]}
            for book, reads in found.reads
        ],
        "findings": found.findings,
    }  # fmt: skip
    click.echo(json.dumps(data, ensure_ascii=False))


def _trials(trials: TrialSums, given: int) -> dict[str, Any]:
    return {
        "given": given,
        "tried": trials.cases,
        "refused": trials.refused,
        "variations": dict(trials.told),
        "differences": [
            {
                "attribute": one.attribute,
                "cause": one.cause,
                "rules": [{"rule": rule, "basis": trials.bases.get(rule)} for rule in one.rules],
                "variations": found.variations,
                "cases": found.cases,
                "parts": dict(sorted(found.parts.items())),
                "named": found.named,
            }
            for one, found in trials.differences
        ],
    }


def _read(read: AttributeRead) -> dict[str, Any]:
    mark = read.mark
    return {
        "rule": read.rule,
        "label": read.label or None,
        "attribute": read.attribute,
        "through_finding": read.through,
        "permitted": read.permitted,
        "mark": mark
        and {"mark": mark.mark, "ja": mark.ja, "en": mark.en, "law": mark.law or None, "status": mark.status},
    }
