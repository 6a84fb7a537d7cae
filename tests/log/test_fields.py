"""A field is written once, in the one way, and its commitment is the HMAC that anybody can check."""

from __future__ import annotations

import hmac
import json
import os

import pytest

from routing import Case, Decision
from routing.decision import fired_by, written
from routing.log.canonical import canonical, canonical_text
from routing.log.commitments import SALT_BYTES, Opening, salted
from routing.log.fields import case_fields, case_of, decision_of, decision_text
from routing.log.record import beside, written_beside
from tests.generate_cases import generated
from tests.log.logs import router

VALUES = [
    None,
    True,
    False,
    0,
    -7,
    2**53,
    "",
    "介護",
    'a "quoted"\n\u0007 text\u2028',
    [],
    {"b": [1], "a": {"ä": None}},
    [True],
]


@pytest.mark.parametrize("value", VALUES)
def test_a_commitment_is_the_hmac_of_path_and_value(value: object) -> None:
    salt = os.urandom(SALT_BYTES)
    text = json.dumps(["/case/x", value], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    expected = hmac.digest(salt, b"referral-routing field/1\n" + text.encode(), "sha256")
    (field,) = salted([("/case/x", canonical_text(value))], lambda _: salt)
    assert field.commitment() == expected
    assert Opening("/case/x", salt, value).commitment() == expected


def test_what_is_written_beside_a_new_record_is_what_is_written_beside_a_redacted_one() -> None:
    fields = list(salted([(f"/case/{n}", canonical_text(value)) for n, value in enumerate(VALUES)], os.urandom))
    openings = [Opening(field.path, field.salt, value) for field, value in zip(fields, VALUES, strict=True)]
    assert written_beside(fields).content == canonical(beside(openings))


def test_each_field_has_a_salt_of_its_own() -> None:
    fields = list(salted([("/case/x", "1")] * 50, os.urandom))
    assert len({field.salt for field in fields}) == 50
    assert {len(field.salt) for field in fields} == {SALT_BYTES}


def test_a_decision_is_written_in_the_one_way_whether_it_was_read_or_not() -> None:
    for seed in range(30):
        unread = router().route(Case.from_dict(generated(seed, router().rulebook)))
        texts, engine = written(unread), fired_by(unread)
        read = Decision.model_validate_json(unread.to_json())
        assert written(read) == texts
        assert fired_by(read) == engine == (read.engine, read.verified_by)
        assert {name: canonical_text(json.loads(text)) for name, text in texts.items()} == texts


def test_a_decision_and_its_case_come_back_from_their_fields() -> None:
    for seed in range(30):
        case = Case.from_dict(generated(seed, router().rulebook))
        decision = router().route(case)
        values = dict(case_fields(case)) | {f"/decision/{name}": value for name, value in decision.to_data().items()}
        header = {
            "as_of": case.as_of.isoformat(),
            "rulebook": decision.rulebook.model_dump(mode="json"),
            "engine": {"name": decision.engine, "verified_by": list(decision.verified_by)},
        }
        assert case_of(values, header["as_of"]) == case.canonical()
        assert decision_text(values, header) == decision_of(values, header).to_json() == decision.to_json()
