"""The household on a sheet: who lives there, as far as the recipient may know, with names left blank."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from routing.letters.page import Table
from routing.letters.view import View
from routing.letters.wording import BLANK, say

if TYPE_CHECKING:
    from routing.wording.words import Language


class Household:
    """The persons of a view by what they are to the first of them, whom the sheet calls the person."""

    def __init__(self, view: View, lang: Language) -> None:
        self.view = view
        self.lang = lang
        self.main = next(iter(view.about))
        others = [person.id for person in view.case.persons if person.id not in view.about]
        self.order = (*view.about, *others)

    def table(self) -> Table:
        """A row a person: name (blank), age, relation, notes."""
        headings = tuple(self._say(name) for name in ("col_name", "col_age", "col_kin", "col_note"))
        ages = {person.id: person.age for person in self.view.case.persons}
        rows = []
        for id in self.order:
            known = id in self.view.about
            age = "" if not known else self._say("age_unknown") if ages[id] is None else self._say("years", ages[id])
            rows.append((BLANK, age, self._kin(id), self._note(id)))
        return Table(headings, tuple(rows))

    def name(self, id: str) -> str:
        """What a person is called on the sheet: the person, or the number of the row with the relation."""
        if id == self.main:
            return self._say("main_person")
        number = self._say("numbered", self.order.index(id) + 1)
        return f"{number}, {self._kin(id)}" if self.lang == "en" else f"{number}・{self._kin(id)}"

    def several(self, ids: Iterable[str]) -> str:
        """Several persons."""
        return (", " if self.lang == "en" else "、").join(self.name(id) for id in self.order if id in set(ids))

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.lang, *parts)

    def _kin(self, id: str) -> str:
        """What somebody is to the person; for whom no relation to the person may be told, to another one listed."""
        if id == self.main:
            return self._say("main_person")
        for near in self.view.about:
            types = {
                (one.type, one.start == near) for one in self.view.case.relations if {one.start, one.end} == {id, near}
            }
            if types and near != id:
                told = self._word(types)
                return (
                    told
                    if near == self.main
                    else self._say("kin_of", self._say("numbered", self.order.index(near) + 1), told)
                )
        return self._say("main_person_too")

    def _word(self, types: set[tuple[str, bool]]) -> str:
        """The relation in a word. True in a type: it leads from the person."""
        kinds = {type for type, _ in types}
        together = "LIVES_WITH" in kinds
        if "SPOUSE_OF" in kinds:
            word = "kin_spouse"
        elif ("PARENT_OF", True) in types:
            word = "kin_child"
        elif ("PARENT_OF", False) in types:
            word = "kin_parent"
        elif "SIBLING_OF" in kinds:
            word = "kin_sibling"
        else:
            return self._say("kin_housemate" if together else "kin_other")
        return self._say("kin_together", self._say(word)) if together else self._say(word)

    def _note(self, id: str) -> str:
        """Whom somebody is reported to harm, where the recipient must know; else nothing."""
        harmed = [one.end for one in self.view.case.relations if one.type == "HARMS" and one.start == id]
        return self._say("harms", self.several(harmed)) if harmed else ""
