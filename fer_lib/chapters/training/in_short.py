"""What chapter 3 found, in short: how good the main run is, what it learned by heart, what its choices are worth."""

from fer_lib.chapters.training import sentences
from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.regularization_experiment import RegularizationExperiment
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.wording import decimal, listed, percent, tidy


def findings(
    run: RunSummary, regularization: RegularizationExperiment | None, activations: ActivationExperiment | None
) -> list[Text]:
    """Two to four sentences that are true of whatever trainings.

    Args:
        run: the main run.
        regularization: None where the edition has no runs for it.
        activations: the same.
    """
    found = [_accuracy(run), _by_heart(run)]
    if regularization is not None:
        found.append(_regularization(regularization))
    if activations is not None:
        found.append(_activations(activations))
    return found


def _accuracy(run: RunSummary) -> Text:
    """How often the main run is right."""
    train, validation = percent(run.train.share), percent(run.validation.share)
    if train == validation:
        return Text(
            f"`{run.name}` is right on {train} of its validation images, and on as many of its training images.",
            f"`{run.name}` 在驗證集上的準確率是 {train}，在訓練集上也一樣。",
        )
    return Text(
        f"`{run.name}` is right on {validation} of its validation images, and on {train} of its training images.",
        f"`{run.name}` 在驗證集上的準確率是 {validation}，在訓練集上是 {train}。",
    )


def _by_heart(run: RunSummary) -> Text:
    """Whether it learns by heart, as far as its losses tell."""
    rises, change = run.validation_loss_rises, run.training_loss_change
    if run.adopted:
        return Text(
            "Which images it had seen is not known, so this does not tell what it knows by heart.",
            "它看過哪些影像不得而知，所以這說明不了它死背了多少。",
        )
    end = None if rises else sentences.end_of_the_validation_loss(run)
    if rises is None or (not rises and end is None):
        gap = decimal(abs(100 * run.gap), 1)
        return Text(f"The two accuracies are {gap} points apart.", f"兩者相差 {gap} 個百分點。")
    if end is not None:
        return Text(
            f"Its {end.en}, so learning by heart has not cost it anything on new images so far.",
            f"它的{end.zh}，到目前為止，死背還沒有拖累它對新影像的判斷。",
        )
    if change is not None and change > 0:
        return Text(
            "Both its losses rise towards the end: that is not learning by heart, but a training that gets worse.",
            "它的訓練損失與驗證損失在後段都上升：這不是死背，而是訓練本身變差了。",
        )
    return Text(
        "Its validation loss rises again towards the end while its training loss does not: there it learns its images by "
        "heart.",
        "它的驗證損失在後段回升，訓練損失卻沒有：從那裡開始就是在死背影像了。",
    )


def _regularization(experiment: RegularizationExperiment) -> Text:
    """Which kinds of regularization make the network better on new images, and which narrow the gap."""
    better = [
        group.name
        for group, verdict in zip(experiment.others.values(), experiment.family.verdicts, strict=True)
        if verdict == "first"
    ]
    if better:
        names = listed(better)
        return tidy(
            Text(
                f"On new images the network is right more often with {names.en} than without.",
                f"加上{names.zh}，模型在新影像上的準確率比不加時高。",
            )
        )
    narrower = listed([group.name for group in experiment.narrower])
    if not narrower.en:
        return Text(
            "None of the regularization that was tried is shown to make the network better on new images.",
            "試過的正則化，都看不出能讓模型在新影像上更好。",
        )
    return tidy(
        Text(
            "None of the regularization that was tried is shown to make the network better on new images, though the gap to "
            f"the training images is smaller with {narrower.en}.",
            f"試過的正則化，都看不出能讓模型在新影像上更好，不過{narrower.zh}明顯縮小了與訓練集的差距。",
        )
    )


def _activations(experiment: ActivationExperiment) -> Text:
    """Whether the activation makes a difference."""
    verdicts, names = experiment.family.verdicts, listed([group.name for group in experiment.groups])
    differ, number = sum(verdict in ("first", "second") for verdict in verdicts), len(verdicts)
    if not differ:
        return tidy(Text(f"No difference is shown between {names.en}.", f"{names.zh}之間看不出差異。"))
    if differ == number:
        return tidy(
            Text(
                f"The activation matters: {names.en} all differ.",
                f"活化函數的選擇有影響：{names.zh}彼此都有差異。",
            )
            if number > 1
            else Text(
                f"The activation matters: {names.en} differ.", f"活化函數的選擇有影響：{names.zh}有差異。"
            )
        )
    return tidy(
        Text(
            f"Of {names.en}, some but not all are shown to differ: {differ} of {number} comparisons.",
            f"{names.zh}之中，有的看得出差異，有的看不出：{number} 項比較中有 {differ} 項。",
        )
    )
