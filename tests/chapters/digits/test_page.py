"""The whole chapter: with report E, without it, about digits that are the main data, and without digits."""

import re

import pytest

from fer_lib.chapters.digits.experiments import Plan
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import read_edition
from fer_lib.training.loop import train
from tests.chapters.digits.conftest import short_plan
from tests.chapters.rendered_page import answers, cells_of_page, executed, headings, texts
from tests.forms.in_process import WITHOUT_DATA, project

OF_REPORTS = re.compile(r"[Tt]he report|\b[Rr]eports? [A-E]\b|報告|\bclaim [A-E]\d|主張")
OF_FACES = re.compile(r"\bfaces?\b|expression|臉|表情")
RUN = {
    "preset": "report-e-digits", "learning_rate": 0.3, "epochs": 5, "split": "stratified", "validation_size": 50,
    "checkpoint_every": 50,
}  # fmt: skip
MAIN = {"preset": "report-a"}
OF_FACES_AND_DIGITS = {
    "title": {"en": "Test", "zh-TW": "測試"}, "data": {"source": "synthetic"}, "main_run": "main",
    "runs": {"main": MAIN}, "other_data": {"digits": {"source": "digits"}},
}  # fmt: skip
EDITIONS = {
    "with report E": {
        **OF_FACES_AND_DIGITS,
        "runs": {"main": MAIN, "sixty": {**RUN, "data": "digits", "seeds": [0, 1]}},
        "roles": {"digits": {"sixty": "sixty"}},
    },
    "without reports": {**OF_FACES_AND_DIGITS, "reference_reports": False},
    "main data": {
        **OF_FACES_AND_DIGITS,
        "data": {"source": "digits"},
        "other_data": {},
        "main_run": "sixty-s0",
        "runs": {"sixty": {**RUN, "seeds": [0, 1]}},
        "roles": {"digits": {"sixty": "sixty"}},
        "reference_reports": False,
    },
    "no digits": {**OF_FACES_AND_DIGITS, "other_data": {}},
}


@pytest.fixture(scope="module")
def rendered(root, tmp_path_factory, dataset):
    """A function that executes the chapter of one of the editions, once each."""
    done = {}

    def render(kind):
        if kind not in done:
            work = project(root, tmp_path_factory.mktemp("digits") / "project", EDITIONS[kind])
            edition = read_edition("forms", work)
            for name in edition.sources:
                if kind == "main data" or name == "digits":
                    write_prepared(edition.folder / name, dataset)
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(work)
                patch.setattr(Plan, "for_data", lambda dataset: short_plan())
                for runs in edition.roles.digits.values():
                    for name in runs:
                        train(edition.configs[name], edition.data(name), edition.run(name))
                done[kind] = executed("15_digits", "forms")
        return done[kind]

    return render


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize(("kind", "sections"), [("without reports", 6), ("main data", 7)])
def test_without_reports_it_is_a_chapter_of_its_own(rendered, kind, sections, lang):
    notebook = rendered(kind)
    cells = cells_of_page(notebook, lang, reports=False)
    said = texts(cells, lang)
    assert len(headings(cells)) == sections
    assert OF_REPORTS.findall(said) == []
    assert OF_FACES.findall(said) == []
    assert WITHOUT_DATA.findall(said) == []
    assert answers(notebook) == []
    assert any(cell.get("outputs") for cell in cells)
    pytorch = "## The same networks in PyTorch" if lang == "en" else "以 PyTorch 訓練"
    assert (pytorch in said) == (kind == "main data")


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_with_reports_report_e_is_judged(rendered, lang):
    notebook = rendered("with report E")
    cells = cells_of_page(notebook, lang, reports=True)
    said = texts(cells, lang)
    assert answers(notebook) == ["E1", "E2", "E3", "E4", "E5"]
    assert len(headings(cells)) == 8
    for word in {
        "en": ("report E", "Tibetan", "not updated at all"),
        "zh-TW": ("報告 E", "藏文", "根本不會更新"),
    }[lang]:
        assert word in said


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_without_digits_there_is_no_chapter(rendered, lang):
    notebook = rendered("no digits")
    assert cells_of_page(notebook, lang, reports=True) == []
    reasons = [out.data["text/markdown"] for cell in notebook.cells for out in cell.get("outputs", [])]
    assert len(reasons) == 2
    assert reasons[0].startswith("This edition has no digits.")
