from fer_lib.config import RunConfig
from fer_lib.explain.maximization.companions import companion_runs

A = RunConfig(name="a", model="report-a")
B_CNN = A.model_copy(update={"model": "report-b-cnn"})
DEEP = A.model_copy(update={"model": "report-a-deep5"})


def test_an_edition_without_the_reports_has_no_companions() -> None:
    configs = {"main": A, "cnn": B_CNN, "deep": DEEP}
    assert companion_runs(configs, "main") == {"report-a-deep5": "deep", "report-b-cnn": "cnn"}
    assert companion_runs(configs, "main", reference_reports=False) == {}


def test_a_main_run_of_such_a_network_is_not_its_own_companion() -> None:
    assert companion_runs({"main": DEEP, "second": DEEP}, "main") == {"report-a-deep5": "second"}
    assert companion_runs({"main": DEEP}, "main") == {}
