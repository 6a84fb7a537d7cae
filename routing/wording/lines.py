"""Relations as labels of lines in a picture: one or two words."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.relations import SAME_HOUSEHOLD, Pair

LINES: Mapping[str, Pair] = {
    "HAS": ("困りごと", "has"),
    "HAD": ("解決済み", "had"),
    "LACKS": ("ないと確認", "asked, absent"),
    "SERVED_BY": ("関わっている", "served by"),
    "WAS_SERVED_BY": ("以前関わった", "was served by"),
    "REFUSED": ("支援を断った", "refused"),
    "DECLINED_BY": ("引き受けなかった", "declined by"),
    "SUBJECT_OF": ("出来事", "event"),
    "ABOUT": ("対象", "about"),
    "IN": ("この件", "in"),
    "MEMBER_OF": ("一員", "member of"),
    SAME_HOUSEHOLD: ("同じ世帯", "same household"),
    "PARENT_OF": ("親→子", "parent of"),
    "CARES_FOR": ("介護・世話", "cares for"),
    "HARMS": ("害を及ぼす", "harms"),
    "LIVES_WITH": ("同居", "lives with"),
}
"""By type of relation. One that is not here is called as in the vocabulary."""
