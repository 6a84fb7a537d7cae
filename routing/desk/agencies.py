"""The agencies that people name at the desk: they must exist, and nothing that is excluded may reach them."""

from __future__ import annotations

from collections.abc import Collection

from routing.desk.errors import DeskError
from routing.desk.exclusion import struck
from routing.desk.file import CaseFile
from routing.errors import did_you_mean, printable
from routing.router import Router


def check_agency(
    file: CaseFile, router: Router, kind: str, agency: str | None, about: Collection[str], holding: bool = False
) -> None:
    """Raise DeskError for an agency that is not known, that an exclusion strikes, or, `holding`, that may not hold."""
    book = router.rulebook
    declared = book.vocabulary.agency_kinds.get(kind)
    if declared is None:
        help = did_you_mean(kind, book.vocabulary.agency_kinds, "agency kinds are declared in the vocabulary")
        raise DeskError(f"there is no agency kind `{printable(kind)}`", help=help)
    if agency is not None and book.directory is not None:
        office = book.directory.get(agency)
        if office is None or office.kind != kind:
            ids = [office.id for office in book.directory.by_kind.get(kind, ())]
            message = f"the directory has no office `{printable(agency)}` of the kind `{kind}`"
            raise DeskError(message, help=did_you_mean(agency, ids, "offices are listed in `directory.yaml`"))
    if holding and not declared.may_hold:
        raise DeskError(
            f"agencies of the kind `{kind}` may not hold a case", help="`may_hold` in the vocabulary says so"
        )
    if struck(file.decision, kind, agency, about, book.directory):
        message = (
            f"an exclusion keeps the kind `{kind}` from this case"
            if agency is None
            else (f"an exclusion keeps the office `{printable(agency)}` from this case")
        )
        raise DeskError(message, help="name another agency; `excluded` in the decision says which are kept away")


def persons_of(file: CaseFile, need: str | None) -> tuple[str, ...]:
    """The persons who have a need; without one, everybody. Raises DeskError for an unknown need."""
    if need is None:
        return tuple(sorted({person.id for person in file.case.persons}))
    for known in file.case.needs:
        if known.id == need:
            return known.about
    raise DeskError(f"case `{printable(file.id)}` has no need `{printable(need)}`", help="needs are named by their id")
