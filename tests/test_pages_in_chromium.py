"""The pages in a real Chromium: axe finds nothing, text stays in its boxes, and on A4 nothing is cut off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.audit.impact.page import page as impact_page
from routing.case import Case
from routing.conference.table.handout import handout
from routing.conference.table.handout_for import handout_for
from routing.explain import why
from routing.explain.page import page
from routing.quality.coverage import measure
from routing.quality.coverage.page import page as coverage_html
from routing.quality.show import dossier
from routing.quality.show import page as rules_page
from routing.router import rulebook_for
from routing.wording import Language
from tests.audit import changed
from tests.chromium import look, missing, printed
from tests.packs import router
from tests.simulation.reports import page as simulation_page
from tests.tabletop import meeting, table

ROOT = Path(__file__).parent.parent
KINUTA = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


def cases(language: Language, *paths: Path) -> str:
    return cases_of(language, *map(Case.load, paths))


def cases_of(language: Language, *loaded: Case) -> str:
    return page(
        [(c, router(rulebook_for(c).id).route(c), router(rulebook_for(c).id).rulebook) for c in loaded], language
    )


def reasons(language: Language, path: Path) -> str:
    case = Case.load(path)
    return why(router(rulebook_for(case).id), case, lang=language).html()


def long_ids() -> Case:
    text = example("kinuta", "household-8050").read_text(encoding="utf-8")
    for short in ("n1", "n2", "n3", "kinuta-8050"):
        text = text.replace(short, (short + "x") * 10)
    return Case.parse(text.replace("from: a", f"from: {'a' * 100}").replace("person: a", f"person: {'a' * 100}")
                      .replace("id: a,", f"id: {'a' * 100},").replace("[a, b]", f"[{'a' * 100}, b]"))  # fmt: skip


def example(folder: str, name: str) -> Path:
    return ROOT / "examples" / folder / f"{name}.yaml"


def coverage_page(pack: str | Path, language: Language) -> str:
    return coverage_html([measure(pack)], language)


def impact_html(language: Language) -> str:
    cases = [changed.case("debt.arrears", "debt.legal_deadline", name=f"K-{number}") for number in range(30)]
    return impact_page(changed.summed(cases, changed.book(changed.MOVED, changed.DEMENTIA, changed.ALONE)), language)


def wrong(pages: dict[str, str], folder: Path) -> dict[str, object]:
    seen = look(pages, folder)
    assert seen.keys() == pages.keys()
    return {name: one for name, one in seen.items() if one.violations or one.wide or one.overflowing}


def test_axe_finds_nothing_in_the_pages_and_their_text_stays_in_its_boxes(tmp_path: Path) -> None:
    pages = {
        "a case in Japanese": cases("ja", example("kinuta", "household-8050")),
        "a case in English": cases("en", example("kinuta", "heat")),
        "the reasons": reasons("en", example("kinuta", "chores")),
        "a rule": rules_page(dossier("national", ["dv-report"]), "ja"),
        "rules joined by findings": rules_page(dossier("national", ["dv-report", "dv-recorded"]), "en"),
        "coverage": coverage_page(ROOT / "tests" / "data" / "coverage", "ja"),
        "the impact of a rulebook": impact_html("ja"),
        "a hand-out of the convener": handout(meeting(), "ja"),
        "a hand-out of a participant": handout_for(meeting(), "self_reliance@plat-home", "en"),
        "a simulation": simulation_page("one", "ja"),
        "two simulations compared": simulation_page("two", "en"),
        "a sweep of simulations": simulation_page("sweep", "ja"),
    }
    assert wrong(pages, tmp_path) == {}


def test_axe_and_the_measures_find_what_is_wrong_with_a_bad_page(tmp_path: Path) -> None:
    bad = (
        "<!DOCTYPE html><html><head><title>t</title></head><body><main><h1>t</h1><img src=''>"
        "<p style='color:#bbb;background:#fff;width:1500px'>pale</p>"
        "<svg width='90' height='40'><rect x='0' y='0' width='20' height='30' rx='6'/>"
        "<text x='2' y='15'>too long for it</text></svg></main></body></html>"
    )
    seen = look({"bad": bad}, tmp_path)["bad"]
    assert {"html-has-lang", "image-alt", "color-contrast"} <= {name for name, _ in seen.violations}
    assert seen.wide == (673, 1000)
    assert seen.overflowing == ("too long for it",)


def test_a_case_prints_on_a_few_pages_of_a4_with_every_reason_unfolded(tmp_path: Path) -> None:
    text = cases("ja", example("kinuta", "household-8050"))
    sheets = {}
    for name, html in (("as it is", text), ("unfolded", text.replace("<details", "<details open"))):
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        pdf = printed(file, tmp_path)
        sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
        sheets[name] = len(sizes)
    assert sheets["as it is"] == sheets["unfolded"]
    assert 3 <= sheets["as it is"] <= 6


def a4_sheets(html: str, folder: Path) -> int:
    """On how many pages something prints; all are A4."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed(file, folder))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    return len(sizes)


def test_a_hand_out_prints_on_a_few_pages_of_a4(tmp_path: Path) -> None:
    assert 3 <= a4_sheets(handout(meeting(), "ja"), tmp_path) <= 6


def test_a_report_of_a_simulation_prints_on_a4(tmp_path: Path) -> None:
    assert 10 <= a4_sheets(simulation_page("one", "ja"), tmp_path) <= 20  # the 200 numbers it stands on among them


@pytest.mark.soak
def test_the_hand_out_of_a_participant_prints_on_two_pages_of_a4_at_most(tmp_path: Path) -> None:
    assert a4_sheets(handout_for(meeting(), "self_reliance", "ja"), tmp_path) <= 2


@pytest.mark.soak
@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_in_any_page_of_many_cases(language: Language, tmp_path: Path) -> None:
    pages = {
        "kinuta": cases(language, *KINUTA),
        "okayama": cases(language, example("okayama", "eleven-agencies"), example("okayama", "no-agreement")),
        "city_001": cases(language, example("city_001", "discharge"), example("city_001", "last-days")),
        "reasons": reasons(language, example("kinuta", "dv")),
        "ids of a hundred letters": cases_of(language, long_ids()),
        "rules": rules_page(dossier("shiki"), language),
        "coverage": coverage_page("shiki", language),
        "the impact of a rulebook": impact_html(language),
        "a hand-out of the convener": handout(meeting(), language),
        "a hand-out of a participant": handout_for(meeting(), "self_reliance@plat-home", language),
        "a hand-out before the reveal": handout(table("cannot-solve"), language),
    }
    assert wrong(pages, tmp_path) == {}
