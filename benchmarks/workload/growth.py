"""Larger rulebooks made of the 25 rules, to see what further rules cost.

`grown` is a municipality that adds programmes: each brings the 25 shapes again for need codes, event types and
findings of its own. On the cases of the workload those rules *cannot match*, since no case has their codes. So it
shows what rules cost that have nothing to say, and nothing else; an engine that finds rules by code does well on it.

`crowded` is the opposite: each round brings the 25 shapes again for the same codes, with other ages. Those rules match
as often as the first 25. It shows what it costs when rules do match; no way of finding rules can help there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from benchmarks.workload.rulebook import RULES
from routing import Rulebook
from routing.vocabulary import core

BASE = 25
COUNTS = (25, 100, 400, 1600)
TOPICS = ("single", "two", "three", "aggregates", "negation", "chains")

Data = dict[str, Any]

_QUOTED = re.compile(r"'([^']+)'")
_AGE = re.compile(r"(?<=[<>=] )(\d\d)\b|\b(\d\d)(?= [<>=])")


def grown(count: int) -> Rulebook:
    """The 25 rules and others that cannot match a case of the workload: `count` rules, a multiple of 25."""
    rounds = range(1, _rounds(count))
    vocabulary: Data = {"vocabulary": "workload", "extends": "core", "domains": [], "needs": [], "event_types": []}
    patterns = " ".join(f"{rule['match']} {rule.get('where', '')}" for rule in _templates())
    used = sorted(set(_QUOTED.findall(patterns)))
    for n in rounds:
        _declare(vocabulary, used, n)
    return _with(rounds, _elsewhere, {"vocabulary.yaml": _json(vocabulary)})


def crowded(count: int) -> Rulebook:
    """The 25 rules and others that match as often, at other ages: `count` rules, a multiple of 25."""
    return _with(range(1, _rounds(count)), _other_age, {})


def _templates() -> list[Data]:
    texts = [(RULES / f"{topic}.yaml").read_text(encoding="utf-8") for topic in TOPICS]
    return [rule for text in texts for rule in yaml.safe_load(text)["rules"]]


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False)  # which is YAML too


def _rounds(count: int) -> int:
    if count < BASE or count % BASE:
        raise ValueError(f"the number of rules is a multiple of {BASE}")
    return count // BASE


def _with(rounds: range, change: Callable[[str, int], str], files: Mapping[str, str]) -> Rulebook:
    given = {path.name: path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.yaml"))}
    templates = _templates()
    added = {
        f"round-{n:02}.yaml": json.dumps(
            {"rules": [_variant(rule, n, change) for rule in templates]}, ensure_ascii=False
        )
        for n in rounds
    }
    return Rulebook.parse({**given, **files, **added})


def _variant(rule: Data, n: int, change: Callable[[str, int], str]) -> Data:
    """The rule of a later round: its own id and findings, its pattern changed."""
    variant = {
        "id": f"{rule['id']}-{n:02}",
        "title": {"ja": f"{rule['title']['ja']} {n:02}", "en": f"{rule['title']['en']} {n:02}"},
        "match": change(_findings(rule["match"], n), n),
        "then": [_effect(effect, n) for effect in rule["then"]],
    }
    if "where" in rule:
        variant["where"] = change(_findings(rule["where"], n), n)
    return variant


def _findings(text: str, n: int) -> str:
    return re.sub(r"(Finding \{kind: '[^']+)'", rf"\1-{n:02}'", text)


def _effect(effect: Data, n: int) -> Data:
    finding = effect.get("finding")
    return {"finding": {**finding, "kind": f"{finding['kind']}-{n:02}"}} if finding else effect


def _elsewhere(text: str, n: int) -> str:
    """The text with the need codes, domains and event types of a further programme."""
    words = core()

    def other(quoted: re.Match[str]) -> str:
        word = quoted[1]
        if word in words.needs:
            return f"'{_code(word, n)}'"
        if word in words.domains:
            return f"'w{n:02}'"
        return f"'{word}_w{n:02}'" if word in words.event_types else quoted[0]

    return _QUOTED.sub(other, text)


def _other_age(text: str, n: int) -> str:
    """The text with each age moved by one to four years, as often down as up."""
    moved = (n + 1) // 2 % 4 + 1
    years = moved if n % 2 else -moved
    return _AGE.sub(lambda age: str(int(age[0]) + years), text)


def _code(code: str, n: int) -> str:
    return f"w{n:02}.{code.split('.')[1]}"


def _declare(vocabulary: Data, used: Sequence[str], n: int) -> None:
    """Declare what a further programme uses: a domain, and its own form of each need code and event type in use."""
    words = core()
    label = {"ja": f"事業{n:02}", "en": f"Programme {n:02}"}
    vocabulary["domains"].append({"code": f"w{n:02}", **label})
    for word in used:
        if word in words.needs:
            vocabulary["needs"].append({"code": _code(word, n), "domain": f"w{n:02}", **label})
        elif word in words.event_types:
            vocabulary["event_types"].append({"type": f"{word}_w{n:02}", **label})
