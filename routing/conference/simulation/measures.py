"""What is measured in a replication: one number for each measure and group."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from routing.conference.simulation.columns import Row, Rows
from routing.wording.words import Language

Unit = str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its name in both languages and its unit (`days`, `share`, `hours`, `cases`, `contacts`)."""

    ja: str
    en: str
    unit: Unit


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "cases": Measure("新規ケース数", "new cases", "cases"),
        "days_to_contact": Measure("最初の接触までの日数", "days to first contact", "days"),
        "days_to_lead": Measure("主担当が受諾するまでの日数", "days to accepted lead", "days"),
        "days_to_owner": Measure("全ニーズの担当が決まるまでの日数", "days until every need has an owner", "days"),
        "share_owned": Measure("全ニーズに担当がついた割合", "share with an owner for every need", "share"),
        "unresolved_30": Measure("30日後に未解決の割合", "share unresolved after 30 days", "share"),
        "unresolved_60": Measure("60日後に未解決の割合", "share unresolved after 60 days", "share"),
        "unresolved_90": Measure("90日後に未解決の割合", "share unresolved after 90 days", "share"),
        "withdrawn": Measure("取り下げの割合", "share withdrawn", "share"),
        "advice": Measure("助言を求めた割合", "share with advice asked for", "share"),
        "conference": Measure("会議にかかった割合", "share escalated to a conference", "share"),
        "backup": Measure("助言か会議を求めた割合", "share that came to the backup team", "share"),
        "backup_per_month": Measure("バックアップに上がった件数(月)", "cases for the backup team a month", "cases"),
        "conferences": Measure("会議で扱った件数", "cases discussed at conferences", "cases"),
        "conference_wait": Measure("会議までの待ち日数", "days from the team's acceptance to the conference", "days"),
        "bounce": Measure("差し戻しの割合", "share of answered referrals that bounced", "share"),
        "contacts": Measure("延べ相談件数", "contacts", "contacts"),
        "door_contacts": Measure("受付機関の延べ相談件数", "contacts by the agency where the family came", "contacts"),
        "contacts_per_case": Measure("1ケースあたりの延べ相談件数", "contacts a case", "contacts"),
        "door_contacts_per_case": Measure(
            "1ケースあたりの受付機関の延べ件数", "contacts a case by the agency where the family came", "contacts"
        ),
        "adult_child": Measure(
            "高齢の親と同居する子のこころの相談の割合",
            "share with an adult child's mental concern beside an elder",
            "share",
        ),
        "backlog": Measure("未解決ケース数(週平均)", "open cases, weekly mean", "cases"),
        "backlog_age": Measure("未解決ケースの平均経過日数", "age of open cases", "days"),
        "load": Measure("稼働率", "load", "share"),
        "overtime": Measure("時間外", "overtime", "hours"),
        "kind_share": Measure("属性の割合", "share of the kind of household", "share"),
    }
)


def shown(measure: str, value: float) -> str:
    """A value as readers see it: shares in percent, all with one digit."""
    unit = MEASURES[measure].unit if measure in MEASURES else ""
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:,.1f}"


def named(measure: str, lang: Language) -> str:
    """The name of a measure; of one that is none, itself."""
    known = MEASURES.get(measure)
    return measure if known is None else known.ja if lang == "ja" else known.en


def most_of(measure: str) -> float:
    """The most that a measure can be: 1 for a share, but for a load, which overtime may take beyond."""
    known = MEASURES.get(measure)
    return 1.0 if known is not None and known.unit == "share" and measure != "load" else math.inf


Value = tuple[str, str, str, float]
"""A measure, by what, in which group, and its value."""


def measures_of(tables: Mapping[str, Rows], months: float) -> list[Value]:
    """Every measure of a replication, for all cases and by district and kind of household; load by office.

    `months` are those in which cases count.

    A measure that nothing was observed for is left out.
    """
    counted = [row for row in tables["cases"] if row["counted"]]
    found = list(_of_cases(counted, "all", "all"))
    for by in ("district", "kind"):
        for group in sorted({row[by] for row in counted}):
            found += _of_cases([row for row in counted if row[by] == group], by, group)
    found += [("kind_share", "kind", kind, rate) for kind, rate in _shares(counted, "kind")]
    found += _of_backlog(tables["backlog"])
    found.append(
        ("backup_per_month", "all", "all", len([r for r in counted if r["advice"] or r["conference"]]) / months)
    )
    ids = {row["case"] for row in counted}
    if (wait := _mean(row["days_waited"] for row in tables["meetings"] if row["case"] in ids)) is not None:
        found.append(("conference_wait", "all", "all", wait))
    for row in tables["agencies"]:
        office = row["office"] or row["kind"]
        if row["load"] is not None:
            found.append(("load", "office", office, row["load"]))
        found.append(("overtime", "office", office, row["hours_overtime"]))
    found.append(("overtime", "all", "all", sum(row["hours_overtime"] for row in tables["agencies"])))
    return [(measure, by, group, round(value, 9)) for measure, by, group, value in found]


def _of_cases(cases: Rows, by: str, group: str) -> Iterator[Value]:
    count = len(cases)
    answered = sum(row["answered"] for row in cases)
    sums = {name: float(sum(row[name] for row in cases)) for name in ("contacts", "door_contacts", "conferences")}
    values: dict[str, float | None] = {"cases": count, **sums}
    for name in ("days_to_contact", "days_to_lead", "days_to_owner", "unresolved_30", "unresolved_60", "unresolved_90"):
        values[name] = _mean(row[name] for row in cases)
    told: dict[str, Callable[[Row], bool]] = {
        "share_owned": lambda row: row["days_to_owner"] is not None,
        "withdrawn": lambda row: row["outcome"] == "withdrawn",
        "advice": lambda row: row["advice"],
        "conference": lambda row: row["conference"],
        "backup": lambda row: row["advice"] or row["conference"],
        "adult_child": lambda row: row["adult_child"],
    }
    for name, is_so in told.items():
        values[name] = _mean(is_so(row) for row in cases)
    values["bounce"] = sum(row["bounced"] for row in cases) / answered if answered else None
    for name in ("contacts", "door_contacts"):
        values[f"{name}_per_case"] = sums[name] / count if count else None
    for name, value in values.items():
        if value is not None:
            yield name, by, group, float(value)


def _of_backlog(rows: Rows) -> Iterator[Value]:
    groups: dict[tuple[str, str], Rows] = {("all", "all"): rows}
    for row in rows:
        for by in ("district", "kind"):
            groups.setdefault((by, row[by]), []).append(row)
    for (by, group), here in sorted(groups.items()):
        weeks = len({row["day"] for row in here})
        cases = sum(row["open"] for row in here)
        if weeks:
            yield "backlog", by, group, cases / weeks
        if cases:
            yield "backlog_age", by, group, sum((row["mean_age"] or 0) * row["open"] for row in here) / cases


def _shares(cases: Rows, field: str) -> Iterator[tuple[str, float]]:
    for value in sorted({row[field] for row in cases}):
        yield value, sum(row[field] == value for row in cases) / len(cases)


def _mean(values: Iterable[float | bool | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None
