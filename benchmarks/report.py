"""The results as Markdown tables: the peers, what was claimed and what was measured, the curves, the shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from benchmarks.results import (
    CLIPS,
    CLIPS_SHIPPED,
    CLIPS_USUAL,
    DECISION,
    DURABLE,
    DURABLE_USUAL,
    HAND,
    NATIVE,
    OWN,
    Data,
    Results,
    ratio,
)


class Claim(NamedTuple):
    """A bar, and what was measured beside it; `held` is None where it was not measured."""

    what: str
    bar: str
    measured: str
    held: bool | None


def peers(results: Results) -> str:
    """All that were timed, the fastest first."""
    rows = []
    for peer in results.timed():
        times = ratio(peer["slices"])
        rows.append(
            (
                f"{peer['name']} {peer['version']}" if peer["module"] not in OWN else peer["name"],
                f"{times.median:.1f}",
                f"{times.low:.1f} to {times.high:.1f}",
                f"{times.median * results.by_hand:,.0f}",
                f"{peer['cold_ms']:,.0f}",
                f"{peer['memory_mb']:,.0f}",
            )
        )
    return table(("engine", "times by hand", "middle half", "µs a case", "cold start, ms", "memory, MB"), rows)


def untimed(results: Results) -> str:
    """Why a peer is not in the table, a line each; empty where all are."""
    return "\n".join(f"- `{peer['module']}`: {_why(peer)}" for peer in results.untimed())


def _why(peer: Data) -> str:
    if peer["status"] == "missing":
        return f"not installed (`{peer['reason']}`)"
    if peer["status"] == "wrong":
        return f"not timed: other firings than the reference on {peer['wrong']} of {peer['verified']:,} cases"
    return f"not timed: {peer['reason']}"


def moved(results: Results) -> str:
    """What each engine cannot say."""
    rows = [(peer["name"], peer["moved"] or "nothing") for peer in results.timed() if peer["module"] not in OWN]
    return table(("engine", "what its host does instead"), rows)


def claims(results: Results) -> list[Claim]:
    """What was promised of this project, beside what was measured."""
    made = [
        _at_least(results, "graph to firings with full trace, against durable_rules", DURABLE_USUAL, NATIVE, 15),
        _at_least(results, "the same, against durable_rules with its memory kept", DURABLE, NATIVE, 15),
        _at_least(
            results, "the same, against clipspy as it is shipped, a call for each fact", CLIPS_SHIPPED, NATIVE, 10
        ),
        _at_least(results, "the same, with its leak mended", CLIPS_USUAL, NATIVE, 10),
        _at_least(results, "the same, against clipspy at its fastest", CLIPS, NATIVE, 10),
    ]
    fastest = results.fastest_other()
    if fastest is not None:
        what = f"the same, against the fastest other engine ({fastest['name']})"
        made.append(_at_least(results, what, fastest["module"], NATIVE, 10))
    times = results.times(NATIVE, HAND)
    made.append(_at_most("graph to firings, against the rules by hand", times, 3))
    made += [
        _at_least(results, f"parsed case to decision bytes, against {name}", module, DECISION, 1)
        for name, module in (
            ("the bare firing of clipspy as it is shipped, a call for each fact", CLIPS_SHIPPED),
            ("the same with its leak mended", CLIPS_USUAL),
            ("the bare firing of clipspy at its fastest", CLIPS),
        )
    ]
    by_rules = results.by_rules(NATIVE) if NATIVE in results.peers else {}
    by_persons = results.by_persons(NATIVE) if NATIVE in results.peers else {}
    made += [
        _at_most("400 rules, against 25, on the same cases", by_rules.get(400), 1.5),
        _at_most("1,600 rules, against 25, on the same cases", by_rules.get(1600), 2),
        _at_most("80 persons, against linear growth from 6", by_persons.get(80), 1.3),
    ]
    return made


def _at_least(results: Results, what: str, slow: str, fast: str, bar: float) -> Claim:
    times = results.times(slow, fast)
    wanted = f"at least {bar:g} times faster" if bar > 1 else "faster"
    if times is None:
        return Claim(what, wanted, "not measured", None)
    return Claim(what, wanted, f"{times:.2f} times", times > bar if bar == 1 else times >= bar)


def _at_most(what: str, times: float | None, bar: float) -> Claim:
    if times is None:
        return Claim(what, f"at most {bar:g} times", "not measured", None)
    return Claim(what, f"at most {bar:g} times", f"{times:.2f} times", times <= bar)


def claimed(results: Results) -> str:
    """The claims as a table."""
    words = {True: "yes", False: "**no**", None: "not measured"}
    rows = [(claim.what, claim.bar, claim.measured, words[claim.held]) for claim in claims(results)]
    return table(("what", "bar", "measured", "held"), rows, numbers=False)


def rules(results: Results) -> str:
    """What a case costs with larger rulebooks."""
    return _curve(results, results.by_rules, "rules", "a case, against 25 rules")


def persons(results: Results) -> str:
    """What a person costs in larger cases."""
    return _curve(results, results.by_persons, "persons", "a person, against a case of 6")


def _curve(results: Results, growth: Callable[[str], dict[int, float]], unit: str, what: str) -> str:
    curves = {peer["name"]: growth(peer["module"]) for peer in results.timed()}
    sizes = sorted({size for curve in curves.values() for size in curve})
    rows = [
        (name, *(f"{curve[size]:.2f}" if size in curve else "" for size in sizes))
        for name, curve in curves.items()
        if len(curve) > 1
    ]
    return table((f"{what} ({unit}:)", *(f"{size:,}" for size in sizes)), rows)


def shares(results: Results) -> str:
    """Where the time goes from a parsed case to the bytes of its decision."""
    steps = results.record["alone"]["shares"]
    *parts, (_, whole) = steps
    rest = whole - sum(time for _, time in parts)
    rows = [(name, f"{time:.0f}", f"{time / whole:.0%}") for name, time in [*parts, ("the rest", rest)]]
    return table(("step", "µs a case", "share"), [*rows, ("all of it", f"{whole:.0f}", "")])


def alone(results: Results) -> str:
    """What importing this project and routing the Kinuta cases costs."""
    rows = [
        (name, f"{middle:,.0f}", f"{low:,.0f} to {high:,.0f}")
        for name, middle, low, high in results.record["alone"]["rows"]
    ]
    return table(("what", "median µs", "middle half µs"), rows)


def machine(results: Results) -> str:
    """What it was measured on, in a sentence."""
    given = results.machine
    processor = f", {given['processor']}" if given["processor"] else ""
    return (
        f"Measured on {given['date']}: Python {given['python']}, {given['system']} {given['architecture']}{processor}, "
        f"{given['cores']} cores. By hand a case took {results.by_hand:.1f} µs at best."
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: bool = True) -> str:
    """A Markdown table; columns after the first are numbers and stand at the right."""
    right = "---:" if numbers else "---"
    rule = "|".join(["---", *[right if len(head) > 2 else "---"] * (len(head) - 1)])
    return "\n".join(f"| {' | '.join(row)} |" if row is not None else f"|{rule}|" for row in (head, None, *rows))


SECTIONS: dict[str, Callable[[Results], str]] = {
    "machine": machine,
    "peers": peers,
    "untimed": untimed,
    "moved": moved,
    "claims": claimed,
    "rules": rules,
    "persons": persons,
    "shares": shares,
    "alone": alone,
}
"""The parts of the report, by the names that the docs mark their places with."""


def sections(results: Results) -> dict[str, str]:
    """The parts that there are results for."""
    lone = {"shares", "alone"}
    return {
        name: make(results)
        for name, make in SECTIONS.items()
        if (name in lone and "alone" in results.record) or (name not in lone and results.timed())
    }


def filled(page: str, made: dict[str, str]) -> str:
    """A page with its marked places filled anew: what stands between `<!-- NAME -->` and `<!-- end -->`."""
    for name, text in made.items():
        head, mark, rest = page.partition(f"<!-- {name} -->\n")
        if mark:
            page = f"{head}{mark}{text}\n{rest[rest.index('<!-- end -->') :]}"
    return page
