"""The packages of the store are needed where they are used, and said by name where they are missing."""

from __future__ import annotations

import subprocess
import sys

from tests.store.writers import ROOT

OPENING = """
import sys
import routing, routing.store
packages = ("sqlalchemy", "psycopg", "cryptography")
print(sorted({*packages} & set(sys.modules)))
for package in packages:
    sys.modules[package] = None  # what find_spec meets where a package is not installed
    try:
        routing.store.EventStore.open("postgresql:///desk", bytes(32) if package == "cryptography" else None)
    except routing.store.StoreExtraMissing as told:
        print(told)
    del sys.modules[package]
"""


def test_packages_are_loaded_late_and_one_that_is_missing_is_named() -> None:
    ran = subprocess.run([sys.executable, "-c", OPENING], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines() == [
        "[]",
        "the event store needs sqlalchemy, which is not installed",
        "help: pip install 'referral-routing[desk]'",
        "a store on PostgreSQL needs psycopg, which is not installed",
        "help: pip install 'referral-routing[postgres]'",
        "an encrypted store needs cryptography, which is not installed",
        "help: pip install 'referral-routing[encryption]'",
    ]
