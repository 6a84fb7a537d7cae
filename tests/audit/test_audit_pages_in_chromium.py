"""The pages of the audit in a real Chromium: axe finds nothing, and text stays in its boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.audit.flow import flow
from routing.audit.flow import page as flow_page
from routing.audit.ocel.gathered import cases_of
from routing.audit.register import facts, register
from routing.audit.register.explanation import explanation
from routing.audit.register.page import page as register_page
from routing.store import EventStore
from tests.chromium import missing
from tests.test_pages_in_chromium import wrong


@pytest.mark.soak
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_axe_finds_nothing_in_the_record_the_explanation_and_the_flow(busy_store: EventStore, tmp_path: Path) -> None:
    record = register(facts("generic"))
    moves = flow(cases_of(busy_store), "referral", offices=True)
    pages = {
        "the record in Japanese": register_page(record, "ja"),
        "the record in English": register_page(record, "en"),
        "the explanation in Japanese": explanation(record, "ja"),
        "the explanation in English": explanation(record, "en"),
        "the flow in Japanese": flow_page(moves, str, "ja"),
        "the flow in English": flow_page(moves, str, "en"),
    }
    assert wrong(pages, tmp_path) == {}
