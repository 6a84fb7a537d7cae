"""A score as a model: counts beside those of trivial baselines, and case by case what was missed and why.

Every model is frozen; `Score.to_json` is the form that `routing rules score --format json` prints, schema `score/1`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from routing.decision import RulebookRef

Level = Literal["none", "advice", "conference"]
Strings = tuple[str, ...]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


class Hits(Part):
    """How many of some cases were hit. `share` is None where there are none."""

    hits: int
    of: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        return _ratio(self.hits, self.of)


class LeadHits(Part):
    """Lead hits of the rulebook, beside those of a baseline that leaves every case with its first receiver."""

    rulebook: Hits
    keep_receiver: Hits


class LeadScore(Part):
    """Lead hits over all scored cases and over parts of them.

    `explicit`: the source itself says who led, `read`: it is a reading. `thin`: few facts or agencies are stated,
    `full`: the others. `interim`: the decided lead stands only until a conference or the backup team has spoken.
    """

    all: LeadHits
    explicit: LeadHits
    read: LeadHits
    thin: LeadHits
    full: LeadHits
    interim: LeadHits


class Agencies(Part):
    """Agency kinds named, summed over the cases. `found` are those that both the source and the decision name.

    `times` is how many times as many kinds are named as the sources name. `mean_recall` and `mean_precision` are means
    over the cases: one with few agencies weighs as much as one with many. A decision that names none has precision 0.
    """

    expected: int
    named: int
    found: int
    mean_recall: float | None
    mean_precision: float | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def recall(self) -> float | None:
        return _ratio(self.found, self.expected)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def precision(self) -> float | None:
        return _ratio(self.found, self.named)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def f1(self) -> float | None:
        return _ratio(2 * self.found, self.expected + self.named)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def times(self) -> float | None:
        return _ratio(self.named, self.expected)


class AgencyScore(Part):
    """Named agencies: of the rulebook, of it without those that wait for consent, and of the receiver alone."""

    rulebook: Agencies
    without_withheld: Agencies
    keep_receiver: Agencies


class BackupCell(Part):
    """How many cases with an expected level were decided with a level."""

    expected: Level
    decided: Level
    cases: int


class BackupScore(Part):
    """The level asked of the backup team, where the source tells one; `table` holds every pair of levels."""

    rulebook: Hits
    never: Hits
    always_advice: Hits
    always_conference: Hits
    table: tuple[BackupCell, ...]


class ImmediateScore(Part):
    """Whether something has to be done at once, where that is scored; beside never and always acting at once."""

    rulebook: Hits
    never: Hits
    always: Hits


class Candidate(Part):
    """An acceptable lead that was not decided. `part` is the part it has in the decision.

    `rejected`: proposed as the lead and lost, at the step `lost_to`; `owner`, `support`, `duty`, `inform`: it has that
    part and nobody proposed it as the lead; `none`: no part.
    """

    to: str
    part: Literal["rejected", "owner", "support", "duty", "inform", "none"]
    lost_to: str | None
    rules: Strings


class LeadMiss(Part):
    """The lead that was decided instead, by which rules and in which tier; and what became of the acceptable ones."""

    tier: str | None
    rules: Strings
    acceptable: tuple[Candidate, ...]


class Missing(Part):
    """An agency kind that the source names and the decision does not.

    `why`: `immediate` or `informed` (it has that part alone, which is not counted), `open` (a rule that names it hangs
    on an unknown fact), `not_fired` (rules in force name it, none of them fired), `no_rule` (none in force names it).
    `rules` are those rules.
    """

    to: str
    why: Literal["immediate", "informed", "open", "not_fired", "no_rule"]
    rules: Strings


class Extra(Part):
    """An agency kind that the decision names and the source does not, with the rules that named it."""

    to: str
    rules: Strings


class CaseScore(Part):
    """How one case went. `lead` is the decided kind, or the holder's where no lead was agreed.

    `backup_hit` and `immediate_hit` are None where the source gives nothing to score by.
    """

    id: str
    thin: bool
    lead_explicit: bool
    lead: str
    lead_hit: bool
    interim: bool
    miss: LeadMiss | None
    named: Strings
    withheld: Strings
    found: Strings
    missing: tuple[Missing, ...]
    extra: tuple[Extra, ...]
    backup: Level
    backup_expected: Literal["none", "advice", "conference", "any"]
    backup_hit: bool | None
    backup_reasons: Strings
    immediate: bool
    immediate_hit: bool | None
    fail_safe: bool


class Score(Part):
    """How a rulebook does on a library of solved cases."""

    schema_: Literal["score/1"] = Field(default="score/1", alias="schema")
    rulebook: RulebookRef
    cases: int
    lead: LeadScore
    agencies: AgencyScore
    backup: BackupScore
    immediate: ImmediateScore
    fail_safe: int
    results: tuple[CaseScore, ...]

    def to_json(self) -> str:
        """The score as one line of JSON."""
        return self.model_dump_json(by_alias=True)
