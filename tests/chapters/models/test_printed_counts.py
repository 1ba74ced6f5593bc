import pytest

from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS, ParameterSources
from fer_lib.models import count, create_model, example_input


@pytest.mark.parametrize("printed", PRINTED_COUNTS, ids=lambda p: f"{p.model}-{p.printed}")
def test_every_printed_number_is_explained(printed):
    assert printed.agrees()
    assert printed.is_erratum == (printed.printed in (309_664, 310_208))


@pytest.mark.parametrize("name", ["report-b-cnn", "report-b-dnn"])
def test_sources_add_up_without_normalization(name):
    model = create_model(name)
    assert ParameterSources.of(model).total == count(model, example_input()).trainable
