"""The packages of the store are needed where they are used, and said by name where they are missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.store.writers import ROOT

OPENING = """
import sys
import routing, routing.store
print(sorted({"sqlalchemy", "psycopg", "cryptography"} & set(sys.modules)))
sys.modules[sys.argv[1]] = None  # what find_spec meets where a package is not installed
try:
    routing.store.EventStore.open(sys.argv[2], bytes(32))
except routing.store.StoreExtraMissing as told:
    print(told)
"""


@pytest.mark.parametrize(
    ("package", "message", "extra"),
    [
        ("sqlalchemy", "the event store needs sqlalchemy, which is not installed", "desk"),
        ("psycopg", "a store on PostgreSQL needs psycopg, which is not installed", "postgres"),
        ("cryptography", "an encrypted store needs cryptography, which is not installed", "encryption"),
    ],
)
def test_a_package_is_loaded_late_and_one_that_is_missing_is_named(package: str, message: str, extra: str) -> None:
    command = [sys.executable, "-c", OPENING, package, "postgresql:///desk"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines() == ["[]", message, f"help: pip install 'referral-routing[{extra}]'"]
