"""Rules as pages that a caseworker reads: what they ask for and do in words, with the law beside them and a picture."""

from routing.quality.show.dossier import PackSheet, RuleSheet, dossier
from routing.quality.show.html import page
from routing.quality.show.markdown import markdown
from routing.wording import condition_text, effect_texts

__all__ = ["PackSheet", "RuleSheet", "condition_text", "dossier", "effect_texts", "markdown", "page"]
