"""What pm4py finds in an export: run by the interpreter of its own environment, never imported by a test.

Usage: read_by_pm4py.py FILE.json FILE.sqlite. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def counts(log: Any) -> dict[str, Any]:
    """How many of each there are. Of relations, the pairs: pm4py keeps one qualifier for an event and an object."""
    relations = log.relations[["ocel:eid", "ocel:oid"]].drop_duplicates()
    return {
        "events": log.events["ocel:activity"].value_counts().to_dict(),
        "objects": log.objects["ocel:type"].value_counts().to_dict(),
        "event_object": len(relations),
        "object_object": len(log.o2o),
        "changes": len(log.object_changes),
    }


def main() -> None:
    import pm4py
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    as_json, as_sqlite = sys.argv[1:]
    found = {
        "json": counts(pm4py.read_ocel2_json(as_json)),
        "sqlite": counts(pm4py.read_ocel2_sqlite(as_sqlite)),
        "broken": sorted(ocel20_rel_validation.apply(as_sqlite)[1]),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
