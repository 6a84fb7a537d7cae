"""Why a decision is as it is: for each of its parts the chain from facts through findings to what settlement did."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routing.decision import written
from routing.engines.firings import Firing
from routing.errors import RoutingError, did_you_mean, printable
from routing.explain.fact_texts import FactTexts
from routing.explain.facts import Fact
from routing.explain.why_firings import behind
from routing.explain.why_grounds import Ground, Grounds
from routing.explain.why_needed import Without
from routing.explain.why_own_facts import own_facts
from routing.explain.why_parts import Data, Key, Part, parts
from routing.explain.why_said import claim
from routing.explain.why_settled import settled
from routing.settlement import settle
from routing.wording.names import Names
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.case import Case
    from routing.router import Router
    from routing.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Rest:
    """A fact that a why names. `decides`: without it this part of the decision would not be as it is. False: it would
    be all the same, for another reason (over-determined). None: no case can be without it."""

    fact: Fact
    text: str
    decides: bool | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why one part of a decision is as it is. Of several `grounds` each stands for itself; `settled` says what became
    of what the rules proposed; `rests` are all the facts named, those of the grounds first."""

    part: Part
    claim: str
    grounds: tuple[Ground, ...]
    settled: tuple[str, ...]
    rests: tuple[Rest, ...]

    @property
    def over_determined(self) -> bool:
        """Whether nothing that is named decides alone: more than one reason leads to the same."""
        judged = [rest.decides for rest in self.rests if rest.decides is not None]
        return bool(judged) and not any(judged)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whys of the parts of one decision, in the order they are read, in one language."""

    case: str
    language: Language
    rulebook: Rulebook
    whys: tuple[Why, ...]
    facts: FactTexts

    def text(self, ids: bool = False) -> str:
        """As plain text. `ids`: with the ids of rules."""
        from routing.explain.why_text import text

        return text(self, ids)

    def markdown(self, ids: bool = False) -> str:
        """As Markdown. `ids`: with the ids of rules."""
        from routing.explain.why_text import markdown

        return markdown(self, ids)

    def html(self, ids: bool = False) -> str:
        """As one HTML page with a picture of each part's reasons. `ids`: with the ids of rules."""
        from routing.explain.page.why_html import why_page

        return why_page(self, ids)

    def svg(self) -> str:
        """As one picture: facts, the rules and findings that read them, and what was decided.

        Raises `RoutingError` for a picture that is too large.
        """
        from routing.explain.page.why_picture import why_drawing

        return why_drawing(self)

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        from routing.explain.why_text import data

        return data(self)

    def __str__(self) -> str:
        return self.text()


def why(router: Router, case: Case, to: str | None = None, lang: Language = "ja") -> Explanation:
    """Why a decision about a case is as it is.

    `to` is an agency kind: only the parts that name it. An agency that has no part in the decision has no why; ask
    `why_not`. Facts are told with their values: an explanation is for people who may see the case.
    Raises RoutingError for a kind the rulebook does not know, CaseError where the case does not fit the rulebook.
    """
    kinds = router.rulebook.vocabulary.agency_kinds
    if to is not None and to not in kinds:
        raise unknown_kind(to, kinds)
    firings = router.fire(case)
    made = settle(case, firings, router.rulebook)
    decision: Data = {name: json.loads(text) for name, text in written(made).items() if name != "trace"}
    names = Names(router.rulebook, lang, case.as_of)
    facts = FactTexts(case, names)
    grounds, left_out = Grounds(case, firings), Without(router, case, made)
    everything = list(parts(decision))
    owned = {part.key: tuple(own_facts(part, case.canonical())) for part in everything}
    whys = []
    texts: dict[Fact, str] = {}
    standing: dict[Key, list[Firing]] = {}  # the firings behind a part: behind what is withheld stand those of others
    for part in everything:
        if to is not None and to not in part.to:
            continue
        sources = _sources(part, everything)
        standing.update((one.key, behind(one, firings)) for one in sources if one.key not in standing)
        found = grounds.of(firing for one in sources for firing in standing[one.key])
        own = (fact for key in dict.fromkeys((part.key, *(one.key for one in sources))) for fact in owned[key])
        named = dict.fromkeys([*(fact for ground in found for fact in ground.all_facts()), *own])
        texts.update((fact, facts.text(fact)) for fact in named if fact not in texts)
        rests = tuple(Rest(fact, texts[fact], left_out.decides(fact, part)) for fact in named)
        told = settled(part, decision, names, router.rulebook)
        whys.append(Why(part, claim(part, names, facts), found, told, rests))
    return Explanation(case.case, lang, router.rulebook, tuple(whys), facts)


def unknown_kind(kind: str, kinds: Iterable[str]) -> RoutingError:
    """The error for an agency kind that a rulebook does not know."""
    hint = did_you_mean(kind, kinds, "kinds are declared in the vocabulary of the rulebook")
    return RoutingError(f"there is no agency kind `{printable(kind)}`\nhelp: {hint}")


def _sources(part: Part, everything: Iterable[Part]) -> list[Part]:
    """The parts whose firings stand behind a part: itself; for what is withheld, those that would tell it."""
    if part.kind != "withheld":
        return [part]
    telling = ("lead", "owner", "support", "inform", "duty", "backup")
    return [one for one in everything if one.kind in telling and part.entry["to"] in one.to]
