import re
from dataclasses import replace

import pytest

from fer_lib.chapters.models.descriptions import DESCRIPTIONS, describe
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.language import LANGUAGES, Text
from fer_lib.models import MODELS, create_model


def test_every_network_is_described_in_both_languages():
    assert set(DESCRIPTIONS) == set(MODELS)
    for description in DESCRIPTIONS.values():
        for text in (description.title, description.text):
            assert text.en
            assert text.zh
        # The same works are cited in both.
        cited = [re.findall(r"\{cite:p\}`\w+`", description.text[lang]) for lang in ("en", "zh-TW")]
        assert cited[0] == cited[1]


ON_REPORTS = re.compile(r"[Rr]eport|報告|\b[Oo]urs?\b|我們|course|課程")


@pytest.mark.parametrize("name", MODELS)
def test_without_reports_a_network_is_described_by_what_it_is(name):
    network = take_apart(name)
    with_report, plain = describe(network), describe(replace(network, with_report=False))
    assert plain.title.en not in ("", with_report.title.en)
    for text in (plain.title, plain.text):
        assert text.en
        assert text.zh
        assert not ON_REPORTS.search(text.en + text.zh)
    cited = [re.findall(r"\{cite:p\}`\w+`", plain.text[lang]) for lang in LANGUAGES]
    assert cited[0] == cited[1]


def test_plain_titles_tell_the_networks_apart():
    titles = [description.plain_title for description in DESCRIPTIONS.values()]
    assert len({title.en for title in titles}) == len({title.zh for title in titles}) == len(MODELS)


def test_only_the_report_s_own_network_is_called_so():
    """A network of one's own goes by its class, whatever its run or preset is called."""
    network = Network("hers/report-a.py:ReportA", create_model("report-a"), runs=("report-a",))
    assert describe(network).title == Text("`ReportA`", "`ReportA`")
    assert describe(network).text.en == "Its code is in `report-a.py`."


def test_networks_of_one_name_are_told_apart_by_a_run():
    network = replace(take_apart("vgg-fer-small"), with_report=False, apart="small-images")
    assert describe(network).title.en == "Seven convolutions after VGG (small-images)"
    own = Network("nets.py:ResNet", create_model("report-c"), apart="deep")
    assert (own.shown_name, own.label) == ("ResNet (deep)", "resnet-deep")
    assert describe(own).title.zh == "`ResNet (deep)`"
