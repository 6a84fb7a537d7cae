"""What the `rulebook.yaml` files of all packs say together, and the rulebook that is made with it."""

from __future__ import annotations

from typing import TypeVar

from routing.calendar import OFFICE_HOURS, BusinessTime, Calendar, parse_hours
from routing.directory import Directory
from routing.errors import did_you_mean
from routing.pattern.schema import Schema
from routing.rulebook.book import Rulebook
from routing.rulebook.digest import digest, rule_content
from routing.rulebook.escalation import DEFAULTS, Escalation
from routing.rulebook.files import StepEntry
from routing.rulebook.ladder import DEFAULT, Ladder, Step
from routing.rulebook.reading import Pack, Problems
from routing.rulebook.rule import Rule
from routing.vocabulary import Vocabulary

T = TypeVar("T")


class Head:
    """What the `rulebook.yaml` files say together: each pack adds to, or overrides, those it extends."""

    def __init__(self, packs: list[Pack], vocabulary: Vocabulary, problems: Problems) -> None:
        self.packs = packs
        self.leaf = packs[-1].file
        self.problems = problems
        self.kinds = vocabulary.agency_kinds
        self.tiers = self._tiers()
        self.lead_order = self._last([pack.file.lead_order for pack in packs], ())
        self.contested = self._last([pack.file.contested for pack in packs], ())
        self.default_lead = self._last([pack.file.default_lead for pack in packs], None)
        self.escalation = dict(DEFAULTS)
        self.ladder = DEFAULT
        for pack in packs:
            self._check_kinds(pack)
            self._escalation(pack)
            self._ladder(pack)

    def rulebook(
        self, rules: list[Rule], vocabulary: Vocabulary, schema: Schema, directory: Directory | None
    ) -> Rulebook:
        time = self._business_time()
        leaf = self.leaf
        content = {
            "id": leaf.rulebook,
            "version": leaf.version,
            "title": leaf.title.model_dump(),
            "rules": [rule_content(rule) for rule in rules],
            "tiers": self.tiers,
            "lead_order": self.lead_order,
            "contested": sorted(sorted(group) for group in self.contested),
            "default_lead": self.default_lead,
            "serves": None if leaf.municipalities is None else sorted(leaf.municipalities),
            "escalation": {code: [entry.level, entry.count] for code, entry in self.escalation.items()},
            "vocabulary": vocabulary.content(),
            "directory": directory.to_data() if directory else None,
            "ladder": self.ladder.content(),
            "calendar": {**time.calendar.content(), "hours": time.hours.content()},
        }
        return Rulebook(
            id=leaf.rulebook,
            version=leaf.version,
            title=leaf.title.model_dump(),
            rules=tuple(rules),
            tiers=self.tiers,
            lead_order=self.lead_order,
            contested=self.contested,
            default_lead=self.default_lead,
            serves=leaf.municipalities,
            escalation=self.escalation,
            ladder=self.ladder,
            vocabulary=vocabulary,
            schema=schema,
            directory=directory,
            business_time=time,
            packs=tuple(pack.file.rulebook for pack in self.packs),
            digest=digest(content),
        )

    def _business_time(self) -> BusinessTime:
        closed = frozenset(day for pack in self.packs for day in pack.file.calendar.closed)
        hours = self._last([pack.file.calendar.hours for pack in self.packs], None)
        return BusinessTime(Calendar(closed=closed), parse_hours(hours) if hours is not None else OFFICE_HOURS)

    @staticmethod
    def _last(values: list[T | None], otherwise: T) -> T:
        given = [value for value in values if value is not None]
        return given[-1] if given else otherwise

    def _tiers(self) -> tuple[str, ...]:
        """Declared once, by the pack that extends none."""
        found: tuple[str, ...] = ()
        for pack in self.packs:
            tiers = pack.file.tiers
            if tiers is None:
                if not pack.file.extends:
                    self.problems.add(
                        f"the root pack `{pack.file.rulebook}` declares no `tiers`",
                        pack.document,
                        (),
                        "such as `tiers: [protection, continuity, specialist, generalist, fallback]`, highest first",
                    )
            elif pack.file.extends or found:
                help = "tiers are declared once, by the pack that extends none"
                self.problems.add("`tiers` are already declared", pack.document, ("tiers",), help)
            elif not tiers or len(set(tiers)) != len(tiers):
                self.problems.add("`tiers` must name different tiers, highest first", pack.document, ("tiers",))
            else:
                found = tiers
        return found

    def _check_kinds(self, pack: Pack) -> None:
        named: list[tuple[str, tuple[str | int, ...]]] = []
        listed = isinstance(pack.document.data.get("lead_order"), list)
        for index, kind in enumerate(pack.file.lead_order or ()):
            named.append((kind, ("lead_order", index) if listed else ("lead_order",)))
        for row, group in enumerate(pack.file.contested or ()):
            named += [(kind, ("contested", row, column)) for column, kind in enumerate(group)]
            if len(set(group)) < 2:
                message = "a group of `contested` names at least two agency kinds"
                self.problems.add(message, pack.document, ("contested", row))
        if pack.file.default_lead is not None:
            named.append((pack.file.default_lead, ("default_lead",)))
        for kind, path in named:
            if kind not in self.kinds:
                help = did_you_mean(kind, self.kinds, "agency kinds are declared in the vocabulary")
                self.problems.add(f"unknown agency kind `{kind}`", pack.document, path, help)

    def _escalation(self, pack: Pack) -> None:
        for code, entry in pack.file.escalation.items():
            if code not in DEFAULTS:
                help = did_you_mean(code, DEFAULTS, f"one of {', '.join(DEFAULTS)}")
                self.problems.add_at_key(f"unknown trigger `{code}`", pack.document, ("escalation", code), help)
            else:
                self.escalation[code] = Escalation(entry.level, entry.count)

    def _ladder(self, pack: Pack) -> None:
        """The ladder of the last pack that gives one, as a whole: it is read in one place."""
        if pack.file.ladder is None:
            return
        seen: set[str] = set()
        for index, entry in enumerate(pack.file.ladder):
            if entry.id in seen:
                help = "each step has an id of its own: what was done is told by it"
                self.problems.add(f"there are two steps `{entry.id}`", pack.document, ("ladder", index, "id"), help)
            seen.add(entry.id)
        self.ladder = Ladder(tuple(_step(entry) for entry in pack.file.ladder))


def _step(entry: StepEntry) -> Step:
    return Step(
        id=entry.id,
        on=entry.on,
        do=entry.do,
        after=entry.after,
        every=entry.every,
        times=entry.times or 1,
        roles=entry.roles or (),
        title=entry.title.model_dump() if entry.title is not None else None,
        basis=tuple(basis.model_dump(mode="json", exclude_defaults=True) for basis in entry.basis),
    )
