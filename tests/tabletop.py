"""Sessions at a table, for the tests of what a table promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from routing import Case, Router
from routing.cli.conference.screen import Screen
from routing.cli.terminal import as_text
from routing.conference.table import AnyStep, Divide, Propose, Reveal, Seat, Session, replayed
from routing.conference.table.first_step import ACTS
from routing.wording import Language
from tests.packs import bundled_rulebook, router

ROOT = Path(__file__).parent.parent
TRANSCRIPT = ROOT / "examples" / "tabletop.yaml"
SEATS = ("support_center@kinuta-anshin", "self_reliance", "social_council", "health_center")
AGENCIES = (*SEATS, "support_center", "social_council@kinuta-shakyo", "npo", "link_desk", "child_guidance")


def case(name: str = "household-8050") -> Case:
    """A case of Kinuta."""
    return Case.load(ROOT / "examples" / "kinuta" / f"{name}.yaml")


@cache
def ruleless() -> Router:
    """Setagaya without a single rule: whoever may not see the decision cannot tell it from the real one."""
    return Router(replace(bundled_rulebook("setagaya"), rules=()))


def table(name: str = "household-8050", by: Router | None = None) -> Session:
    """A session before its first step."""
    return Session.open(by or router("setagaya"), case(name))


def meeting() -> Session:
    """The meeting of the example."""
    return replayed(TRANSCRIPT, router("setagaya"), case())


def taken(session: Session, steps: Iterable[AnyStep]) -> Session:
    """The session after some more steps."""
    for step in steps:
        session = session.take(step)
    return session


def seated(*seats: str) -> Iterator[AnyStep]:
    """Agencies take part."""
    return (Seat(agency=seat) for seat in seats)


def revealed(name: str = "household-8050") -> Session:
    """A session in which two agree with the rules on one need and differ on the lead, and the decision is shown."""
    proposals = [
        Propose(by="self_reliance", lead="self_reliance", owners={"n3": "self_reliance"}),
        Propose(
            by="social_council", lead="social_council", owners={"n1": "social_council"}, first=("家族会を紹介する",)
        ),
    ]
    return taken(table(name), [*seated("self_reliance", "social_council"), *proposals, Reveal()])


def divided(session: Session | None = None) -> Session:
    """The roles as a table gave them, not as the rules would."""
    steps = [
        Divide(role="lead", to="self_reliance"),
        Divide(role="owner", need="n1", to="social_council"),
        Divide(role="owner", need="n3", to="self_reliance@plat-home"),
        Divide(role="support", to="npo"),
    ]
    return taken(session or revealed(), steps)


def shown(session: Session, language: Language = "en") -> str:
    """All that the terminal shows of a session."""
    return as_text(Screen(session, language).whole())


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=12)
first_steps = st.one_of(
    words,
    st.sampled_from([f"immediate:{act}" for act in ACTS]),
    st.builds(
        "{}:{}".format, st.sampled_from(["duty", "support", "inform"]), st.sampled_from(["npo", "health_center"])
    ),
)


@st.composite
def proposals(draw: st.DrawFn, by: str) -> Propose:
    """What one participant might propose about the household of three needs."""
    agency = st.sampled_from(AGENCIES)
    lead = draw(st.none() | agency)
    owners = draw(st.dictionaries(st.sampled_from(["n1", "n2", "n3"]), agency))
    least = 0 if lead or owners else 1
    first = tuple(draw(st.lists(first_steps, min_size=least, max_size=3, unique=True)))
    return Propose(by=by, lead=lead, owners=owners, first=first)


@st.composite
def proposed(draw: st.DrawFn) -> list[AnyStep]:
    """Some agencies sit down, and each proposes."""
    seats = draw(st.lists(st.sampled_from(SEATS), min_size=2, max_size=4, unique=True))
    return [*seated(*seats), *(draw(proposals(seat)) for seat in seats)]
