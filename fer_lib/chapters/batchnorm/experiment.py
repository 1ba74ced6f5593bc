"""Report A's claim that batch normalization speeds up convergence (A12), from an edition's runs."""

from dataclasses import dataclass

import torch

from fer_lib.config import Normalization, RunConfig
from fer_lib.data import CLASS_NAMES, FaceDataset
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.models import create_model, to_input
from fer_lib.plots.convergence import Convergence, Group
from fer_lib.wording import percent

PREFIX = "batchnorm-"
LABELS: dict[Normalization, Text] = {
    "batch": Text("with batch normalization", "有批次正規化"),
    "none": Text("without", "沒有批次正規化"),
}
# A validation accuracy this close to the share of the largest class means: one class for every face.
PLATEAU_MARGIN = 0.01


@dataclass(frozen=True)
class BatchNormExperiment:
    """Trainings with and without batch normalization that share everything else.

    Args:
        with_norm: trainings with batch normalization, one a seed.
        without_norm: the same trainings without.
        largest_class_share: share of the most frequent class among the validation images, 0 to 1.
        config: the configuration of one of them, for what they share.
    """

    with_norm: Group
    without_norm: Group
    largest_class_share: float
    config: RunConfig

    @property
    def curves(self) -> Convergence:
        """Both groups, for drawing."""
        return Convergence((self.with_norm, self.without_norm))

    @property
    def seeds(self) -> int:
        """Number of trainings of each kind."""
        return len(self.with_norm.histories)

    @property
    def epochs(self) -> int:
        """Epochs of the longer trainings."""
        return max(len(group.mean("train_loss")) for group in self.curves.groups)

    def describe(self) -> Text:
        """How fast either kind learned, in sentences made from the numbers."""
        best = float(self.without_norm.mean("validation_accuracy").max())
        slow, fast = self.without_norm.epochs_to_reach(best), self.with_norm.epochs_to_reach(best)
        assert slow is not None
        if fast is None:
            en = (
                f"The network without batch normalization reaches {percent(best)} in epoch {slow}; the one "
                "with it never does. The claim does not hold here."
            )
            zh = (
                f"沒有批次正規化的網路在第 {slow} 個週期達到 {percent(best)}，有批次正規化的網路卻始終沒有達到。"
                "這項主張在這裡不成立。"
            )
        else:
            en = (
                f"The best that the network without batch normalization reaches is {percent(best)}, in epoch "
                f"{slow}; with it, epoch {fast} is already as good. "
            )
            zh = (
                f"沒有批次正規化的網路最好達到 {percent(best)}（第 {slow} 個週期）；"
                f"有批次正規化時，第 {fast} 個週期就有這個水準。"
            )
            faster = Text("The claim holds here.", "這項主張在這裡成立。")
            slower = Text("The claim does not hold here.", "這項主張在這裡不成立。")
            verdict = faster if fast < slow else slower
            en, zh = en + verdict.en, zh + verdict.zh
        stuck = self.without_norm.epochs_at_most(self.largest_class_share + PLATEAU_MARGIN)
        if stuck:
            en += (
                f" What is slow is the beginning: for the first {stuck} epoch{'s' * (stuck > 1)} the network without "
                "it gives (nearly) every face the most frequent class, which is right for "
                f"{percent(self.largest_class_share)}."
            )
            zh += (
                f"慢的是開頭：在最初 {stuck} 個週期裡，沒有批次正規化的網路把（幾乎）所有人臉都判成最常見的類別，"
                f"只答對 {percent(self.largest_class_share)}。"
            )
        return Text(en, zh)


def read_experiment(edition: Edition) -> BatchNormExperiment | None:
    """The edition's runs whose names begin with ``batchnorm-``.

    Args:
        edition: the edition; its data give the share of the most frequent class.

    Returns:
        The experiment, or None if the edition has not both kinds of runs.

    Raises:
        UserError: if a run that the edition names is not there, or its data are not.
    """
    histories = {
        kind: tuple(
            edition.run(name).history()
            for name, config in edition.configs.items()
            if name.startswith(PREFIX) and config.normalization == kind
        )
        for kind in LABELS
    }
    if not all(histories.values()):
        return None
    with_norm, without_norm = (Group(LABELS[kind], histories[kind]) for kind in LABELS)
    first, shared = next(item for item in edition.configs.items() if item[0].startswith(PREFIX))
    counts = edition.data(first).counts()["validation"]
    return BatchNormExperiment(with_norm, without_norm, max(counts) / sum(counts), shared)


def spread_of_logits(dataset: FaceDataset, normalization: Normalization, seed: int = 0) -> float:
    """How much the logits of an untrained network differ between faces.

    Args:
        dataset: its first 256 training images go through report A's network in training mode.
        normalization: with or without batch normalization; the initial weights are the same.
        seed: of the initial weights.

    Returns:
        The standard deviation over the images, mean over the classes.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = create_model("report-a", len(CLASS_NAMES), normalization=normalization).train()
    images = torch.from_numpy(dataset.images[dataset.indices("train")[:256]])
    with torch.no_grad():
        return float(network(to_input(images)).std(dim=0).mean())
