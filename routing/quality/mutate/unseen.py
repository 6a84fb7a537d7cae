"""Faults that no decision of a rulebook can show: those of a `share` with kinds that nothing reaches.

A `share` only counts where something would be disclosed to a kind that is not involved already. Under a rulebook that
can happen to the kinds its rules refer to (or to their stand-ins), to those whose report needs consent, to those that
may come to hold a case, the backup team among them, and to the default lead. What an agency does already, without any
rule, concerns nobody it is not involved with. So a basis to share with any other kind is idle in this rulebook; it is
there for the packs that extend it, and their tests tell.
"""

from __future__ import annotations

from routing.quality.mutate.mutant import Mutant
from routing.rulebook import Rulebook
from routing.rulebook.effects import Duty, Refer, Share
from routing.rulebook.rule import Rule

BACKUP = "backup_team"


def unseen(rulebook: Rulebook, mutant: Mutant) -> bool:
    """Whether only bases to share differ, with kinds to which nothing is ever disclosed under this rulebook."""
    if mutant.condition or (mutant.rule.start, mutant.rule.until) != (mutant.mutated.start, mutant.mutated.until):
        return False
    before, after = mutant.rule.effects, mutant.mutated.effects
    differing = [effect for effect in (*before, *after) if effect not in before or effect not in after]
    shares = [effect for effect in differing if isinstance(effect, Share)]
    if not shares or len(shares) < len(differing):
        return False
    kinds = frozenset().union(*(share.to for share in shares))
    if len(shares) == 2 and shares[0].model_copy(update={"to": shares[1].to}) == shares[1]:
        kinds -= frozenset(shares[0].to) & frozenset(shares[1].to)  # only these come and go
    return kinds.isdisjoint(reached(rulebook, mutant.mutated))


def reached(rulebook: Rulebook, *more: Rule) -> frozenset[str]:
    """The agency kinds that something may be disclosed to without their being involved already."""
    found = {BACKUP, *filter(None, [rulebook.default_lead])}
    found.update(kind for kind, term in rulebook.vocabulary.agency_kinds.items() if term.may_hold)
    for rule in (*rulebook.rules, *more):
        for effect in rule.effects:
            if isinstance(effect, Refer):
                found.update((effect.to, *effect.if_absent))
            elif isinstance(effect, Duty) and effect.consent == "required":
                found.add(effect.to)
    return frozenset(found)
