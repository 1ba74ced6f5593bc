"""One epoch of training: pure steps in a short loop."""

import time
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.optim.swa_utils import AveragedModel

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions
from fer_lib.models import network_of
from fer_lib.models.memory_format import channels_last
from fer_lib.models.test_time_augmentation import Views, predict_views
from fer_lib.network_code import NetworkCode
from fer_lib.runs.history import EpochRecord
from fer_lib.training.batches import TrainingBatches, on_device
from fer_lib.training.data import training_indices
from fer_lib.training.ema import averaged_model
from fer_lib.training.loss import TrainingLoss, training_loss
from fer_lib.training.optimizers import make_optimizer, make_schedule
from fer_lib.training.progress import Progress
from fer_lib.training.sampling import epoch_seed


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: TrainingLoss,
    optimizer: torch.optim.Optimizer, fabric: Fabric,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """One step of gradient descent.

    Args:
        model: in training mode, set up by Fabric (which puts autocast around its forward pass).
        inputs: [N, C, H, W].
        targets: labels, int64 [N], or probabilities, float32 [N, K].
        criterion: the loss.
        optimizer: its parameters are changed.
        fabric: for the backward pass.

    Returns:
        The loss (scalar) and the number of right predictions (scalar), both still on the device.
    """
    logits = model(inputs).float()  # [N, K]; the loss is always computed in float32
    loss = criterion(logits, targets)
    fabric.backward(loss)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    labels = targets if targets.ndim == 1 else targets.argmax(1)
    return loss.detach(), (logits.argmax(1) == labels).sum()


@dataclass
class Trainer:
    """The parts of one training that the loop moves forward.

    Attributes:
        network: the module itself, without Fabric's wrapping.
        model: the network as Fabric set it up, for training.
        averaged: the moving average of the network, if the configuration asks for one.
        validation: images uint8 [n, H, W] or [n, H, W, 3] and labels int64 [n], on the device.
    """

    config: RunConfig
    fabric: Fabric
    network: nn.Module
    model: nn.Module
    averaged: AveragedModel | None
    criterion: TrainingLoss
    optimizer: torch.optim.Optimizer
    schedule: LRScheduler | ReduceLROnPlateau
    batches: TrainingBatches
    validation: tuple[Tensor, Tensor]

    @property
    def judged(self) -> nn.Module:
        """The network whose weights are validated and kept."""
        return self.averaged.module if self.averaged else self.network

    def run_epoch(self, number: int, progress: Progress) -> EpochRecord:
        """Train one epoch and score the validation images.

        Raises:
            UserError: if a loss is not finite.
        """
        started = time.perf_counter()
        torch.manual_seed(epoch_seed(self.config.seed, number, self.fabric.global_rank))  # for dropout
        self.model.train()
        losses, rates = [], []
        correct = torch.zeros((), dtype=torch.int64, device=self.fabric.device)
        for inputs, targets in self.batches.epoch(number):
            rates.append(self.optimizer.param_groups[0]["lr"])
            loss, right = train_step(self.model, inputs, targets, self.criterion, self.optimizer, self.fabric)
            if self.averaged:
                self.averaged.update_parameters(self.network)
            if not isinstance(self.schedule, ReduceLROnPlateau):
                self.schedule.step()
            losses.append(loss * len(targets))
            correct += right
            progress.step(len(targets) * self.fabric.world_size)
        sums = torch.stack([*losses, correct.to(losses[0].dtype)])  # looked at once: a look waits for the GPU
        *step_losses, total_correct = self._over_processes(sums).tolist()
        trained = time.perf_counter()
        self._refuse_nonfinite(step_losses, number, rates)
        validation = self.score(*self.validation)
        self._refuse_nonfinite([validation.cross_entropy], number, rates[-1:])
        record = EpochRecord(
            epoch=number,
            train_loss=sum(step_losses) / self.batches.size,
            train_accuracy=total_correct / self.batches.size,
            validation_loss=validation.cross_entropy,
            validation_accuracy=validation.correct / len(validation.labels),
            validation_macro_f1=validation.macro_f1,
            learning_rate=float(self.optimizer.param_groups[0]["lr"]),
            seconds=time.perf_counter() - started,
            images_per_second=self.batches.size / (trained - started),
        )
        if self.fabric.world_size > 1:  # all must stop, and lower the learning rate, after the same epoch
            record = self.fabric.broadcast(record)
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(getattr(record, self.config.best_metric))
        return record

    def _over_processes(self, sums: Tensor) -> Tensor:
        return self.fabric.all_reduce(sums, reduce_op="sum") if self.fabric.world_size > 1 else sums

    def _refuse_nonfinite(self, losses: list[float], epoch: int, rates: list[float]) -> None:
        bad = np.flatnonzero(~np.isfinite(losses))
        if len(bad):
            step = int(bad[0])
            where = f"step {step + 1} of {len(losses)}" if len(losses) > 1 else "on the validation images"
            raise UserError(
                f"the loss is not finite in epoch {epoch}, {where} (learning rate {rates[step]:.2g}): try a lower "
                "learning_rate, another schedule, or precision: float32"
            )

    def score(
        self, images: Tensor, labels: Tensor, indices: np.ndarray | None = None, views: Views = "none"
    ) -> Predictions:
        """Logits of images uint8 [n, H, W] or [n, H, W, 3], in evaluation mode and the training's precision."""
        network = self.judged.eval()
        with self.fabric.autocast():
            logits = predict_views(network, images, views)
        where = np.arange(len(labels)) if indices is None else indices
        return Predictions(where, labels.cpu().numpy(), logits.cpu().numpy())


