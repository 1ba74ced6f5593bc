import numpy as np
import pytest
import torch

from fer_lib.config import RunConfig
from fer_lib.training.ema import averaged_model
from fer_lib.training.optimizers import make_optimizer, make_schedule


def small_network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))


@pytest.mark.parametrize("optimizer", ["adam", "adam_keras", "adamw", "adadelta", "adadelta_keras", "sgd"])
@pytest.mark.parametrize(
    ("schedule", "end"), [("constant", 1.0), ("cosine", 0.0), ("one_cycle", 0.0), ("step", 0.25)]
)
def test_optimizers_and_schedules(optimizer, schedule, end):
    config = RunConfig(
        optimizer=optimizer, schedule=schedule, epochs=4, learning_rate=0.1, weight_decay=0.2,
        schedule_epochs=2, schedule_factor=0.5,
    )  # fmt: skip
    made = make_optimizer(small_network(), config)
    steps = make_schedule(made, config, steps_per_epoch=5)
    rates = []
    for _ in range(20):
        made.step()
        rates.append(made.param_groups[0]["lr"])
        steps.step()
    assert max(rates) == pytest.approx(0.1, rel=0.01)
    assert made.param_groups[0]["lr"] == pytest.approx(0.1 * end, abs=1e-5)
    decays = {p.ndim: group["weight_decay"] for group in made.param_groups for p in group["params"]}
    assert decays == {2: 0.2, 1: 0.0}


def test_step_falls_after_the_stated_epochs():
    config = RunConfig(
        optimizer="sgd",
        schedule="step",
        epochs=3,
        learning_rate=1.0,
        schedule_epochs=2,
        schedule_factor=0.1,
    )
    made = make_optimizer(small_network(), config)
    schedule = make_schedule(made, config, steps_per_epoch=3)
    rates = []
    for _ in range(9):
        rates.append(made.param_groups[0]["lr"])
        made.step()
        schedule.step()
    assert rates == pytest.approx([1.0] * 6 + [0.1] * 3)


@pytest.mark.parametrize("schedule", ["step", "cosine"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_schedule_can_begin_anew_in_each_round(schedule, optimizer):
    def rates(epochs: int, **more) -> list[float]:
        config = RunConfig(
            optimizer=optimizer,
            schedule=schedule,
            epochs=epochs,
            learning_rate=1.0,
            schedule_epochs=1,
            **more,
        )
        made = make_optimizer(small_network(), config)
        steps, seen = make_schedule(made, config, steps_per_epoch=3), []
        for _ in range(3 * epochs):
            seen.append(made.param_groups[0]["lr"])
            made.step()
            steps.step()
        return seen

    assert rates(8, resampling_rounds=2, restart_schedule=True) == pytest.approx(2 * rates(4))


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("validation_loss", [2, 1, 1.5, 1, 1, 0.9]),
        ("validation_accuracy", [0.1, 0.5, 0.4, 0.5, 0.5, 0.6]),
    ],
)
def test_plateau_waits_the_stated_epochs(metric, values):
    config = RunConfig(
        schedule="plateau",
        schedule_epochs=2,
        schedule_factor=0.5,
        learning_rate=1.0,
        optimizer="sgd",
        best_metric=metric,
    )
    made = make_optimizer(small_network(), config)
    schedule = make_schedule(made, config, steps_per_epoch=3)
    rates = []
    for value in values:
        made.step()
        schedule.step(value)
        rates.append(made.param_groups[0]["lr"])
    assert rates == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5]  # no better value in the third and fourth epoch


def test_keras_constants_of_adadelta():
    keras = make_optimizer(small_network(), RunConfig(optimizer="adadelta_keras", learning_rate=1.0)).defaults
    assert (keras["rho"], keras["eps"], keras["lr"]) == (0.95, 1e-7, 1.0)
    torch_own = make_optimizer(small_network(), RunConfig(optimizer="adadelta")).defaults
    assert (torch_own["rho"], torch_own["eps"]) == (0.9, 1e-6)


def test_adam_of_keras_is_the_stated_rule_also_after_a_checkpoint():
    """Gradients from 1 down to less than ε, where the two forms of Adam differ most."""
    network, rate = torch.nn.Linear(4, 1, bias=False), 0.01
    config = RunConfig(optimizer="adam_keras", learning_rate=rate, weight_decay=0.0)
    made = make_optimizer(network, config)
    assert {group["eps"] for group in made.param_groups} == {1e-7}
    gradient = np.array([1.0, 1e-3, 1e-6, 1e-9])
    theta, m, v = network.weight.detach().numpy().astype(float)[0], np.zeros(4), np.zeros(4)
    for t in range(1, 21):
        if t == 11:  # as a run that goes on
            state = made.state_dict()
            made = make_optimizer(network, config)
            made.load_state_dict(state)
        g = gradient * (-1) ** (t // 3)
        network.weight.grad = torch.tensor(g[None], dtype=torch.float32)
        made.step()
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        theta = theta - rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7)
        assert network.weight.detach().numpy()[0] == pytest.approx(theta, abs=1e-6)


@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
def test_sgd_keeps_the_momentum_that_was_asked_for(schedule):
    config = RunConfig(optimizer="sgd", momentum=0.5, schedule=schedule)
    made = make_optimizer(small_network(), config)
    make_schedule(made, config, 3)
    assert {group["momentum"] for group in made.param_groups} == {0.5}
    assert made.defaults["nesterov"]


def test_the_average_follows_the_stated_recursion():
    network = small_network()
    averaged = averaged_model(network, 0.5)
    average = network[0].weight.detach().clone()
    for step in range(12):
        with torch.no_grad():
            network[0].weight += 1
            network[1].running_mean += 1
            network[1].num_batches_tracked += 1
        averaged.update_parameters(network)
        # The first call copies; from then on t counts the calls before.
        kept = 0.0 if step == 0 else min(0.5, (1 + step) / (10 + step))
        average = kept * average + (1 - kept) * network[0].weight.detach()
        assert torch.allclose(averaged.module[0].weight, average, atol=1e-5)
    assert averaged.module[1].num_batches_tracked == 12
    assert 8 < float(averaged.module[1].running_mean[0]) < 12
