"""Common random numbers: an office and a rule that are added shift nothing for the families they do not concern."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from routing.conference.simulation import load_scenario
from routing.conference.simulation.replication import replicate
from routing.conference.simulation.ward import Ward
from routing.desk.events import Opened
from tests.simulation.wards import SMALL, simulated

SETAGAYA = Path(__file__).parents[2] / "rules" / "setagaya"
OFFICE = (
    "- {id: kinuta-shuro, kind: employment, ja: 砧の就労支援窓口, en: Kinuta employment support, "
    "located_in: kinuta, catchment: [kinuta], invented: true}\n"
)
RULE = """\
rules:
  - id: added-employment-support
    title: {ja: 仕事の相談には就労支援が加わる, en: Employment support joins where there is no work}
    basis: [{law: invented for this test, status: memory}]
    match: "(p:Person)-[:HAS]->(n:Need {code: 'mental.distress'})"
    then:
      - refer: {to: employment, role: support, about: p}
"""


def with_an_office_and_a_rule(folder: Path) -> Ward:
    """The small ward under a rulebook that has one office and one rule more."""
    shutil.copytree(SETAGAYA, folder / "more", ignore=shutil.ignore_patterns("*_test.yaml"))
    with (folder / "more" / "directory.yaml").open("a", encoding="utf-8") as directory:
        directory.write(OFFICE)
    (folder / "more" / "added.yaml").write_text(RULE, encoding="utf-8")
    path = folder / "more.yaml"
    path.write_text("{extends: kinuta-pilot, scenario: more, rulebook: more}\n", encoding="utf-8")
    return replicate(load_scenario(path, SMALL), 1)


def families(ward: Ward) -> list[tuple[str, str]]:
    """When each case came, and the case as it was then."""
    opened = [(command.at, command.events[0]) for command in ward.journal if command.before == 0]
    return [(at.isoformat(), event.case.to_json()) for at, event in opened if isinstance(event, Opened)]


def answers(ward: Ward, case: str) -> list[object]:
    """Every referral of a case with all its moves, and when."""
    return [(r.id, r.key, [(m.state, m.reason, m.at) for m in r.moves]) for r in ward.files[case].referrals.values()]


@pytest.mark.unmeasured
def test_an_office_and_a_rule_that_are_added_change_no_family_and_no_answer_of_the_others(tmp_path: Path) -> None:
    plain, more = simulated(), with_an_office_and_a_rule(tmp_path)
    assert plain.router.rulebook.digest != more.router.rulebook.digest
    assert families(plain) == families(more)
    concerned = {id for id, file in more.files.items() if any(r.to == "employment" for r in file.referrals.values())}
    assert 0 < len(concerned) < len(more.files)
    for id in plain.files.keys() - concerned:
        assert answers(plain, id) == answers(more, id)
