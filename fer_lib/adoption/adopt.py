"""``adopt``: a training from elsewhere becomes a run folder like any other."""

import hashlib
import platform
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from safetensors.torch import save
from torch import nn

import fer_lib
from fer_lib.adoption.computing import compute_logits
from fer_lib.adoption.given_scores import read_scores
from fer_lib.adoption.history import AdoptedHistory, read_history
from fer_lib.adoption.weights import Weights, fit_weights, read_weights
from fer_lib.config import RunConfig
from fer_lib.data import SPLITS, ImageDataset, Split
from fer_lib.errors import UserError
from fer_lib.files import atomic_file, write_json, write_text
from fer_lib.metrics.predictions import Predictions
from fer_lib.models import count, example_input
from fer_lib.models.adapted import Adaptation
from fer_lib.models.of_config import network_of, read_code
from fer_lib.models.own_input import InputNormalization
from fer_lib.network_code import NetworkCode, is_reference
from fer_lib.runs import RunFolder
from fer_lib.runs.files import CONFIG, HISTORY, METRICS, NETWORK, PROVENANCE, WEIGHTS
from fer_lib.runs.known import ADOPTED
from fer_lib.runs.predictions import figures_of, write_predictions
from fer_lib.runs.removal import check_removable
from fer_lib.runs.staging import staged
from fer_lib.training.data import training_indices
from fer_lib.training.provenance import PACKAGES, code_hash

DECIDED_HERE = {
    "name", "runs_dir", "overwrite", "data", "synthetic_count", "split", "validation_size", "folds", "fold",
    "shuffle_pixels", "model", "model_options", "test_time_augmentation",
}  # fmt: skip
"""Keys of ``RunConfig`` that say what the predictions are of and from; the others are of the training, elsewhere."""
OF_THE_REGISTRY = {"activation", "normalization"}
"""Further ones of the project's networks."""
PROBABILITY_TOLERANCE = 1e-4
FAR = 0.05
"""A difference of accuracies that makes one ask whether weights and history, or weights and scores, belong together."""


@dataclass(frozen=True)
class Elsewhere:
    """What somebody has of a training.

    Attributes:
        config: name, network and data; keys of the training that are known, and defaults.
        given: keys of ``config`` that somebody has said.
        weights: the file with them.
        normalization: of the network's input; None if it takes images in [−1, 1].
        history: file or folder, or None.
        scores: a file with logits or probabilities of a split, or None.
        scores_split: of which split, validation or test.
        trust: whether code of a network of one's own may be run.
        overwrite: take the place of a run of that name.
    """

    config: RunConfig
    weights: Path
    given: Collection[str] = ()
    normalization: InputNormalization | None = None
    history: Path | None = None
    scores: Path | None = None
    scores_split: Split = "validation"
    trust: bool = False
    overwrite: bool = False


def check_trust(model: str, trust: bool) -> None:
    """Raise ``UserError`` if a network is somebody's file and nobody has said that it may be run."""
    if is_reference(model) and not trust:
        raise UserError(
            f"{model}: this is Python code, which runs on this machine now and whenever the run is used; read it, and "
            "give --trust if you trust whom it is from"
        )


