"""Rules in words that a caseworker reads, in Japanese and English: when a rule applies and what it does."""

from routing.wording.condition import condition, condition_text
from routing.wording.effect import effect_texts
from routing.wording.said import Condition, Said, lines
from routing.wording.words import Language

__all__ = ["Condition", "Language", "Said", "condition", "condition_text", "effect_texts", "lines"]
