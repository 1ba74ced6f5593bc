"""The whole chapter: with report E, without it, about digits that are the main data, and without digits."""

import pytest

from fer_lib.chapters.digits.experiments import Plan
from fer_lib.training.loop import train
from tests.chapters.digits.conftest import short_plan
from tests.made_project import make_project
from tests.rendered_chapter import OF_FACES, OF_REPORTS, WITHOUT_DATA, execute

RUN = {
    "preset": "report-e-digits", "learning_rate": 0.3, "epochs": 5, "split": "stratified", "validation_size": 50,
    "checkpoint_every": 50,
}  # fmt: skip
MAIN = {"preset": "report-a"}
OF_FACES_AND_DIGITS = {
    "data": {"source": "synthetic"}, "main_run": "main", "runs": {"main": MAIN},
    "other_data": {"digits": {"source": "digits"}},
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
def rendered(tmp_path_factory, dataset):
    """A function that executes the chapter of one of the editions, once each."""
    done = {}

    def render(kind):
        if kind not in done:
            name = "data" if kind == "main data" else "digits"
            edition = make_project(
                tmp_path_factory.mktemp("digits") / "project", EDITIONS[kind], **{name: dataset}
            )
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Plan, "for_data", lambda dataset: short_plan())
                for runs in edition.roles.digits.values():
                    for name in runs:
                        train(edition.configs[name], edition.data(name), edition.run(name))
                done[kind] = execute("15_digits", edition.root)
        return done[kind]

    return render


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
@pytest.mark.parametrize(("kind", "sections"), [("without reports", 7), ("main data", 8)])
def test_without_reports_it_is_a_chapter_of_its_own(rendered, kind, sections, lang):
    chapter = rendered(kind)
    page = chapter.page(lang)
    assert len(page.headings) == sections
    for unwanted in (OF_REPORTS, OF_FACES, WITHOUT_DATA):
        assert unwanted.findall(page.text) == []
    assert chapter.answers == []
    assert page.published
    pytorch = "## The same networks in PyTorch" if lang == "en" else "以 PyTorch 訓練"
    assert (pytorch in page.text) == (kind == "main data")


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_with_reports_report_e_is_judged(rendered, lang):
    chapter = rendered("with report E")
    page = chapter.page(lang)
    assert chapter.answers == ["E1", "E2", "E3", "E4", "E5"]
    assert len(page.headings) == 9
    for word in {
        "en": ("report E", "Tibetan", "not updated at all"),
        "zh-TW": ("報告 E", "藏文", "根本不會更新"),
    }[lang]:
        assert word in page.text


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_without_digits_there_is_no_chapter(rendered, lang):
    chapter = rendered("no digits")
    assert chapter.page(lang).cells == []
    reasons = [out.data["text/markdown"] for out in chapter.published]
    assert len(reasons) == 2
    assert reasons[0].startswith("This edition has no digits.")
