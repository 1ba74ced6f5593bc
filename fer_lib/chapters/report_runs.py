"""Which run of an edition answers for a report: its network on photographs of expressions, trained as the report's preset.

One rule for all chapters, ``report_runs``. Where the edition trained the network otherwise, that run answers what is
about the network, and the page says in what its training differs; what is about the training itself is not asked of
it. Drawn faces, and images of other classes, answer nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fer_lib.chapters.claims import Answer
from fer_lib.config import RunConfig, make_config
from fer_lib.editions import Edition
from fer_lib.explain.face_regions import EXPRESSIONS
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.presets import read_preset
from fer_lib.runs import RunFolder
from fer_lib.wording import capitalized, listed, tidy

NETWORK_KEYS = ("model", "model_options", "activation", "normalization")
"""Keys of ``RunConfig`` that say which network it is."""
IMMATERIAL = (
    "name", "seed", "device", "precision", "data", "synthetic_count", "checkpoint_every",
    "split", "validation_size", "folds", "fold", "drop_leaked",
)  # fmt: skip
"""Keys in which a training may differ from the report's and still be it: where it was computed, and which of the photographs
it was validated on."""
CLASSES_NAMED = 3
"""Classes of other data that a sentence names."""
_NETWORKS = {
    "report-a": Text("report A’s network", "報告 A 的模型"),
    "report-a-deep5": Text("report A’s network of five blocks", "報告 A 的五區塊模型"),
    "report-a-no-batchnorm": Text(
        "report A’s network without batch normalization", "報告 A 的模型去掉批次正規化"
    ),
    "report-b-cnn": Text("report B’s CNN", "報告 B 的 CNN"),
    "report-b-dnn": Text("report B’s DNN", "報告 B 的 DNN"),
    "report-c": Text("report C’s network", "報告 C 的模型"),
    "report-c-simple": Text("report C’s simple network", "報告 C 的簡單模型"),
    "report-d-cnn": Text("report D’s CNN", "報告 D 的 CNN"),
    "report-d-dnn": Text("report D’s DNN", "報告 D 的 DNN"),
}
_KEYS = {
    "epochs": Text("the number of epochs", "epoch 數"),
    "batch_size": Text("batch size", "批次大小"),
    "optimizer": Text("optimizer", "最佳化器"),
    "learning_rate": Text("learning rate", "學習率"),
    "schedule": Text("schedule", "學習率排程"),
    "weight_decay": Text("weight decay", "權重衰減"),
    "dropout": Text("dropout", "dropout"),
    "flip": Text("mirroring", "左右鏡射"),
    "rotation": Text("rotation", "旋轉"),
    "shift": Text("shift", "平移"),
    "label_smoothing": Text("label smoothing", "標籤平滑"),
    "model": Text("network", "模型"),
    "model_options": Text("the network’s options", "模型的選項"),
    "split": Text("split", "切分方式"),
    "activation": Text("activation", "活化函數"),
    "normalization": Text("batch normalization", "批次正規化"),
    "training_size": Text("the number of training images", "訓練影像數"),
    "shuffle_pixels": Text("shuffled pixels", "像素打亂"),
    "drop_leaked": Text("copies left out", "去除複本"),
    "seed": Text("seed", "隨機種子"),
}


@dataclass(frozen=True)
class ReportRuns:
    """What answers for a report's network in an edition.

    Attributes:
        preset: the report's, for example ``report-b-cnn``.
        runs: those that answer, which differ in nothing but their seed; none where ``reason`` says why.
        differences: keys of ``RunConfig`` in which their training differs from the report's; none if it is the report's.
        reason: why none answers, in a sentence; None if one does.
        is_adopted: whether they were trained elsewhere, nobody knows how.
    """

    preset: str
    runs: tuple[RunFolder, ...] = ()
    differences: tuple[str, ...] = ()
    reason: Text | None = None
    is_adopted: bool = False

    @property
    def run(self) -> RunFolder | None:
        """The first that answers; None if none does."""
        return self.runs[0] if self.runs else None

    @property
    def is_as_reported(self) -> bool:
        """Whether a run answers that was trained as the report's."""
        return bool(self.runs) and not self.differences and not self.is_adopted

    def described(self) -> Text:
        """Which run answers, and in what its training differs from the report's, in a sentence; empty for none."""
        if not self.runs:
            return Text("", "")
        network = network_text(self.preset)
        run = listed([Text(f"`{run.name}`", f"`{run.name}`") for run in self.runs])
        several = len(self.runs) > 1
        answered = Text(
            f"{'Runs' if several else 'Run'} {run.en} of {network.en} answer{'' if several else 's'}",
            f"檢驗的對象是{network.zh}（訓練 {run.zh}）",
        )
        if self.is_adopted:
            return tidy(
                Text(
                    f"{answered.en}, trained elsewhere in a way that is not known.",
                    f"{answered.zh}，在別處訓練，方式不詳。",
                )
            )
        if not self.differences:
            return tidy(Text(f"{answered.en}, trained as in the report.", f"{answered.zh}，訓練方式同報告。"))
        differ = keys_text(self.differences)
        return tidy(
            Text(
                f"{answered.en}, trained otherwise than in the report (other: {differ.en}).",
                f"{answered.zh}，訓練方式與報告不同（不同的是：{differ.zh}）。",
            )
        )

    def unasked(self, *claims: str) -> list[Answer]:
        """An answer for each claim that says why it is not asked. Raises ``ValueError`` if a run does answer."""
        if self.reason is None:
            raise ValueError(f"{self.preset}: {self.runs} answer")
        return [Answer.unasked(claim, self.reason) for claim in claims]


