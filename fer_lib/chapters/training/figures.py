"""The figures of chapter 3 with caption and alt text: learning curves, accuracies and their gaps, augmented images."""

from collections.abc import Iterable, Sequence

from fer_lib.chapters.seed_groups import SeedGroup, described_accuracies
from fer_lib.chapters.training import augmentation_sentences, experiment_sentences, sentences
from fer_lib.chapters.training.accuracy_gap_figure import AccuracyGap
from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.augmentation_analysis import ShownAugmentation
from fer_lib.chapters.training.augmentation_figure import AugmentedImages
from fer_lib.chapters.training.curve_grid_figure import plot_curve_grid
from fer_lib.chapters.training.regularization_experiment import RegularizationExperiment
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.plots.learning_curves import plot_learning_curves
from fer_lib.publish import BookFigure
from fer_lib.runs.results import Result
from fer_lib.wording import listed


def learning_curves(run: RunSummary) -> BookFigure:
    """Loss and accuracy of a run that has a history."""
    history = run.history
    assert history is not None
    marks = history.has(history.best_metric) and history.best_metric != "epoch"
    dotted = Text(" The dotted line marks the best epoch.", "點線標出最佳 epoch。") if marks else Text("", "")
    judged_on = sentences.images_of_the_curves(run)
    return BookFigure(
        lambda lang: plot_learning_curves(history, lang=lang),
        Text(
            f"Loss (left) and accuracy (right) after each epoch; {judged_on.en}.{dotted.en}",
            f"每個 epoch 之後的損失（左）與準確率（右）；{judged_on.zh}。{dotted.zh}",
        ),
        sentences.learning_curves(history),
    )


def regularization(experiment: RegularizationExperiment) -> BookFigure:
    """Accuracies and gap with each kind of regularization."""
    n_train, n_validation = experiment.n
    groups = list(experiment.groups.values())
    gaps, each = _gaps(groups), described_accuracies(groups, Text(" to ", " 到 "))
    return BookFigure(
        lambda lang: gaps.plot(lang=lang),
        Text(
            f"Accuracy on training and validation images and the gap between them, with 95% intervals; n = {n_train:,} "
            f"and {n_validation:,}.",
            f"訓練集與驗證集的準確率、兩者的差距與 95% 信賴區間；n 分別為 {n_train:,} 與 {n_validation:,}。",
        ),
        Text(f"From validation to training accuracy: {each.en}.", f"驗證到訓練準確率：{each.zh}。"),
    )


def augmentation(shown: ShownAugmentation) -> BookFigure:
    """Training images and their variants."""
    images = AugmentedImages(shown.originals, shown.variants, shown.classes)
    rows, variants = shown.variants.shape[:2]
    what, names = augmentation_sentences.settings(shown.config), listed(shown.classes)
    return BookFigure(
        images.plot,
        Text(
            f"Training images (n = {rows}) as they are, and {variants} draws of each as the run `{shown.run}` sees it: "
            f"{what.en}.",
            f"訓練影像的原圖（n = {rows}），以及訓練 `{shown.run}` 看到的樣子，每張各抽 {variants} 次：{what.zh}。",
        ),
        Text(
            f"One row an image ({names.en}), the original on the left. {augmentation_sentences.drawn(shown).en}",
            f"一列一張影像（{names.zh}），最左邊是原圖。{augmentation_sentences.drawn(shown).zh}",
        ),
    )


def activations(experiment: ActivationExperiment) -> BookFigure:
    """Accuracies and gap with each activation."""
    n, number = experiment.family.n, experiment_sentences.number_of_activations(experiment)
    gaps, each = _gaps(experiment.groups), described_accuracies(experiment.groups, Text(" and ", " 與 "))
    return BookFigure(
        lambda lang: gaps.plot(lang=lang),
        Text(
            f"{'The same training' if experiment.is_fair else 'Trainings'} with {number.en} activations: accuracies with "
            f"95% intervals; n = {n:,} validation images.",
            f"{'同一次訓練使用' if experiment.is_fair else ''}{number.zh}活化函數{'' if experiment.is_fair else '的訓練'}：準確率與 "
            f"95% 信賴區間；驗證集 n = {n:,}。",
        ),
        Text(f"Validation and training accuracy: {each.en}.", f"驗證與訓練準確率：{each.zh}。"),
    )


def _gaps(groups: Sequence[SeedGroup]) -> AccuracyGap:
    return AccuracyGap(
        [group.name for group in groups],
        [group.accuracies() for group in groups],
        [group.accuracies("train") for group in groups],
    )


def runs(title: Text, summaries: Sequence[RunSummary]) -> BookFigure | None:
    """Curves of every run of a set that has a history; None where none has."""
    drawn = [run for run in summaries if run.history is not None]
    if not drawn:
        return None
    histories = {run.name: run.history for run in drawn if run.history is not None}
    n = sentences.numbers_of_images(drawn)
    return BookFigure(
        lambda lang: plot_curve_grid(histories, lang),
        Text(
            f"Curves: {title.en}. Loss above, accuracy below, the number is the best epoch; {n.en}.",
            f"訓練曲線：{title.zh}。上為損失、下為準確率，數字是最佳 epoch；{n.zh}。",
        ),
        sentences.best_epochs(histories),
    )


def kept_runs(results: Iterable[Result]) -> BookFigure:
    """Curves of the kept long runs on FER2013."""
    histories = {result.name: result.history for result in results}
    return BookFigure(
        lambda lang: plot_curve_grid(histories, lang),
        Text(
            "Curves of the long trainings: loss above, accuracy below, the number is the best epoch. Scored on each "
            "image once, without its mirror image. The highest 2% of the losses may lie above the panel.",
            "長時間訓練的曲線：上為損失、下為準確率，數字是最佳 epoch。每張影像只評分一次，不加鏡像。最高的 2% 損失值可能超出圖框。",
        ),
        sentences.best_epochs(histories),
    )
