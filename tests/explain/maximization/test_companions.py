from fer_lib.config import RunConfig
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.explain.maximization.run import MaximizationPlan

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


def test_what_the_claims_need_is_computed_of_photographs_alone() -> None:
    plan = MaximizationPlan(filters=16, restarts=4)
    drawn, photographs = (
        {
            model: plan.for_run(model, is_main=model == "report-a", are_photographs=are)
            for model in ("report-a", "report-a-deep5", "report-b-cnn")
        }
        for are in (False, True)
    )
    assert [own.robust_steps > 0 for own in drawn.values()] == [True, False, False]
    assert {own.filters for own in drawn.values()} == {16}
    assert all(own.robust_steps for own in photographs.values())
    assert [(own.filters, own.restarts) for own in photographs.values()] == [(16, 4), (16, 4), (64, 16)]
