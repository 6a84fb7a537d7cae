"""Small cases made up from the vocabulary: one person of some age with one need. They settle most questions about rules
that no test knows yet, in no time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.case import Case
from routing.rulebook import Rulebook

AGES = (None, 0, 5, 12, 17, 18, 25, 39, 40, 50, 64, 65, 74, 75, 82, 90, 100)
"""Ages on both sides of where laws draw lines."""


def probes(rulebook: Rulebook, day: dt.date) -> Iterator[Case]:
    """A case for each need code and age, urgent or not in turn."""
    kinds = rulebook.vocabulary.agency_kinds
    receiver = "support_center" if "support_center" in kinds else min(kinds)
    municipality = min(rulebook.serves or {"somewhere"})
    for code in sorted(rulebook.vocabulary.needs):
        for number, age in enumerate(AGES):
            person = {"id": "a"} if age is None else {"id": "a", "age": age}
            need = {"id": "n", "person": "a", "code": code, "urgent": number % 2 == 1}
            yield Case.from_dict(
                {
                    "case": "probe",
                    "as_of": day.isoformat(),
                    "municipality": municipality,
                    "received_by": receiver,
                    "persons": [person],
                    "needs": [need],
                }
            )
