"""In which settings each method differs from the one that it is compared with: in its remedy, or in more."""

from collections.abc import Mapping

from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.masks.names import METHOD_TITLES
from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.editions.imbalance_roles import COMPARED_WITH, ImbalanceMethod
from fer_lib.language import Text
from fer_lib.wording import capitalized, listed, paragraph, spaced, tidy

REMEDY: Mapping[ImbalanceMethod, tuple[str, ...]] = {
    "decay": ("schedule", "schedule_epochs", "schedule_factor"),
    "weights": ("class_weights",),
    "resampled_13": ("resampling_rounds",),
    "resampled_50": ("resampling_rounds", "restart_schedule"),
    "effective": ("class_weights", "effective_number_beta"),
    "focal": ("focal_gamma",),
    "balanced": ("sampling",),
    "adjusted": ("logit_adjustment",),
}
"""Keys of ``RunConfig`` that each method is about."""


def remedy_settings(runs: MaskRuns) -> dict[ImbalanceMethod, ComparedSettings]:
    """In what each method differs from the one that it is compared with; ``fixed`` is compared with none."""
    configs = {method: of_method.config for method, of_method in runs.by_method.items()}
    return {
        method: compare_settings([configs[COMPARED_WITH[method]]], [configs[method]], REMEDY[method])
        for method in configs
        if method != "fixed"
    }


def differences(runs: MaskRuns) -> Text:
    """Which methods differ in their remedy alone from what they are compared with, and in what more the others do."""
    settings = remedy_settings(runs)
    alone = [METHOD_TITLES[method] for method, its in settings.items() if its.is_fair]
    sentences = []
    if alone:
        names = listed(alone)
        sentences.append(
            Text(
                f"Different from the training that it is compared with in the remedy alone: {names.en}.",
                f"與對照的訓練只差在做法本身的是：{names.zh}。",
            )
        )
    for method, its in settings.items():
        if not its.is_fair and not its.others:
            name, other = METHOD_TITLES[method], METHOD_TITLES[COMPARED_WITH[method]]
            sentences.append(
                Text(
                    f"{capitalized(name).en} and {other.en} have the same settings.",
                    f"{name.zh}與{other.zh}的設定完全相同。",
                )
            )
    if unfair := [(method, its.named()) for method, its in settings.items() if its.others]:
        pairs = [(METHOD_TITLES[m], METHOD_TITLES[COMPARED_WITH[m]], more) for m, more in unfair]
        sentences.append(
            Text(
                "More than the remedy differs, so that it may not be the cause: "
                + "; ".join(f"{name.en} against {other.en} in {more.en}" for name, other, more in pairs)
                + ".",
                "不只差在做法、因此差距未必出於做法的是："
                + "；".join(f"{name.zh}與{other.zh}，還差在{more.zh}" for name, other, more in pairs)
                + "。",
            )
        )
    said = paragraph(*sentences)
    return tidy(Text(said.en, spaced(said.zh)))
