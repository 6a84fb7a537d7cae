"""A score as text: tables of figures beside their baselines, then the cases in which something was missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table

from routing.errors import printable
from routing.quality.score_parts import Agencies, Candidate, CaseScore, Hits, LeadHits, Missing, Score
from routing.wording.words import Language

_MOST_RULES = 3
"""Rules named in a line; the JSON has them all."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "head": ("ルールブック {} {}、事例 {}件", "rulebook {} {}, cases: {}"),
    "rulebook": ("ルールブック", "rulebook"),
    "baselines": ("単純な方法", "trivial baselines"),
    "lead": ("主担当の一致", "lead hit"),
    "explicit": ("  出典が明記", "  source says who led"),
    "read": ("  読み取り", "  a reading"),
    "thin": ("  記述が乏しい", "  thin"),
    "full": ("  記述が十分", "  not thin"),
    "interim": ("  暫定", "  interim"),
    "agencies": ("関わる機関", "named agencies"),
    "recall": ("再現率", "recall"),
    "precision": ("適合率", "precision"),
    "f1": ("F1", "F1"),
    "times": ("出典の何倍を名指すか", "times as many as the source"),
    "mean_recall": ("再現率（事例平均）", "recall, mean of cases"),
    "mean_precision": ("適合率（事例平均）", "precision, mean of cases"),
    "backup": ("バックアップの一致", "backup hit"),
    "immediate": ("緊急対応の一致", "immediate hit"),
    "fail_safe": ("安全側の判断", "fail-safe decisions"),
    "keep": ("受けた機関のまま {}", "keep the receiver {}"),
    "alone": ("受けた機関のみ", "receiver alone"),
    "disclosed": ("同意待ちを除く", "without withheld"),
    "backups": ("呼ばない {}、常に助言 {}、常に会議 {}", "never {}, always advice {}, always conference {}"),
    "immediates": ("しない {}、常に {}", "never {}, always {}"),
    "expected": ("出典 \\ 判断", "source \\ decided"),
    "none": ("なし", "none"),
    "advice": ("助言", "advice"),
    "conference": ("会議", "conference"),
    "instead": ("主担当 {}（{}、{}）。出典: {}", "lead {} ({}, {}) instead of {}"),
    "no_lead": ("決まらず", "none agreed"),
    "rejected": ("候補だが敗れた: {}", "proposed, lost by {}"),
    "owner": ("ニーズの担当", "owner"),
    "support": ("支援", "support"),
    "duty": ("通報先", "duty"),
    "inform": ("情報提供先", "informed"),
    "no_part": ("なし", "no part"),
    "missing": ("不足 {}: {}", "missing {}: {}"),
    "open": ("未確認の事実による", "hangs on an unknown fact"),
    "informed": ("情報提供のみ", "only informed"),
    "acting": ("緊急対応のみ", "only acts at once"),
    "not_fired": ("該当するルールなし", "no rule that names it fired"),
    "no_rule": ("名指すルールがない", "no rule names it"),
    "extra": ("余分 {}: {}", "extra {}: {}"),
    "backup_miss": ("バックアップ {}、出典は {}", "backup {}, the source says {}"),
    "immediate_miss": ("緊急対応 {}、出典は逆", "immediate {}, the source says otherwise"),
    "yes": ("あり", "yes"),
    "no": ("なし", "no"),
    "more": ("ほか{}件", "{} more"),
}


def score_text(score: Score, language: Language) -> Iterator[str | Table]:
    """The parts of the text, to be shown one after the other."""
    say = _Say(language)
    book = score.rulebook
    yield say("head", book.id, book.version, score.cases)
    yield _figures(score, say)
    yield _agencies(score, say)
    yield _confusion(score, say)
    for result in score.results:
        lines = list(_lines(result, say))
        if lines:
            yield "\n".join([printable(result.id), *(f"  {line}" for line in lines)])


class _Say:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.place = 0 if language == "ja" else 1

    def __call__(self, name: str, *parts: object) -> str:
        return _WORDS[name][self.place].format(*parts)


def _figures(score: Score, say: _Say) -> Table:
    table = Table("", say("rulebook"), say("baselines"))
    lead: Mapping[str, LeadHits] = {
        "lead": score.lead.all,
        "explicit": score.lead.explicit,
        "read": score.lead.read,
        "thin": score.lead.thin,
        "full": score.lead.full,
        "interim": score.lead.interim,
    }
    for name, hits in lead.items():
        table.add_row(say(name), _hits(hits.rulebook), say("keep", _hits(hits.keep_receiver)))
    backup, immediate = score.backup, score.immediate
    others = [_hits(hits) for hits in (backup.never, backup.always_advice, backup.always_conference)]
    table.add_row(say("backup"), _hits(backup.rulebook), say("backups", *others))
    others = [_hits(hits) for hits in (immediate.never, immediate.always)]
    table.add_row(say("immediate"), _hits(immediate.rulebook), say("immediates", *others))
    if score.fail_safe:
        table.add_row(say("fail_safe"), str(score.fail_safe), "")
    return table


def _agencies(score: Score, say: _Say) -> Table:
    table = Table(say("agencies"), say("rulebook"), say("disclosed"), say("alone"))
    columns = (score.agencies.rulebook, score.agencies.without_withheld, score.agencies.keep_receiver)
    for name in ("recall", "precision", "f1", "times", "mean_recall", "mean_precision"):
        table.add_row(say(name), *(_share(agencies, name) for agencies in columns))
    return table


def _hits(hits: Hits) -> str:
    return f"{hits.hits}/{hits.of}"


def _share(agencies: Agencies, name: str) -> str:
    value = getattr(agencies, name)
    return "-" if value is None else f"{value:.2f}"


def _confusion(score: Score, say: _Say) -> Table:
    levels = list(dict.fromkeys(cell.decided for cell in score.backup.table))
    table = Table(say("expected"), *map(say, levels))
    for level in levels:
        cells = [cell for cell in score.backup.table if cell.expected == level]
        table.add_row(say(level), *(str(cell.cases) for cell in cells))
    return table


def _lines(result: CaseScore, say: _Say) -> Iterator[str]:
    """What was missed in one case, a line each."""
    if result.miss is not None:
        wanted = "; ".join(_candidate(candidate, say) for candidate in result.miss.acceptable)
        yield say(
            "instead", result.lead, result.miss.tier or say("no_lead"), _rules(result.miss.rules, say) or "-", wanted
        )
    for missing in result.missing:
        yield say("missing", missing.to, _why(missing, say))
    for extra in result.extra:
        yield say("extra", extra.to, _rules(extra.rules, say) or "-")
    if result.backup_hit is False:
        asked = [say(result.backup), *result.backup_reasons]
        yield say("backup_miss", " ".join(asked), say(result.backup_expected))
    if result.immediate_hit is False:
        yield say("immediate_miss", say("yes" if result.immediate else "no"))


def _candidate(candidate: Candidate, say: _Say) -> str:
    if candidate.part == "rejected":
        return f"{candidate.to} ({say('rejected', candidate.lost_to)})"
    return f"{candidate.to} ({say('no_part' if candidate.part == 'none' else candidate.part)})"


def _why(missing: Missing, say: _Say) -> str:
    why = say("acting" if missing.why == "immediate" else missing.why)
    return f"{why} ({_rules(missing.rules, say)})" if missing.rules else why


def _rules(rules: tuple[str, ...], say: _Say) -> str:
    shown = ", ".join(rules[:_MOST_RULES])
    return f"{shown}, {say('more', len(rules) - _MOST_RULES)}" if len(rules) > _MOST_RULES else shown
