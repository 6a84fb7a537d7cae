"""Damaged case files: a valid case or a typed error with its place, fast, and never a word of the case in it."""

import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from routing.case import Case
from routing.errors import CaseError
from routing.vocabulary import core
from tests.damage import damaged

CASES = Path(__file__).parent / "data" / "cases"
# values of the two files that no message has a reason to hold
SECRETS = (
    "zyx",
    "7654321",
    "1973",
    "11-29",
    "2026-07-23",
    "2019-05-17",
    "2026-08-19",
    "2027-12-13",
    "2026-03-21",
    "87",
)

SECONDS = 1 if sys.gettrace() is None else 5  # a tracer, such as one that measures coverage, slows each line down


def refused(text: str | bytes, file: str) -> CaseError | None:
    """The error of a text, None if it is a case; any other exception is a failure of the test."""
    try:
        Case.parse(text, file).to_graph(core())
    except CaseError as error:
        return error
    return None


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_damaged_file_gives_a_case_or_an_error_with_its_place(kind: str) -> None:
    text = (CASES / f"secret.{kind}").read_text(encoding="utf-8")
    errors = [refused(damaged(text, seed), f"x.{kind}") for seed in range(500)]
    without_place = [seed for seed, error in enumerate(errors) if error and not (error.line and error.column)]
    assert without_place == []
    assert 0 < errors.count(None) < 250


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_damaged_file_costs_little_time(kind: str) -> None:
    text = (CASES / f"secret.{kind}").read_text(encoding="utf-8")
    spent = []
    for seed in range(100):
        start = time.process_time()
        refused(damaged(text, seed), f"x.{kind}")
        spent.append(time.process_time() - start)
    assert max(spent) < SECONDS


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_many_damaged_files_give_a_case_or_an_error_without_a_value_of_it(kind: str) -> None:
    text = (CASES / f"secret.{kind}").read_text(encoding="utf-8")
    errors = (refused(damaged(text, seed), "x") for seed in range(500, 20_500))
    bad = [error for error in errors if error and (not error.line or any(s in error.message for s in SECRETS))]
    assert bad == []


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_no_error_of_a_damaged_file_holds_a_value_of_the_case(kind: str) -> None:
    text = (CASES / f"secret.{kind}").read_text(encoding="utf-8")
    leaks = [
        (seed, secret)
        for seed in range(500)
        if (error := refused(damaged(text, seed), "x")) is not None
        for secret in SECRETS
        if secret in error.message + (error.help or "")
    ]
    assert leaks == []


YAML_BOMBS = {
    "brackets": "[" * 1_000_000,
    "braces": "{" * 1_000_000,
    "dashes": "- " * 500_000,
    "questions": "? " * 500_000,
    "keys": "".join(f"a{i}: b\n" for i in range(90_000)),
    "unknown fields": "persons:\n" + ("- {" + ", ".join(f"f{i}: b" for i in range(1900)) + "}\n") * 25,
    "items": "- a\n" * 99_000,
    "maps": "[" + "{}," * 49_000 + "]",
    "flow items": "[" + "a," * 99_000 + "]",
    "open plain flow": "[a\n" + "b\n" * 500_000,
    "open quote": '"' + "a\n" * 500_000,
    "digits": "1" * 1_000_000,
    "spaces": " " * 1_000_000,
    "aliases": "a: &a [x]\n" + "b: [*a, *a]\n" * 50_000,
    "names": "case: x\nas_of: 2026-01-01\nmunicipality: m\nreceived_by: npo\npersons: [{id: a}]\nneeds:\n"
    + ("- {persons: [" + "zz," * 40 + "], code: c}\n") * 2000,
}
JSON_BOMBS = {
    "brackets": "[" * 4_000_000,
    "maps": '{"a":' * 800_000,
    "open string": '"' + '\\"' * 2_000_000,
    "quotes": '"' * 4_000_000,
    "keys": "{" + ",".join(f'"k{i}":1' for i in range(90_000)) + "}",
    "unknown fields": "[" + ",".join("{" + ",".join(f'"f{i}":1' for i in range(19)) + "}" for _ in range(4900)) + "]",
    "ones": "[" + "1," * 2_000_000 + "1]",
    "digits": "1" * 4_000_000,
    "escapes": '["' + "\\u3042" * 600_000 + '\\ud800"]',
    "duplicates": "{" + '"a":1,' * 45_000 + '"a":2}',
    "bad persons": '{"persons":[' + '{"id":1},' * 40_000 + "{}]}",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("text", "kind"),
    [*((text, "yaml") for text in YAML_BOMBS.values()), *((text, "json") for text in JSON_BOMBS.values())],
    ids=[*(f"yaml {name}" for name in YAML_BOMBS), *(f"json {name}" for name in JSON_BOMBS)],
)
def test_a_hostile_file_costs_little_time(text: str, kind: str) -> None:
    start = time.process_time()
    error = refused(text, f"x.{kind}")
    assert error is not None
    assert time.process_time() - start < SECONDS


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["keys", "items", "names", "unknown fields"])
def test_a_hostile_file_costs_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        refused(YAML_BOMBS[name], "x.yaml")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 150 * 2**20
