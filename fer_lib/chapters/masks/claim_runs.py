"""Which of report E's trainings on masks the edition's runs answer for: photographs, and the report's own settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fer_lib.chapters.masks.names import METHOD_TITLES
from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.chapters.report_runs import IMMATERIAL, keys_text, report_config
from fer_lib.data import ImageDataset
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text
from fer_lib.wording import tidy

PRESET = "report-e-masks"
FIXED: Mapping[str, object] = {"schedule": "constant", "learning_rate": 1e-3}
CHANGES: Mapping[ImbalanceMethod, Mapping[str, object]] = {
    "decay": {},
    "fixed": FIXED,
    "weights": {"class_weights": [2.0, 3.0, 0.5]},
    "resampled_13": {**FIXED, "resampling_rounds": 13},
    "resampled_50": {"resampling_rounds": 50, "restart_schedule": True},
}
"""In what each of the report's trainings differs from the preset."""
EPOCHS_A_ROUND: Mapping[ImbalanceMethod, int | None] = {"resampled_13": None, "resampled_50": 100}
"""Epochs of each round of resampling in the report, where it says how many."""
DRAWN = Text(
    "The report speaks of photographs, and these images are computer-drawn.",
    "報告談的是照片，這裡則是電腦繪製的影像。",
)


@dataclass(frozen=True)
class AskedMasks:
    """What the edition's runs may be asked.

    Attributes:
        reasons: why a method's runs do not answer for the report's training, in a sentence; others do.
        rounds: epochs of a round of resampling here, of methods whose rounds have as many others in the report, or
            where it does not say how many.
    """

    reasons: Mapping[ImbalanceMethod, Text]
    rounds: Mapping[ImbalanceMethod, float]

    def reason(self, *methods: ImbalanceMethod) -> Text | None:
        """Why a claim about these methods is not asked; None if it is."""
        return next((self.reasons[method] for method in methods if method in self.reasons), None)

    def shorter(self, method: ImbalanceMethod) -> Text:
        """How long the rounds of a method are, here and in the report; empty where they are alike."""
        if method not in self.rounds:
            return Text("", "")
        here, there = f"{self.rounds[method]:g}", EPOCHS_A_ROUND[method]
        report = (
            Text("the report does not say how many it has", "報告沒有寫出數目")
            if there is None
            else Text(f"the report’s have {there}", f"報告則是 {there} 個")
        )
        return Text(
            f"A round has {here} epochs here; {report.en}.", f"這裡每一輪有 {here} 個 epoch，{report.zh}。"
        )


def ask_masks(root: Path, dataset: ImageDataset, runs: MaskRuns) -> AskedMasks:
    """Hold the edition's images and the runs that decide against report E's.

    Args:
        root: the project's folder, which holds the presets.
        dataset: the images.
        runs: of all methods.

    Raises:
        UserError: if the preset cannot be read.
    """
    reasons: dict[ImbalanceMethod, Text] = {}
    rounds: dict[ImbalanceMethod, float] = {}
    for method, changes in CHANGES.items():
        name = METHOD_TITLES[method]
        if dataset.provenance.get("synthetic"):
            reasons[method] = DRAWN
            continue
        if method not in runs.by_method:
            reasons[method] = Text(
                f"This edition has no training of the report’s kind “{name.en}”.",
                f"本版沒有報告的「{name.zh}」這種訓練。",
            )
            continue
        config = runs.by_method[method].config
        wanted = report_config(root, PRESET).model_copy(update=dict(changes))
        ignored = {*IMMATERIAL, *(("epochs", "schedule_epochs") if method in EPOCHS_A_ROUND else ())}
        if differing := config.differences(wanted, *ignored):
            other = keys_text(differing)
            reasons[method] = tidy(
                Text(
                    f"The claim is about the report’s training, and this edition has “{name.en}” otherwise (other: "
                    f"{other.en}).",
                    f"這項說法談的是報告的訓練，而本版「{name.zh}」的訓練方式不同（不同的是：{other.zh}）。",
                )
            )
        elif method in EPOCHS_A_ROUND:
            epochs = config.epochs / config.resampling_rounds
            if epochs != EPOCHS_A_ROUND[method]:
                rounds[method] = epochs
    return AskedMasks(reasons, rounds)
