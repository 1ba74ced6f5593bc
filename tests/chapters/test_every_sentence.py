"""A function that makes texts and stands in no test is found."""

from pathlib import Path

from fer_lib.chapters import named_comparison
from fer_lib.chapters.errors import sentences
from tests.chapters.every_sentence import untried


def test_functions_and_methods_without_a_test_are_named(tmp_path: Path) -> None:
    tests = tmp_path / "test_some.py"
    tests.write_text("def test():\n    sentences.accuracies(a)\n    two.describe()\n", "utf8")
    missing = untried(tests, sentences, named_comparison)
    assert "fer_lib.chapters.errors.sentences.extremes" in missing
    assert "fer_lib.chapters.errors.sentences.accuracies" not in missing
    assert "fer_lib.chapters.named_comparison.NamedComparison.counts" in missing
    assert "fer_lib.chapters.named_comparison.NamedComparison.describe" not in missing
    # Neither what makes no text nor what comes from elsewhere.
    assert "fer_lib.chapters.named_comparison.compare_named" not in missing
    assert "fer_lib.chapters.errors.sentences.listed" not in missing
