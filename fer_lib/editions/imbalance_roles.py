"""The roles of report E's runs: remedies for rare classes, and the network on digits in two sizes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from fer_lib.config import RunConfig
from fer_lib.errors import UserError

ImbalanceMethod = Literal[
    "fixed", "decay", "weights", "resampled_13", "resampled_50", "effective", "focal", "balanced", "adjusted"
]
"""Report E's five trainings on masks, then four remedies of the literature."""
METHODS: tuple[ImbalanceMethod, ...] = get_args(ImbalanceMethod)
HiddenUnits = Literal["sixty", "two"]
UNITS: Mapping[HiddenUnits, int] = {"sixty": 60, "two": 2}
"""Hidden units of report E's networks on digits."""
DIGITS_MODEL = "report-e-digits"
BY_HAND = RunConfig(
    model=DIGITS_MODEL,
    optimizer="sgd",
    momentum=0.0,
    schedule="constant",
    weight_decay=0.0,
    best_metric="epoch",
)
"""How the network that is written in NumPy is trained."""
_FREE_BY_HAND = (
    "data", "split", "validation_size", "folds", "fold", "drop_leaked", "training_size", "model_options", "epochs",
    "batch_size", "learning_rate", "schedule_epochs", "schedule_factor", "seed", "device", "precision",
    "checkpoint_every", "effective_number_beta",
)  # fmt: skip
"""Keys that may have other values there."""
COMPARED_WITH: Mapping[ImbalanceMethod, ImbalanceMethod] = {
    **dict.fromkeys(METHODS, "decay"),
    "decay": "fixed",
    "resampled_13": "fixed",
}
"""The method that each is compared with: the one that it differs from least; ``fixed`` is the first."""
_IS: dict[ImbalanceMethod, tuple[str, Callable[[RunConfig], bool]]] = {
    "fixed": ("schedule: constant", lambda c: c.schedule == "constant"),
    "decay": ("schedule: step", lambda c: c.schedule == "step"),
    "weights": ("class_weights: a list of numbers", lambda c: isinstance(c.class_weights, list)),
    "resampled_13": ("resampling_rounds: 13", lambda c: c.resampling_rounds == 13),
    "resampled_50": (
        "resampling_rounds: 50 and restart_schedule: true",
        lambda c: c.resampling_rounds == 50 and c.restart_schedule,
    ),
    "effective": ("class_weights: effective", lambda c: c.class_weights == "effective"),
    "focal": ("focal_gamma above 0", lambda c: c.focal_gamma > 0),
    "balanced": ("sampling: balanced", lambda c: c.sampling == "balanced"),
    "adjusted": ("logit_adjustment above 0", lambda c: c.logit_adjustment > 0),
}
"""What the configuration of each must have."""


def check_imbalance(
    runs: Mapping[ImbalanceMethod, Sequence[str]], configs: Mapping[str, RunConfig], where: str
) -> None:
    """Raise ``UserError`` unless each method is what its key says and the two that others are compared with are there.

    Args:
        runs: of each method, which exist; empty where the edition has none.
        configs: the edition's runs.
        where: the place for messages.
    """
    for method, names in runs.items():
        needed, holds = _IS[method]
        for name in names:
            if not holds(configs[name]):
                raise UserError(f"{where}: {method}: {name!r} does not have {needed}")
    missing = [method for method in ("fixed", "decay") if runs and method not in runs]
    if missing:
        raise UserError(f"{where}: needs `{missing[0]}`, which others are compared to")


def check_digits(
    runs: Mapping[HiddenUnits, Sequence[str]], configs: Mapping[str, RunConfig], where: str
) -> None:
    """Raise ``UserError`` unless each run is what the chapter on digits repeats by hand."""
    for units, names in runs.items():
        for name in names:
            config = configs[name]
            if (
                config.model != DIGITS_MODEL
                or config.model_options.get("hidden", UNITS["sixty"]) != UNITS[units]
            ):
                raise UserError(
                    f"{where}: {units}: {name!r} does not have model: {DIGITS_MODEL} with {UNITS[units]} hidden units "
                    f"(model_options: {{hidden: {UNITS[units]}}})"
                )
            if differing := config.differences(BY_HAND, *_FREE_BY_HAND):
                key, (found, expected) = next(iter(differing.items()))
                raise UserError(
                    f"{where}: {units}: {name!r} has {key}: {found}; what is written by hand has {key}: {expected}"
                )


def check_seeds(runs: Mapping[str, Sequence[str]], configs: Mapping[str, RunConfig], where: str) -> None:
    """Raise ``UserError`` unless all keys name runs of the same seeds, two or more."""
    seeds = {key: [configs[name].seed for name in names] for key, names in runs.items()}
    for key, found in seeds.items():
        first = next(iter(seeds))
        if len(set(found)) < 2:
            raise UserError(f"{where}: {key}: one seed; how much a training varies is seen from two or more")
        if found != seeds[first]:
            raise UserError(
                f"{where}: {key} has the seeds {_listed(found)} and {first} {_listed(seeds[first])}; give both the same"
            )


def check_same_data(runs: Sequence[str], other_data: Mapping[str, str], where: str) -> None:
    """Raise ``UserError`` unless all runs see the same data.

    Args:
        runs: any number.
        other_data: the runs that do not see the main data, each with the name of what it sees.
        where: the place for messages.
    """
    for name in runs:
        one, first = (other_data.get(run, "the main data") for run in (name, runs[0]))
        if one != first:
            raise UserError(
                f"{where}: {name!r} sees {one} and {runs[0]!r} {first}; all must see the same data"
            )


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
