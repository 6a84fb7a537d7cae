"""One example of each form of file, as small as shows what it is for. Together they make a rulebook that loads."""

from __future__ import annotations

from typing import Any

from routing.quality.forms import Form

_CASE: dict[str, Any] = {
    "case": "K-1",
    "as_of": "2026-04-01",
    "municipality": "mytown",
    "received_by": "support_center",
    "persons": [{"id": "a", "age": 82}],
    "needs": [{"id": "n1", "person": "a", "code": "pets.elderly_owner"}],
}
EXAMPLES: dict[Form, Any] = {
    "rulebook": {
        "rulebook": "mytown",
        "version": "2026.04.1",
        "title": {"ja": "わたしの町 福祉の相談窓口", "en": "My town welfare counter"},
        "extends": ["generic"],
        "vocabulary": "vocabulary.yaml",
        "directory": "directory.yaml",
        "serves": ["mytown"],
    },
    "rule": {
        "rules": [
            {
                "id": "elderly-owner",
                "title": {"ja": "高齢の飼い主にはペット相談が加わる", "en": "The pet desk joins an elderly owner"},
                "in_force": {"from": "2026-04-01"},
                "basis": [{"law": "わたしの町の取り決め", "status": "verified"}],
                "match": "(p:Person)-[:HAS]->(n:Need {code: 'pets.elderly_owner'})",
                "where": "p.age >= 75",
                "then": [
                    {"refer": {"to": "pet_desk", "role": "support", "tier": "specialist", "about": "p", "for": "n"}}
                ],
            }
        ]
    },
    "test": {
        "tests": [
            {
                "name": {"ja": "82歳の飼い主", "en": "an owner of 82"},
                "case": _CASE,
                "expect": {"owners": {"n1": "pet_desk"}, "fires": {"includes": ["elderly-owner"]}},
            }
        ]
    },
    "case": _CASE,
    "vocabulary": {
        "vocabulary": "mytown",
        "extends": "core",
        "domains": [{"code": "pets", "ja": "ペット", "en": "Pets"}],
        "needs": [{"code": "pets.elderly_owner", "domain": "pets", "ja": "高齢の飼い主", "en": "Elderly owner"}],
        "agency_kinds": [{"kind": "pet_desk", "ja": "ペット相談", "en": "Pet desk"}],
        "properties": {"Person": {"low_income": "boolean", "allergy": ["none", "cats", "dogs"]}},
    },
    "directory": [
        {"id": "north-center", "kind": "support_center", "ja": "北センター", "en": "North center", "invented": True},
        {"id": "pets", "kind": "pet_desk", "ja": "ペット相談", "en": "Pet desk", "invented": True},
    ],
}
