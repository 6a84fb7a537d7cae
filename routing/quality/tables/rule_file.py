"""Rules as a rule file: the YAML that an author would write by hand, short maps on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

_WIDTH = 110


class _Dumper(yaml.SafeDumper):
    """Writes what is said twice twice: rule files know no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


# days stay plain: rule files read them as text
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in listed if tag != "tag:yaml.org,2002:timestamp"]
    for first, listed in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def rule_file(rules: Iterable[Mapping[str, Any]], note: str | None = None) -> str:
    """A rule file of the rules, each the data of one.

    >>> print(rule_file([{"id": "a", "title": {"ja": "例", "en": "Ex"}, "in_force": {"from": "2026-04-01"}}]), end="")
    rules:
      - id: a
        title: {ja: 例, en: Ex}
        in_force: {from: 2026-04-01}
    """
    lines = [f"# {line}" for line in (note or "").splitlines()]
    lines.append("rules:")
    for index, rule in enumerate(rules):
        if index:
            lines.append("")
        mark = "  - "
        for key, value in rule.items():
            lines += [f"{mark}{line}" if not count else f"    {line}" for count, line in enumerate(_entry(key, value))]
            mark = "    "
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any) -> list[str]:
    """One field of a rule, on one line where it fits."""
    if key == "then":
        return [f"{key}:", *(f"  - {_on_one_line(item)}" for item in (value if isinstance(value, list) else [value]))]
    short = _dumped({key: value}, flow=False) if isinstance(value, str) else _on_one_line({key: value})
    if len(short) <= _WIDTH or not isinstance(value, list):
        return [short]
    return [f"{key}:", *(f"  - {_dumped(item)}" for item in value)]


def _on_one_line(value: Mapping[str, Any]) -> str:
    """A map of one field, without the braces around it."""
    return _dumped(value)[1:-1]


def _dumped(value: Any, flow: bool = True) -> str:
    endless = float("inf")
    return yaml.dump(
        value, Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=endless
    ).strip()
