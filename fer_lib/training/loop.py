"""A whole training: epoch after epoch, the best kept, everything written as it happens."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch
import yaml
from safetensors.torch import load_file, save

from fer_lib.config import RunConfig
from fer_lib.data import SPLITS, ImageDataset, Split
from fer_lib.files import atomic_file, write_json, write_text
from fer_lib.metrics.predictions import Predictions
from fer_lib.models import count, example_input, network_of
from fer_lib.models.of_config import read_code
from fer_lib.network_code import NetworkCode
from fer_lib.runs import RunFolder
from fer_lib.runs.files import CONFIG, HISTORY, METRICS, PROVENANCE, WEIGHTS
from fer_lib.runs.history import History
from fer_lib.runs.predictions import figures_of, write_predictions
from fer_lib.training import checkpoint
from fer_lib.training.batches import on_device
from fer_lib.training.data import training_indices
from fer_lib.training.device import make_fabric
from fer_lib.training.own_network import check_before_training, keep_network
from fer_lib.training.progress import Progress
from fer_lib.training.provenance import describe, with_session
from fer_lib.training.trainer import Trainer, make_trainer


def train(config: RunConfig, dataset: ImageDataset, folder: RunFolder) -> RunFolder:
    """Train a network and leave everything about it in a run folder.

    A run that is already complete with the same configuration, data and code of the network is left as it is; one
    that was interrupted goes on after its last checkpoint. A network of one's own is checked first, and its files
    become part of the run. Under ``torchrun`` every process calls this, and the first one writes.

    Args:
        config: the run's configuration.
        dataset: with training and validation images; the best epoch is chosen on the latter. Its test
            images, if they have labels, are scored once, at the end.
        folder: where to write; see ``RunFolder``.

    Raises:
        UserError: if the folder holds a run of another configuration, cannot be written, the network cannot be trained
            on such data, or the loss stops being finite.
        KeyboardInterrupt: as it came; what was finished before is saved, and a line says how to go on.
    """
    fabric, precision = make_fabric(config)
    first = fabric.is_global_zero
    code = read_code(config)
    identity = {"config": config.hash(), "data": str(dataset.provenance.get("sha256", ""))}
    identity |= {"network": code.sha256} if code else {}
    if checkpoint.is_finished(folder, identity, overwrite=config.overwrite):
        if first:
            checkpoint.remove(folder)  # a process that was killed at the very end has left them
            print(f"{folder.path}: already complete")
        return folder
    if code:
        check_before_training(config, dataset, fabric, code)
    trainer = make_trainer(config, dataset, fabric, code)
    provenance = describe(config, dataset, fabric, precision, code) | {
        "training_images": len(trainer.batches.labels)
    }
    history = History(best_metric=config.best_metric)
    if left := checkpoint.resume(folder, identity, trainer, overwrite=config.overwrite):
        history = left.history
        provenance = with_session(left.provenance, provenance, len(history.records))
    done = saved = len(history.records)
    if first:
        keep_network(config, dataset, folder, code)
        recorded = config.model_copy(update={"data": str(dataset.provenance.get("source", "data"))})
        values = recorded.recorded()
        write_text(folder.path / CONFIG, yaml.safe_dump(values, sort_keys=False))
        if done:
            print(f"{folder.path}: going on after epoch {done}")
    try:
        with Progress(config.epochs, done, trainer.batches.size, quiet=not first) as progress:
            while not is_over(config, history):
                record = trainer.run_epoch(len(history.records) + 1, progress)
                history = history.with_record(record)
                if first:
                    _write_epoch(folder, trainer, history)
                    if record.epoch % config.checkpoint_every == 0:
                        checkpoint.save(folder, identity, trainer, history, provenance)
                        saved = record.epoch
                progress.epoch(record)
    except KeyboardInterrupt:
        if first:
            print(
                f"\ninterrupted; {folder.path} is saved up to epoch {saved}: the same command goes on from there"
            )
        raise
    if first:
        _finish(config, dataset, folder, trainer, history, provenance, code)
    fabric.barrier()
    return folder


def is_over(config: RunConfig, history: History) -> bool:
    """Whether all epochs are done, or ``early_stopping`` has waited long enough."""
    done = len(history.records)
    if not done or not config.early_stopping:
        return done >= config.epochs
    return done >= config.epochs or done - history.best.epoch >= config.early_stopping


def _write_epoch(folder: RunFolder, trainer: Trainer, history: History) -> None:
    history.write(folder.path / HISTORY)
    if history.best is history.last:
        state = trainer.judged.state_dict()  # a copy of each, for what shares memory cannot be saved
        weights = {n: value.clone(memory_format=torch.contiguous_format) for n, value in state.items()}
        with atomic_file(folder.path / WEIGHTS) as file:
            file.write(save(weights))


def _finish(
    config: RunConfig, dataset: ImageDataset, folder: RunFolder, trainer: Trainer, history: History,
    provenance: dict[str, Any], code: NetworkCode | None,
) -> None:  # fmt: skip
    """Score all splits with the best epoch's weights; write the figures, ``metrics.json`` last."""
    trainer.judged.load_state_dict(load_file(folder.path / WEIGHTS))
    predicted: dict[Split, Predictions] = {}
    for split in SPLITS:
        indices = training_indices(dataset, config) if split == "train" else dataset.labelled_indices(split)
        if not len(indices):
            continue
        images, labels = on_device(dataset, indices, trainer.fabric.device)
        predicted[split] = trainer.score(images, labels, indices, config.test_time_augmentation)
    write_predictions(folder.path, predicted)
    finished = datetime.now(UTC).isoformat(timespec="seconds")
    write_json(folder.path / PROVENANCE, {**provenance, "finished": finished})
    totals = count(network_of(config, dataset.shape, code), example_input(dataset.shape))
    write_json(
        folder.path / METRICS,
        {
            "selected": {"by": config.best_metric, "epoch": history.best.epoch, "of": history.last.epoch},
            "splits": {split: figures_of(predictions) for split, predictions in predicted.items()},
            "last_epoch_validation_accuracy": history.last.validation_accuracy,
            "parameters": totals.trainable,
            "macs": totals.macs,
            "seconds": sum(r.seconds for r in history.records),
            "seconds_per_epoch": float(np.median([r.seconds for r in history.records])),
            "images_per_second": float(np.median([r.images_per_second for r in history.records])),
        },
    )
    checkpoint.remove(folder)