def make_trainer(
    config: RunConfig, dataset: ImageDataset, fabric: Fabric, code: NetworkCode | None = None
) -> Trainer:
    """Make the network, its optimizer and the batches.

    Args:
        config: the run's configuration.
        dataset: the data.
        fabric: the device and precision.
        code: of a network of one's own, where it is not to be read again.

    Raises:
        UserError: if the data have fewer than two training images or no validation image, the configuration does not
            fit them, or a process would have one image a step.
    """
    if config.batch_size < 2 * fabric.world_size:
        raise UserError(
            f"{config.batch_size} images a step are fewer than two for each of {fabric.world_size} processes; give "
            f"{2 * fabric.world_size} or more, or train with fewer processes",
            key="batch_size",
        )
    indices, validation = training_indices(dataset, config), dataset.labelled_indices("validation")
    if len(indices) < 2 * fabric.world_size or not len(validation):
        raise UserError(
            f"{config.data}: {len(indices)} labelled training and {len(validation)} validation "
            "images; a training needs two of the former and one of the latter"
        )
    torch.manual_seed(config.seed)
    network = channels_last(network_of(config, dataset.shape, code))
    if fabric.world_size > 1 and fabric.device.type == "cuda":
        network = nn.SyncBatchNorm.convert_sync_batchnorm(network)  # type: ignore[no-untyped-call]
    batches = TrainingBatches(dataset, indices, config, fabric.device, fabric.global_rank, fabric.world_size)
    model, optimizer = fabric.setup(network, make_optimizer(network, config))
    soft = batches.targets is not None
    mean = partial(fabric.all_reduce, reduce_op="mean") if fabric.world_size > 1 else None
    criterion = training_loss(
        config, network, batches.labels, dataset.class_names, soft=soft, mean_over_processes=mean
    )
    return Trainer(
        config=config,
        fabric=fabric,
        network=network,
        model=model,
        averaged=averaged_model(network, config.ema) if config.ema else None,
        criterion=criterion,
        optimizer=optimizer,
        schedule=make_schedule(optimizer, config, batches.steps),
        batches=batches,
        validation=on_device(dataset, validation, fabric.device),
    )