def report_runs(edition: Edition, preset: str, *, training: bool = False) -> ReportRuns:
    """The runs of an edition that answer for a report's network.

    Args:
        edition: of its finished runs on the main data that answers whose training differs in the fewest settings, the
            first in the file's order, those with copies dropped last; those on shuffled pixels, on a part of the
            training images or of a fold do not count.
        preset: the report's.
        training: whether the claim is about the training (its length, curves, final accuracy): then only a training
            with the report's own settings answers, but for ``IMMATERIAL``.

    Raises:
        UserError: if the preset cannot be read.
    """
    wanted = report_config(edition.root, preset)
    found = [(run, run.config()) for run in map(edition.run, edition.main_configs) if run.is_complete]
    found = [(run, config) for run, config in found if _is_candidate(config, wanted)]
    found.sort(key=lambda pair: pair[1].drop_leaked != wanted.drop_leaked)  # the reports knew of no copies
    network = network_text(preset)
    if not found:
        return ReportRuns(
            preset, reason=tidy(Text(f"This edition has no training of {network.en}.", f"本版沒有訓練{network.zh}。"))
        )  # fmt: skip
    if (unlike := unlike_the_reports(found[0][0])) is not None:
        return ReportRuns(preset, reason=unlike)
    run, config = min(found, key=lambda pair: _distance(pair[0], pair[1], wanted))
    seeds: dict[int, RunFolder] = {}
    for other, its in found:
        same = not its.differences(config, "seed", "name", "device", "data", "checkpoint_every")
        if same and (other.adopted is None) == (run.adopted is None):
            seeds.setdefault(its.seed, other)
    runs = tuple(seeds.values())
    adopted = run.adopted is not None
    differences = () if adopted else training_differences(config, wanted)
    if training and (adopted or differences):
        return ReportRuns(preset, reason=_trained_otherwise(network, differences))
    return ReportRuns(preset, runs[:1] if adopted else runs, differences, is_adopted=adopted)


@cache
def report_config(root: Path, preset: str) -> RunConfig:
    """The settings of a report's training. Raises ``UserError`` if the preset cannot be read."""
    path = root / "presets" / f"{preset}.yaml"
    return make_config(read_preset(path), str(path))


def training_differences(config: RunConfig, wanted: RunConfig) -> tuple[str, ...]:
    """Keys in which a training of a report's network differs from the report's, but for ``IMMATERIAL``."""
    return tuple(config.differences(wanted, *IMMATERIAL))


def network_text(preset: str) -> Text:
    """What a sentence calls the network of a report's preset."""
    return _NETWORKS.get(preset, Text(f"the network `{preset}`", f"模型 `{preset}`"))


def unlike_the_reports(run: RunFolder) -> Text | None:
    """Why a run's images are not photographs of facial expressions, of which alone the reports speak; None if they are."""
    return unlike_photographs(run.class_names, bool(run.provenance().get("data", {}).get("synthetic")))


def unlike_photographs(class_names: Sequence[str], drawn: bool) -> Text | None:
    """Why images are not photographs of facial expressions; None if they are.

    Args:
        class_names: of the data.
        drawn: whether a program made them.
    """
    if EXPRESSIONS.issuperset(map(str, class_names)):
        return _DRAWN_FACES if drawn else None
    names = class_texts(class_names)
    more = len(names) - CLASSES_NAMED
    classes = listed(
        [*names[:CLASSES_NAMED], *([Text(f"{more} more", f"另外 {more} 類")] if more > 0 else [])]
    )
    these = (
        Text("these computer-drawn images", "這些電腦繪製的影像")
        if drawn
        else Text("these images", "這些影像")
    )
    return Text(
        f"The reports speak of photographs of facial expressions, and {these.en} have other classes: {classes.en}.",
        f"各報告談的是臉部表情的照片，{these.zh}則是別的類別：{classes.zh}。",
    )


_DRAWN_FACES = Text(
    "The reports speak of photographs, and these faces are computer-drawn.",
    "各報告談的是照片，這裡則是電腦繪製的人臉。",
)


def _is_candidate(config: RunConfig, wanted: RunConfig) -> bool:
    """Whether a run is of the report's network, on the images as they are and on all of them."""
    return (
        all(getattr(config, key) == getattr(wanted, key) for key in NETWORK_KEYS)
        and config.shuffle_pixels == wanted.shuffle_pixels
        and config.training_size == wanted.training_size
        and (config.split == "fold") == (wanted.split == "fold")
    )


def _distance(run: RunFolder, config: RunConfig, wanted: RunConfig) -> tuple[bool, int]:
    """How far a training is from the report's: one of our own in as few settings as may be, then one from elsewhere."""
    return run.adopted is not None, len(training_differences(config, wanted))


def _trained_otherwise(network: Text, differences: Iterable[str]) -> Text:
    differ = keys_text(differences)
    if not differ.en:
        return tidy(
            Text(
                f"{capitalized(network).en} was trained elsewhere in a way that is not known.",
                f"{network.zh}是在別處訓練的，方式不詳。",
            )
        )
    return tidy(
        Text(
            f"The claim is about the report’s training, and this edition trained {network.en} otherwise "
            f"(other: {differ.en}).",
            f"這項說法談的是報告的訓練，而本版訓練{network.zh}的方式不同（不同的是：{differ.zh}）。",
        )
    )


def keys_text(keys: Iterable[str]) -> Text:
    """What a sentence calls keys of ``RunConfig``, one after another."""
    return listed([_KEYS.get(key, Text(f"`{key}`", f"`{key}`")) for key in keys])
