"""What chapter 11 says: verdicts on gradients, biases without effect, and how fast the networks learn."""

from fer_lib.chapters.batchnorm.claims import a12
from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.batchnorm.gradient_checks import CancelledBiases
from fer_lib.language import Text
from fer_lib.proofs.claim import VERDICT_NAMES, Finding
from fer_lib.wording import paragraph, percent


def live_verdict(finding: Finding) -> Text:
    """The verdict on the comparison that the page shows as code."""
    verdict = VERDICT_NAMES[finding.verdict]
    return Text(
        f"The verdict on the cell above: **{verdict.en}**. {{numref}}`tab-batchnorm-gradients` has all of them; in the "
        "first half every line of the derivation was compared with the next.",
        f"上面這個儲存格的判定：**{verdict.zh}**。所有結果列於 {{numref}}`tab-batchnorm-gradients`；"
        "表的前半部是把推導的每一行與下一行比較。",
    )


def cancelled_biases(biases: CancelledBiases) -> Text:
    """Biases before batch normalization have no gradient."""
    number = f"{biases.number:,}"
    largest, of_weights = f"{biases.largest_gradient:.0e}", f"{biases.largest_weight_gradient:.1g}"
    return Text(
        f"Report A’s network has {number} biases before batch normalization. For a batch of random images in float64 "
        f"their largest gradient is {largest}, which is rounding; that of the weights of the same layers is "
        f"{of_weights}. These biases could be left out.",
        f"報告 A 的網路在批次正規化之前有 {number} 個偏差項。以 float64 輸入一批隨機影像，它們的最大梯度是 "
        f"{largest}，只是捨入誤差；同樣這些層的權重，最大梯度則是 {of_weights}。這些偏差項其實可以省略。",
    )


def no_experiment() -> Text:
    """The edition has not both kinds of runs."""
    return Text("This experiment is not part of this edition.", "這一版不含這項實驗。")


def convergence(experiment: BatchNormExperiment) -> Text:
    """Claim A12's outcome, and where the network without batch normalization loses its time."""
    return paragraph(a12(experiment).outcome, plateau(experiment))


def plateau(experiment: BatchNormExperiment) -> Text:
    """How long the network without it answers with one class; empty if it never does."""
    epochs = experiment.plateau
    if not epochs:
        return Text("", "")
    share = percent(experiment.largest_class_share)
    return Text(
        f"What is slow is the beginning: for the first {epochs} epoch{'s' * (epochs > 1)} the network without it gives "
        f"(nearly) every face the most frequent class, which is right for {share}.",
        f"慢的是開頭：在最初 {epochs} 個週期裡，沒有批次正規化的網路把（幾乎）所有人臉都判成最常見的類別，只答對 {share}。",
    )


def spread_of_logits(experiment: BatchNormExperiment) -> Text:
    """Without batch normalization all faces look alike to the untrained network."""
    batch, none = (f"{experiment.logit_spread[kind]:.2g}" for kind in ("batch", "none"))
    return Text(
        "A likely reason shows before the first step. With the initial weights, the logits of different faces have a "
        f"standard deviation of {batch} with batch normalization and {none} without: on their way through the layers "
        "the differences between faces shrink until there is hardly anything to learn from. Batch normalization "
        "restores them in each layer.",
        f"可能的原因在第一步之前就看得到。以初始權重計算，不同人臉的 logit 的標準差，有批次正規化時是 {batch}，沒有時只有 "
        f"{none}：人臉之間的差異一層一層縮小，最後幾乎沒有差異可供學習。批次正規化則在每一層把差異恢復。",
    )


def limits() -> Text:
    """What the experiment leaves open."""
    return Text(
        "This is one network with one learning rate and torch’s usual initial weights; elsewhere the gain may differ. "
        "The second half of the claim, less overfitting, cannot be seen in so few epochs and is not tested here.",
        "這只是一個網路、一個學習率，以及 torch 預設的初始權重，換了條件，差距可能不同。主張的後半（降低過擬合）"
        "在這麼少的週期裡看不出來，這裡沒有檢驗。",
    )