def adopt(elsewhere: Elsewhere, dataset: ImageDataset, folder: RunFolder) -> list[str]:
    """Make a run folder of a training from elsewhere. Nothing is trained.

    Args:
        elsewhere: what there is of it.
        dataset: divided as ``elsewhere.config`` says.
        folder: where to write.

    Returns:
        What was done and what looks wrong, in sentences.

    Raises:
        UserError: if a file is not what it should be, weights and network do not belong together, the network does not
            fit the data, or the folder is there already. Nothing is left behind then.
    """
    config, target = elsewhere.config, folder.path
    check_trust(config.model, elsewhere.trust)
    if target.is_symlink() or target.exists():
        if not elsewhere.overwrite:
            raise UserError(f"{target}: is there already; choose another name, or --overwrite replaces it")
        check_removable(target)
    if not len(dataset.labelled_indices("validation")):
        raise UserError(f"{config.data}: no labelled validation images; a run is judged on them")
    history = read_history(elsewhere.history) if elsewhere.history else None
    file = read_weights(elsewhere.weights)
    code = read_code(config)
    network = network_of(config, dataset.shape, code)
    weights = fit_weights(file, network, elsewhere.weights)
    notes = list(weights.notes)
    work = _Adopting(elsewhere, dataset, code, network, notes)
    predictions, adapted, agreement = work.predict()
    if history is not None:
        notes += [f"history: {note}" for note in history.notes]
        if history.unused:
            notes.append(f"history: not used: {', '.join(history.unused)[:200]}")
        notes += _doubts(history, predictions["validation"])
    totals = count(network.cpu(), example_input(dataset.shape))
    unknown = sorted(
        set(RunConfig.model_fields)
        - DECIDED_HERE
        - set(elsewhere.given)
        - (set() if is_reference(config.model) else OF_THE_REGISTRY)
    )
    adopted = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "weights": {"file": elsewhere.weights.name, "sha256": _sha256(elsewhere.weights)},
        "history": history and {"file": elsewhere.history and elsewhere.history.name, "form": history.form},
        "predictions": {
            split: elsewhere.scores.name
            if elsewhere.scores and split == elsewhere.scores_split
            else "weights"
            for split in predictions
        },
        "agreement": agreement,
        **adapted.recorded(),
        "unknown": unknown,
        "notes": notes,
    }
    try:
        with staged(target, "adopt") as fresh:
            _write(fresh, elsewhere, dataset, code, weights, history, predictions, adopted)
            _check_copy(RunFolder(fresh))
            epochs = config.epochs if "epochs" in elsewhere.given else None
            epochs = len(history.history.records) if history else epochs
            write_json(fresh / METRICS, _metrics(predictions, history, epochs, totals.trainable, totals.macs))
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error.strerror or error}") from None
    return notes


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class _Adopting:
    """The network with its weights, on the way to its predictions."""

    elsewhere: Elsewhere
    dataset: ImageDataset
    code: NetworkCode | None
    network: nn.Module
    notes: list[str]

    def predict(self) -> tuple[dict[Split, Predictions], Adaptation, dict[str, Any] | None]:
        """Predictions of every labelled split, how the network was adapted, and how given scores agree with it."""
        adaptation = self._adaptation()
        model = adaptation.apply(self.network, self.dataset.shape.channels)
        config, found = self.elsewhere.config, dict[Split, Predictions]()
        agreement = None
        for split in SPLITS:
            indices = (
                training_indices(self.dataset, config)
                if split == "train"
                else self.dataset.labelled_indices(split)
            )
            if not len(indices):
                continue
            labels = self.dataset.labels[indices]
            logits = compute_logits(model, self.dataset, indices, config.test_time_augmentation, self.code)
            if self.elsewhere.scores and split == self.elsewhere.scores_split:
                said: list[str] = []
                given = read_scores(self.elsewhere.scores, self.dataset, split, said)
                self.notes.extend(f"{self.elsewhere.scores.name}: {note}" for note in said)
                agreement = self._agreement(given, logits, split)
                logits = given
            found[split] = Predictions(indices, labels, logits)
        return found, adaptation, agreement

    def _adaptation(self) -> Adaptation:
        """See on some validation images whether the network gives logits or probabilities."""
        given = Adaptation(self.elsewhere.normalization)
        model = given.apply(self.network, self.dataset.shape.channels)
        few = self.dataset.labelled_indices("validation")[:256]
        answers = compute_logits(model, self.dataset, few, "none", self.code).astype(np.float64)
        if (answers >= 0).all() and (abs(answers.sum(axis=1) - 1) < PROBABILITY_TOLERANCE).all():
            self.notes.append(
                "the network ends in a softmax: the logarithms of its probabilities are its logits here"
            )
            return Adaptation(self.elsewhere.normalization, gives_probabilities=True)
        return given

    def _agreement(self, given: np.ndarray, computed: np.ndarray, split: Split) -> dict[str, Any]:
        """How many of the given predictions the weights give too."""
        same, n = int((given.argmax(1) == computed.argmax(1)).sum()), len(given)
        self.notes.append(
            f"the {split} predictions are those of {self.elsewhere.scores and self.elsewhere.scores.name}; the weights "
            f"give the same class for {same:,} of {n:,} images"
            + ("" if same >= (1 - FAR) * n else ", which is not the same network or not the same input")
        )
        return {"split": split, "n": n, "same": same}


