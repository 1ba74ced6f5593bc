"""Report A's claim that the activation makes no difference (A2): an equivalence, with its margin."""

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import is_near_zero, over_seeds
from fer_lib.chapters.report_runs import (
    NETWORK_KEYS,
    keys_text,
    network_text,
    report_config,
    training_differences,
    unlike_the_reports,
)
from fer_lib.chapters.seed_groups import SeedGroup, compare_groups
from fer_lib.chapters.training.activation_experiment import NAMES, ActivationExperiment
from fer_lib.config import Activation
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.wording import paragraph, points, points_interval, tidy

NO_DIFFERENCE = 0.03
"""Accuracies that are less apart are equal: the claim's criterion, set beforehand and not measured."""
_PLACES = ("name", "seed", "device", "data", "checkpoint_every")


def a2(edition: Edition, experiment: ActivationExperiment) -> Answer:
    """LeakyReLU and PReLU make no significant difference to ReLU.

    Args:
        edition: whose report A's settings the trainings are held against.
        experiment: the trainings with each activation.
    """
    groups: dict[Activation, SeedGroup] = {
        group.runs[0].config().activation: group for group in experiment.groups
    }
    reason = _why_unasked(edition, groups)
    if reason is not None:
        return Answer.unasked("A2", reason)
    parts: list[bool | None] = []
    seen: list[Text] = []
    kinds: tuple[Activation, ...] = ("leaky_relu", "prelu")
    for kind in kinds:
        if kind not in groups:
            parts.append(None)
            continue
        each = compare_groups(groups[kind], groups["relu"]).comparisons
        interval = over_seeds([c.difference for c in each], [c.difference_interval for c in each])
        assert interval is not None
        parts.append(is_near_zero(interval, NO_DIFFERENCE))
        difference = points(sum(c.difference for c in each) / len(each))
        bounds, name = points_interval(interval), NAMES[kind]
        seen.append(
            Text(
                f"{name.en} less ReLU: {difference} points (95% interval {bounds.en}).",
                f"{name.zh}減 ReLU：{difference} 個百分點（95% 信賴區間 {bounds.zh}）。",
            )
        )
    config = groups["relu"].runs[0].config()
    differ = training_differences(config, report_config(edition.root, "report-a"))
    return Answer("A2", paragraph(*map(tidy, seen), _trained(differ)), tuple(parts))


def _why_unasked(edition: Edition, groups: dict[Activation, SeedGroup]) -> Text | None:
    """Why the claim is not asked of these trainings; None if it is."""
    wanted = report_config(edition.root, "report-a")
    runs = [run for group in groups.values() for run in group.runs]
    if (unlike := unlike_the_reports(runs[0])) is not None:
        return unlike
    configs = [run.config() for run in runs]
    network = network_text("report-a")
    same = [key for key in NETWORK_KEYS if key != "activation"]
    if any(getattr(config, key) != getattr(wanted, key) for config in configs for key in same):
        return tidy(Text(f"These trainings are not of {network.en}.", f"這些訓練不是{network.zh}。"))
    if any(run.adopted is not None for run in runs) or any(
        config.differences(configs[0], "activation", *_PLACES) for config in configs
    ):
        return Text(
            "These trainings do not differ in the activation alone.", "這些訓練之間不只差在活化函數。"
        )
    return None if "relu" in groups else Text("There is no training with ReLU.", "沒有使用 ReLU 的訓練。")


def _trained(differences: tuple[str, ...]) -> Text:
    if not differences:
        return Text("They were trained as in the report.", "訓練方式同報告。")
    differ = keys_text(differences)
    return Text(
        f"They were trained otherwise than in the report (other: {differ.en}).",
        f"訓練方式與報告不同（不同的是：{differ.zh}）。",
    )
