"""Which run of an edition plays which role in the chapters: the ``roles:`` of ``editions/<name>.yaml``."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fer_lib.config import Activation, RunConfig
from fer_lib.editions.imbalance_roles import (
    METHODS,
    HiddenUnits,
    ImbalanceMethod,
    check_digits,
    check_imbalance,
    check_same_data,
    check_seeds,
)
from fer_lib.errors import UserError

Regularization = Literal["none", "dropout", "weight_decay", "augmentation", "label_smoothing", "all"]
# One run, or several that differ only in their seed; a group's name stands for all its seeds.
_Runs = Annotated[
    list[str],
    Field(min_length=1),
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]


class _Pair(BaseModel):
    model_config = ConfigDict(extra="forbid")
    cnn: _Runs
    dnn: _Runs
    cnn_shuffled: _Runs | None = None
    dnn_shuffled: _Runs | None = None


class _Leaked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kept: _Runs
    dropped: _Runs


class RolesFile(BaseModel):
    """``roles:`` as the file has it; ``check_roles`` looks at the runs that it names."""

    model_config = ConfigDict(extra="forbid")
    activations: dict[Activation, _Runs] = {}
    regularization: dict[Regularization, _Runs] = {}
    cnn_against_dnn: list[_Pair] = []
    label_noise: Annotated[
        list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
    ] = []
    leaked: _Leaked | None = None
    imbalance: dict[ImbalanceMethod, _Runs] = {}
    imbalance_folds: dict[ImbalanceMethod, _Runs] = {}
    digits: dict[HiddenUnits, _Runs] = {}


_BY_KIND: dict[str, tuple[str, ...]] = {
    "activations": (), "regularization": (), "imbalance": (), "imbalance_folds": ("fold",), "digits": (),
}  # fmt: skip
"""Roles that name runs by kind, with what those of one kind may differ in beside their seed."""
OF_OTHER_DATA = ("imbalance", "imbalance_folds", "digits")
"""Roles of runs that may see other data than the main data."""
PART_KEYS = (
    *(key for model in (RolesFile, _Pair, _Leaked) for key in model.model_fields),
    *(key for keys in (Activation, Regularization, ImbalanceMethod, HiddenUnits) for key in get_args(keys)),
)
"""All keys below ``roles:``."""


@dataclass(frozen=True)
class NetworkPair:
    """A convolutional and a fully connected network of about as many parameters.

    Attributes:
        cnn: runs of the convolutional network, one a seed.
        dnn: runs of the fully connected one.
        cnn_shuffled: the first again, on images whose pixels are shuffled; empty if there are none.
        dnn_shuffled: the second again; there are some exactly if ``cnn_shuffled`` has some.
    """

    cnn: tuple[str, ...]
    dnn: tuple[str, ...]
    cnn_shuffled: tuple[str, ...] = ()
    dnn_shuffled: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeakedRuns:
    """The same training with and without the images that are copies of validation or test images.

    Attributes:
        kept: runs that train on them, one a seed.
        dropped: runs that do not.
    """

    kept: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Roles:
    """Which run plays which role in the chapters; what is empty, the edition has no runs for.

    Attributes:
        activations: runs that differ in the activation alone, by activation, each with one run a seed.
        regularization: runs that differ in their regularization alone, ``none`` first.
        cnn_against_dnn: pairs to compare.
        label_noise: runs that differ in their fold alone, one a fold, in the folds' order.
        leaked: the runs that show what copies across the splits change.
        imbalance: runs on data with a rare class, by the remedy, in the order of ``METHODS``; all of the same seeds.
        imbalance_folds: the same cross-validated, one run a fold, in the folds' order.
        digits: runs of report E's network on digits, by its hidden units, all of the same seeds.
    """

    activations: dict[Activation, tuple[str, ...]] = field(default_factory=dict)
    regularization: dict[Regularization, tuple[str, ...]] = field(default_factory=dict)
    cnn_against_dnn: tuple[NetworkPair, ...] = ()
    label_noise: tuple[str, ...] = ()
    leaked: LeakedRuns | None = None
    imbalance: dict[ImbalanceMethod, tuple[str, ...]] = field(default_factory=dict)
    imbalance_folds: dict[ImbalanceMethod, tuple[str, ...]] = field(default_factory=dict)
    digits: dict[HiddenUnits, tuple[str, ...]] = field(default_factory=dict)


def _named_runs(roles: RolesFile) -> Iterator[tuple[str, str, str | None, bool]]:
    """Key, run, and what the key says of it (activation, whether pixels are shuffled), for each run named."""
    for role in _BY_KIND:
        for kind, runs in getattr(roles, role).items():
            activation = kind if role == "activations" else None
            yield from ((f"{role}: {kind}", run, activation, False) for run in runs)
    for number, pair in enumerate(roles.cnn_against_dnn, 1):
        for role in _Pair.model_fields:
            key = f"cnn_against_dnn: pair {number}: {role}"
            shuffled = role.endswith("_shuffled")
            yield from ((key, run, None, shuffled) for run in getattr(pair, role) or [])
    yield from (("label_noise", run, None, False) for run in roles.label_noise)
    if roles.leaked:
        for role in _Leaked.model_fields:
            yield from ((f"leaked: {role}", run, None, False) for run in getattr(roles.leaked, role))


def _with_members(
    roles: RolesFile, configs: dict[str, RunConfig], groups: Mapping[str, tuple[str, ...]], shown: str
) -> RolesFile:
    """The roles with the runs of each group in the place of its name; unknown names are left to ``check_roles``."""

    def members(names: list[str] | None, key: str, *allowed: str) -> list[str] | None:
        if names is None:
            return None
        for name in names:
            first, *others = groups.get(name, (name,))
            for run in others:
                if differing := configs[first].differences(configs[run], "seed", *allowed):
                    raise UserError(
                        f"{shown}: roles: {key}: the runs of {name!r} differ in {', '.join(differing)}, not in the "
                        f"seed alone; name one of {', '.join(groups[name])}"
                    )
        return [run for name in names for run in groups.get(name, (name,))]

    def with_members(part: BaseModel, key: str) -> dict[str, list[str] | None]:
        return {role: members(runs, f"{key}: {role}") for role, runs in part}

    return roles.model_copy(
        update={
            **{
                key: {
                    kind: members(runs, f"{key}: {kind}", *more) for kind, runs in getattr(roles, key).items()
                }
                for key, more in _BY_KIND.items()
            },
            "cnn_against_dnn": [
                pair.model_copy(update=with_members(pair, f"cnn_against_dnn: pair {number}"))
                for number, pair in enumerate(roles.cnn_against_dnn, 1)
            ],
            "label_noise": members(roles.label_noise, "label_noise", "fold"),
            "leaked": roles.leaked and roles.leaked.model_copy(update=with_members(roles.leaked, "leaked")),
        }
    )


def check_roles(
    roles: RolesFile, configs: dict[str, RunConfig], groups: Mapping[str, tuple[str, ...]], shown: str,
    other_data: Mapping[str, str], adopted: Collection[str] = (),
) -> Roles:  # fmt: skip
    """The roles, each of whose runs exists and is what its key says.

    Args:
        roles: as the file has them.
        configs: the edition's runs.
        groups: names that stand for several runs, with those.
        shown: name of the file for messages.
        other_data: the runs that do not see the main data, each with the name of what it sees.
        adopted: the runs that were trained elsewhere.

    Raises:
        UserError: naming file, key and run.
    """
    roles = _with_members(roles, configs, groups, shown)
    for key, run, activation, shuffled in _named_runs(roles):
        where = f"{shown}: roles: {key}"
        if run not in configs:
            near = difflib.get_close_matches(run, groups, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the runs are {', '.join(configs)}"
            raise UserError(f"{where}: there is no run {run!r}; {hint}")
        if key.split(":")[0] not in OF_OTHER_DATA and run in other_data:
            raise UserError(f"{where}: {run!r} sees {other_data[run]}, not the main data")
        if run in adopted:
            raise UserError(
                f"{where}: {run!r} was trained elsewhere, and here the trainings themselves are compared; name a run "
                "that is trained here"
            )
        if activation and configs[run].activation != activation:
            raise UserError(f"{where}: the activation of {run!r} is {configs[run].activation}")
        if shuffled != configs[run].shuffle_pixels:
            expected = "shuffle_pixels: true" if shuffled else "shuffle_pixels: false"
            raise UserError(f"{where}: {run!r} does not have {expected}")
    for key in ("activations", "regularization"):
        if len(getattr(roles, key)) == 1:
            raise UserError(f"{shown}: roles: {key}: names one kind of run; a comparison needs two or more")
    if roles.regularization and "none" not in roles.regularization:
        raise UserError(f"{shown}: roles: regularization: needs `none`, which the others are compared to")
    for number, pair in enumerate(roles.cnn_against_dnn, 1):
        if (pair.cnn_shuffled is None) != (pair.dnn_shuffled is None):
            raise UserError(
                f"{shown}: roles: cnn_against_dnn: pair {number}: name both cnn_shuffled and dnn_shuffled, or neither"
            )
    masks = [
        run
        for by_kind in (roles.imbalance, roles.imbalance_folds)
        for runs in by_kind.values()
        for run in runs
    ]
    check_same_data(masks, other_data, f"{shown}: roles: imbalance")
    check_same_data(
        [run for runs in roles.digits.values() for run in runs], other_data, f"{shown}: roles: digits"
    )
    for key in ("imbalance", "imbalance_folds"):
        check_imbalance(getattr(roles, key), configs, f"{shown}: roles: {key}")
    check_digits(roles.digits, configs, f"{shown}: roles: digits")
    for key in ("imbalance", "digits"):
        check_seeds(getattr(roles, key), configs, f"{shown}: roles: {key}")
    for method, runs in roles.imbalance_folds.items():
        _check_folds(runs, configs, f"{shown}: roles: imbalance_folds: {method}")
    _check_folds(roles.label_noise, configs, f"{shown}: roles: label_noise")
    if roles.leaked:
        _check_leaked(roles.leaked, configs, f"{shown}: roles: leaked")
    order = get_args(Regularization)
    return Roles(
        activations={key: tuple(runs) for key, runs in roles.activations.items()},
        regularization={
            key: tuple(roles.regularization[key]) for key in order if key in roles.regularization
        },
        cnn_against_dnn=tuple(
            NetworkPair(*(tuple(getattr(pair, role) or ()) for role in _Pair.model_fields))
            for pair in roles.cnn_against_dnn
        ),
        label_noise=tuple(sorted(roles.label_noise, key=lambda run: configs[run].fold)),
        leaked=LeakedRuns(tuple(roles.leaked.kept), tuple(roles.leaked.dropped)) if roles.leaked else None,
        imbalance={m: tuple(roles.imbalance[m]) for m in METHODS if m in roles.imbalance},
        imbalance_folds={
            m: tuple(sorted(roles.imbalance_folds[m], key=lambda run: configs[run].fold))
            for m in METHODS
            if m in roles.imbalance_folds
        },
        digits={
            units: tuple(roles.digits[units]) for units in get_args(HiddenUnits) if units in roles.digits
        },
    )


def _check_folds(runs: list[str], configs: dict[str, RunConfig], where: str) -> None:
    """Raises ``UserError`` unless the runs are those of all folds of one configuration."""
    for run in runs:
        if configs[run].split != "fold":
            raise UserError(f"{where}: {run!r} does not have split: fold")
        if differing := configs[run].differences(configs[runs[0]], "fold"):
            raise UserError(
                f"{where}: {run!r} and {runs[0]!r} may differ in fold alone, not in {', '.join(differing)}"
            )
    found = sorted(configs[run].fold for run in runs)
    wanted = list(range(configs[runs[0]].folds)) if runs else []
    if found != wanted:
        raise UserError(
            f"{where}: the runs have the folds {', '.join(map(str, found))}; name one run for each of "
            f"{', '.join(map(str, wanted))}"
        )


def _check_leaked(leaked: _Leaked, configs: dict[str, RunConfig], where: str) -> None:
    """Raises ``UserError`` unless each run dropped is a run kept with nothing but ``drop_leaked`` added."""
    if len(leaked.kept) != len(leaked.dropped):
        raise UserError(
            f"{where}: {len(leaked.kept)} kept and {len(leaked.dropped)} dropped: name as many of both"
        )
    for kept, dropped in zip(leaked.kept, leaked.dropped, strict=True):
        if configs[kept].drop_leaked or not configs[dropped].drop_leaked:
            raise UserError(f"{where}: {kept!r} needs drop_leaked: false and {dropped!r} drop_leaked: true")
        if differing := configs[kept].differences(configs[dropped], "drop_leaked"):
            raise UserError(
                f"{where}: {kept!r} and {dropped!r} may differ in drop_leaked alone, not in {', '.join(differing)}"
            )