def _doubts(history: AdoptedHistory, validation: Predictions) -> list[str]:
    """A sentence if no epoch of the history had an accuracy like that of the weights."""
    curve = [record.validation_accuracy for record in history.history.records]
    known = [value for value in curve if not np.isnan(value)]
    accuracy = validation.correct / len(validation.labels)
    if not known or min(abs(value - accuracy) for value in known) <= FAR:
        return []
    return [
        f"these weights are right for {100 * accuracy:.1f}% of the validation images, and the history goes from "
        f"{100 * min(known):.1f}% to {100 * max(known):.1f}%: other validation images, another epoch's weights, or "
        "not the normalization that the network was trained with (--mean, --std, --scale)"
    ]


def _write(
    folder: Path, elsewhere: Elsewhere, dataset: ImageDataset, code: NetworkCode | None, weights: Weights,
    history: AdoptedHistory | None, predictions: dict[Split, Predictions], adopted: dict[str, Any],
) -> None:  # fmt: skip
    """All files but the figures."""
    config = elsewhere.config.model_copy(update={"data": str(dataset.provenance.get("source", "data"))})
    recorded = config.recorded()
    write_text(folder / CONFIG, yaml.safe_dump(recorded, sort_keys=False))
    if code is not None:
        code.copy(folder / NETWORK)
    with atomic_file(folder / WEIGHTS) as file:
        file.write(save(weights.tensors))
    if history is not None:
        history.history.write(folder / HISTORY)
    write_predictions(folder, predictions)
    write_json(
        folder / PROVENANCE,
        {
            "config": {
                key: value for key, value in recorded.items() if key not in {"data", *adopted["unknown"]}
            },
            "config_sha256": None,
            "data": {**dataset.provenance, **dataset.described()},
            **({"network": code.described()} if code else {}),
            "code": {"fer_lib": fer_lib.__version__, "sha256": code_hash()},
            "packages": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
            ADOPTED: adopted,
        },
    )


def _check_copy(run: RunFolder) -> None:
    """See that the network can be made of what is in the folder, as it will be made ever after."""
    try:
        run.model()
    except UserError as error:
        raise UserError(
            f"{str(error).replace(f'{run.path}/', '')}; so says the copy of the network in the run's folder, where "
            "only its Python files are: what else it reads must be named by its whole path, or stand in the code"
        ) from None


def _metrics(
    predictions: dict[Split, Predictions],
    history: AdoptedHistory | None,
    epochs: int | None,
    parameters: int,
    macs: int,
) -> dict[str, Any]:
    """``metrics.json``; what nobody has said is null."""

    def known(value: float | None) -> float | None:
        return None if value is None or np.isnan(value) else value

    records = history.history.records if history else ()
    seconds = [record.seconds for record in records]
    return {
        "selected": {"by": None, "epoch": None, "of": epochs},
        "splits": {split: figures_of(found) for split, found in predictions.items()},
        "last_epoch_validation_accuracy": known(records[-1].validation_accuracy) if records else None,
        "parameters": parameters,
        "macs": macs,
        "seconds": known(sum(seconds)) if seconds else None,
        "seconds_per_epoch": known(float(np.median(seconds))) if seconds else None,
        "images_per_second": known(float(np.median([r.images_per_second for r in records])))
        if records
        else None,
    }
