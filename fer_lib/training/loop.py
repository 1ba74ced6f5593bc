"""The training loop: epochs of pure steps, the best epoch kept, everything written as it happens."""

import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from lightning_fabric import Fabric
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler

from fer_lib.config import RunConfig
from fer_lib.data import CLASS_NAMES, SPLITS, FaceDataset
from fer_lib.errors import UserError
from fer_lib.evaluation import Predictions, Proportion, predict_logits
from fer_lib.files import atomic_file, write_json, write_text
from fer_lib.models import count, create_model, example_input
from fer_lib.runs import RunFolder
from fer_lib.training import checkpoint
from fer_lib.training.batches import TrainingBatches, labelled_indices, split_tensors
from fer_lib.training.device import make_fabric
from fer_lib.training.history import EpochRecord, History
from fer_lib.training.optimizers import make_optimizer, make_schedule
from fer_lib.training.provenance import describe


def train_step(
    model: nn.Module, images: Tensor, labels: Tensor, optimizer: torch.optim.Optimizer, fabric: Fabric,
    label_smoothing: float,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """One step of gradient descent.

    Args:
        model: in training mode, set up by Fabric (which puts autocast around its forward pass).
        images: [N, 1, 48, 48].
        labels: int64 [N].
        optimizer: its parameters are changed.
        fabric: for the backward pass.
        label_smoothing: share of the target spread evenly over the classes.

    Returns:
        The mean loss (scalar) and the number of right predictions (scalar), both still on the device.
    """
    logits = model(images).float()  # [N, K]; the loss is always computed in float32
    loss = F.cross_entropy(logits, labels, label_smoothing=label_smoothing)
    fabric.backward(loss)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.detach(), (logits.argmax(1) == labels).sum()


@dataclass
class Trainer:
    """The parts of one training that the loop moves forward."""

    config: RunConfig
    fabric: Fabric
    model: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: LRScheduler
    batches: TrainingBatches
    validation: tuple[Tensor, Tensor]

    def run_epoch(self, number: int) -> EpochRecord:
        """Train one epoch and score the validation images."""
        started = time.perf_counter()
        # Each epoch is a function of the weights, the seed and its number, so that a resumed run equals
        # an uninterrupted one.
        torch.manual_seed(self.config.seed * 1_000_003 + number)
        self.model.train()
        total_loss = torch.zeros((), device=self.fabric.device)
        total_correct = torch.zeros((), dtype=torch.int64, device=self.fabric.device)
        for images, labels in self.batches.epoch(number):
            loss, correct = train_step(
                self.model, images, labels, self.optimizer, self.fabric, self.config.label_smoothing
            )
            self.schedule.step()
            total_loss += loss * len(labels)
            total_correct += correct
        n = len(self.batches.labels)
        loss_value = total_loss.item() / n
        trained = time.perf_counter()
        learning_rate = float(self.schedule.get_last_lr()[0])
        if not np.isfinite(loss_value):
            raise UserError(
                f"the loss is not finite in epoch {number} (learning rate {learning_rate:.2g}): try "
                "a lower learning_rate, or precision: float32"
            )
        validation = self.score(*self.validation)
        finished = time.perf_counter()
        return EpochRecord(
            epoch=number,
            train_loss=loss_value,
            train_accuracy=total_correct.item() / n,
            validation_loss=validation.cross_entropy,
            validation_accuracy=validation.correct / len(validation.labels),
            learning_rate=learning_rate,
            seconds=finished - started,
            images_per_second=n / (trained - started),
        )

    def score(self, images: Tensor, labels: Tensor, indices: Tensor | None = None) -> Predictions:
        """Logits of images uint8 [n, 48, 48], in evaluation mode and the training's precision."""
        self.model.eval()
        logits = predict_logits(self.model, images)
        where = torch.arange(len(labels)) if indices is None else indices
        return Predictions(where.numpy(), labels.cpu().numpy(), logits.cpu().numpy())


def prepare(config: RunConfig, dataset: FaceDataset, fabric: Fabric) -> Trainer:
    """Make the network, its optimizer and the batches.

    Raises:
        UserError: if the data have fewer than two training images or no validation image.
    """
    torch.manual_seed(config.seed)
    network = create_model(config.model, len(CLASS_NAMES), config.activation, config.normalization)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    batches = TrainingBatches(
        dataset, config.batch_size, config.flip, config.shift, config.seed, fabric.device
    )
    validation = split_tensors(dataset, "validation", fabric.device)
    if len(batches.labels) < 2 or not len(validation[1]):
        raise UserError(
            f"{config.data}: {len(batches.labels)} labelled training and {len(validation[1])} validation "
            "images; a training needs two of the former and one of the latter"
        )
    model, optimizer = fabric.setup(network, make_optimizer(network, config))
    schedule = make_schedule(optimizer, config, batches.steps)
    return Trainer(config, fabric, model, optimizer, schedule, batches, validation)


def train(config: RunConfig, dataset: FaceDataset, folder: RunFolder) -> RunFolder:
    """Train a network and leave everything about it in a run folder.

    A run that is already complete with the same configuration and data is left as it is; one that was
    interrupted goes on after its last finished epoch.

    Args:
        config: the run's configuration.
        dataset: with training and validation images; the best epoch is chosen on the latter. Its test
            images, if they have labels, are scored once, at the end.
        folder: where to write; see ``RunFolder``.

    Raises:
        UserError: if the folder holds a run of another configuration, cannot be written, or the loss
            stops being finite.
    """
    fabric, precision = make_fabric(config)
    trainer = prepare(config, dataset, fabric)
    identity = {"config": config.hash(), "data": str(dataset.provenance.get("sha256", ""))}
    if checkpoint.is_finished(folder, identity, overwrite=config.overwrite):
        print(f"{folder.path}: already complete")
        return folder
    provenance = describe(config, dataset, fabric.device, precision)
    recorded = config.model_copy(update={"data": str(dataset.provenance.get("source", "data"))})
    recorded_values = recorded.model_dump(exclude={"runs_dir", "overwrite"})
    write_text(folder.path / "config.yaml", yaml.safe_dump(recorded_values, sort_keys=False))
    history = checkpoint.resume(folder, identity, trainer, overwrite=config.overwrite)
    if history.records:
        print(f"{folder.path}: going on after epoch {history.last.epoch}")
    for number in range(len(history.records) + 1, config.epochs + 1):
        record = trainer.run_epoch(number)
        history = History((*history.records, record))
        history.write(folder.path / "history.csv")
        if history.best is record:
            with atomic_file(folder.path / "best.safetensors") as file:
                file.write(save({k: v.contiguous() for k, v in trainer.model.state_dict().items()}))
        checkpoint.save(folder, identity, trainer, history)
        print(record.line(config.epochs), flush=True)
    _finish(config, dataset, folder, trainer, history, provenance)
    return folder


def _finish(
    config: RunConfig, dataset: FaceDataset, folder: RunFolder, trainer: Trainer, history: History,
    provenance: dict[str, object],
) -> None:  # fmt: skip
    """Score all splits with the best epoch's weights; write the figures, ``metrics.json`` last."""
    trainer.model.load_state_dict(folder.model().state_dict())
    arrays: dict[str, np.ndarray] = {}
    splits: dict[str, object] = {}
    for split in SPLITS:
        indices = labelled_indices(dataset, split)
        if not len(indices):
            continue
        images, labels = split_tensors(dataset, split, trainer.fabric.device)
        predictions = trainer.score(images, labels, indices)
        accuracy = Proportion(predictions.correct, len(labels))
        splits[split] = {
            "n": accuracy.n,
            "correct": accuracy.successes,
            "accuracy": accuracy.share,
            "wilson_interval": accuracy.wilson_interval,
            "cross_entropy": predictions.cross_entropy,
        }
        for part in ("indices", "labels", "logits"):
            arrays[f"{split}_{part}"] = getattr(predictions, part)
    with atomic_file(folder.path / "predictions.npz") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    write_json(folder.path / "provenance.json", provenance)
    totals = count(
        create_model(config.model, len(CLASS_NAMES), config.activation, config.normalization), example_input()
    )
    write_json(
        folder.path / "metrics.json",
        {
            "selected": {"by": "validation accuracy", "epoch": history.best.epoch, "of": config.epochs},
            "splits": splits,
            "last_epoch_validation_accuracy": history.last.validation_accuracy,
            "parameters": totals.trainable,
            "macs": totals.macs,
            "seconds": sum(r.seconds for r in history.records),
            "seconds_per_epoch": float(np.median([r.seconds for r in history.records])),
            "images_per_second": float(np.median([r.images_per_second for r in history.records])),
        },
    )
    checkpoint.remove(folder)
