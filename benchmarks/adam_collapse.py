"""Why a training with Adam can collapse late: gradients and second moments, epoch after epoch.

    python benchmarks/adam_collapse.py presets/report-a.yaml --epochs 60 --images 1000 --batch 200

Adam divides the mean of the gradients, m, by the root of the mean of their squares, √v. Once the training images are
known by heart the gradients are tiny and √v shrinks with them, over some thousand steps; at a constant rate the steps
do not. A gradient that is large again is then divided by a √v that remembers none like it. Report A's training fell so
in epoch 197 (results/report-a/history.csv: loss 0.004, then 0.86, then 1.7). Printed are, of each epoch, the training
loss, the validation accuracy, the median and the largest norm of the gradient, the mean of √v over all weights, and the
largest norm of a gradient over the norm of √v: about 1 for gradients as they were, more for one that is not foreseen.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import torch

from fer_lib.config import make_config
from fer_lib.errors import UserError
from fer_lib.presets import read_preset
from fer_lib.training.data import training_data
from fer_lib.training.device import make_fabric
from fer_lib.training.progress import Progress
from fer_lib.training.trainer import Trainer, make_trainer


class Recorder:
    """Norms of the gradient before each step, and what Adam divides by."""

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        self.norms: list[float] = []
        self.ratios: list[float] = []
        self.mean_root = 0.0
        self._optimizer = optimizer
        optimizer.register_step_pre_hook(self._before)

    def _before(self, *_: object) -> None:
        parameters = [
            p for group in self._optimizer.param_groups for p in group["params"] if p.grad is not None
        ]
        norm = torch.stack([p.grad.norm() for p in parameters]).norm().item()
        self.norms.append(norm)
        moments = [state["exp_avg_sq"] for p in parameters if (state := self._optimizer.state.get(p))]
        if moments:
            squares = torch.stack([moment.sum() for moment in moments]).sum().item()
            self.ratios.append(norm / squares**0.5)
            roots = torch.stack([moment.sqrt().sum() for moment in moments]).sum().item()
            self.mean_root = roots / sum(moment.numel() for moment in moments)

    def epoch(self) -> tuple[float, float, float, float]:
        """Median and largest norm, mean √v and largest ratio since the last call."""
        found = median(self.norms), max(self.norms), self.mean_root, max(self.ratios, default=float("nan"))
        self.norms, self.ratios = [], []
        return found


def watch(trainer: Trainer, epochs: int) -> None:
    """Train and print a line an epoch."""
    inner = getattr(trainer.optimizer, "optimizer", trainer.optimizer)  # Fabric wraps it
    recorder = Recorder(inner)
    print("epoch      loss  validation  |g| median  |g| largest    mean √v  largest |g|/|√v|")
    with Progress(epochs, 0, trainer.batches.size, quiet=True) as progress:
        for number in range(1, epochs + 1):
            record = trainer.run_epoch(number, progress)
            middle, largest, root, ratio = recorder.epoch()
            scores = f"{number:5} {record.train_loss:9.5f} {record.validation_accuracy:11.1%}"
            print(f"{scores} {middle:11.2e} {largest:12.2e} {root:10.2e} {ratio:17.1f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and train on the built-in faces, or on the data that are given."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("preset", type=Path)
    parser.add_argument("--data", default="synthetic", help="as for `train`; the built-in faces by default")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--images", type=int, default=1000, help="training images, 0 for all")
    parser.add_argument("--batch", type=int, default=200)
    options = parser.parse_args(arguments)
    try:
        config = make_config(
            {
                **read_preset(options.preset), "data": options.data, "epochs": options.epochs,
                "batch_size": options.batch, "training_size": options.images,
                **({"synthetic_count": max(100, 2 * options.images)} if options.data == "synthetic" else {}),
            },
            str(options.preset),
        )  # fmt: skip
        fabric, _ = make_fabric(config)
        trainer = make_trainer(config, training_data(config), fabric)
    except UserError as error:
        parser.error(str(error))
    watch(trainer, options.epochs)


if __name__ == "__main__":
    main()
