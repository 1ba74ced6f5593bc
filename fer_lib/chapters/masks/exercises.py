"""The exercises of chapter 16: scores of a lazy network, how many images one needs, weights, offsets, focal loss."""

from math import ceil, exp, log

import numpy as np
import torch

from fer_lib.chapters.masks.scores import matrix_scores
from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.training.loss import TrainingLoss
from fer_lib.wording import percent

_OF_A_HUNDRED = (18, 3, 79)
_HALF_WIDTH = 0.10
_BETA, _FEW, _MANY = 0.999, 27, 711
_SHARES = (0.18, 0.03, 0.79)
_POSTERIOR = (0.05, 0.15, 0.80)
_EASY, _P_EASY, _P_HARD, _GAMMA = 100, 0.9, 0.1, 2


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_lazy(), _how_many(), _effective_number(), _offsets(), _focal()]


def lazy_scores(bad: int, rare: int, good: int) -> tuple[float, float, float]:
    """Accuracy, balanced accuracy and macro F1 of a network that takes the rare class for the frequent one."""
    accuracy = (bad + good) / (bad + rare + good)
    return accuracy, 2 / 3, (1 + 0 + 2 * good / (2 * good + rare)) / 3


def _lazy() -> Exercise:
    bad, rare, good = _OF_A_HUNDRED
    accuracy, balanced, macro = lazy_scores(bad, rare, good)

    def check() -> bool:
        scores = matrix_scores(np.array([[bad, 0, 0], [0, 0, rare], [0, 0, good]]))
        found = [float(scores[key]) for key in ("accuracy", "balanced_accuracy", "macro_f1")]
        return np.allclose(found, (accuracy, balanced, macro))

    return Exercise(
        Text(
            f"Of {sum(_OF_A_HUNDRED)} faces, {bad} wear no mask, {rare} wear it wrongly and {good} as they should. A network recognises the "
            f"first and the last without error, but takes the {rare} for masks worn well. Compute its accuracy, its balanced accuracy "
            "and its macro F1. Which of them would you print?",
            f"{sum(_OF_A_HUNDRED)} 張臉中，{bad} 張沒戴口罩，{rare} 張沒戴好，{good} 張戴好。某個模型對前後兩類全部答對，卻把那 {rare} 張都當成戴好。"
            "請計算準確率、平衡準確率與 macro F1。你會列出哪一個？",
        ),
        Text(
            f"Accuracy is {percent(accuracy)}. The recalls are 1, 0 and 1, so balanced accuracy is 2/3 = {percent(balanced)}. The F1 scores "
            f"are 1, 0 and $2\\cdot{good}/(2\\cdot{good}+{rare})$ = {2 * good / (2 * good + rare):.3f}; macro F1 is {percent(macro)}. Only the last two show "
            "that a class is missing, and only the recall of that class says which: print it.",
            f"準確率是 {percent(accuracy)}。召回率是 1、0、1，所以平衡準確率是 2/3 = {percent(balanced)}。F1 是 1、0 與 "
            f"$2\\cdot{good}/(2\\cdot{good}+{rare})$ = {2 * good / (2 * good + rare):.3f}，macro F1 是 {percent(macro)}。只有後兩者看得出少了一類，"
            "也只有那一類的召回率說得出是哪一類：所以應該列出它。",
        ),
        check,
    )


def images_for(half_width: float, share: float = 0.5) -> int:
    """Fewest images of a class for which the 95% interval of a difference of two independent recalls is so narrow."""
    return ceil(2 * share * (1 - share) * (1.96 / half_width) ** 2)


def _how_many() -> Exercise:
    needed, quarter = images_for(_HALF_WIDTH), images_for(_HALF_WIDTH / 2)

    def check() -> bool:
        def reach(n: int) -> float:
            # The variance of a share, from the distribution of two outcomes.
            variance = float(np.var([0.0, 1.0])) / n
            return 1.96 * float(np.sqrt(variance + variance))

        first = next(n for n in range(1, 10_000) if reach(n) <= _HALF_WIDTH)
        return first == needed and reach(quarter) <= _HALF_WIDTH / 2 < reach(quarter - 1)

    return Exercise(
        Text(
            "Two networks find about half of the rare class, each on test images of its own. How many such images does each "
            f"need so that the 95% interval of the difference of their recalls is ± {100 * _HALF_WIDTH:.0f} points or less? And for half the "
            "width? Why does it help to ask both about the same images?",
            f"兩個模型各在自己的測試影像上找出大約一半的稀有類別。要讓召回率之差的 95% 信賴區間不超過 ± {100 * _HALF_WIDTH:.0f} 個百分點，"
            "每個模型需要幾張稀有類別的影像？再窄一半呢？讓兩者看同一批影像，為什麼有好處？",
        ),
        Text(
            "The variance of the difference is $2\\,p(1-p)/n$, with $p=1/2$ that is $1/(2n)$. From "
            f"$1.96\\sqrt{{1/(2n)}}\\le{_HALF_WIDTH:g}$ follows $n\\ge$ {needed}; for half the width four times as many, {quarter}. On the same images "
            "the two mostly agree: what is hard for one is hard for the other. Only the images on which they differ add to the "
            "variance, so fewer will do.",
            f"差的變異數是 $2\\,p(1-p)/n$，$p=1/2$ 時為 $1/(2n)$。由 $1.96\\sqrt{{1/(2n)}}\\le{_HALF_WIDTH:g}$ 得 $n\\ge$ {needed}；"
            f"再窄一半要四倍，也就是 {quarter} 張。看同一批影像時，兩者的答案大多一致：對一個難的，對另一個也難。"
            "只有答案不同的影像才會增加變異數，所以用不著那麼多。",
        ),
        check,
    )


def effective(beta: float, images: int) -> float:
    """The effective number of so many images: 1 + β + β² + …"""
    return (1 - beta**images) / (1 - beta)


def _effective_number() -> Exercise:
    few, many = effective(_BETA, _FEW), effective(_BETA, _MANY)

    def check() -> bool:
        sums = [sum(_BETA**k for k in range(n)) for n in (_FEW, _MANY)]
        limit = effective(1 - 1e-9, _MANY) / effective(1 - 1e-9, _FEW)
        return (
            np.allclose(sums, (few, many)) and abs(limit - _MANY / _FEW) < 1e-3 and effective(0, _MANY) == 1
        )

    return Exercise(
        Text(
            "The effective number of $n$ images is $E_n=1+\\beta+\\dots+\\beta^{n-1}$, and a class is weighted by $1/E_n$. What are the "
            f"weights for $\\beta=0$ and for $\\beta\\to1$? How many times the weight of a class with {_MANY} images has one with "
            f"{_FEW}, if $\\beta$ = {_BETA:g}? Above which $n$ do further images hardly count?",
            f"$n$ 張影像的有效樣本數是 $E_n=1+\\beta+\\dots+\\beta^{{n-1}}$，類別的權重為 $1/E_n$。$\\beta=0$ 與 $\\beta\\to1$ 時，權重各是什麼？"
            f"若 $\\beta$ = {_BETA:g}，有 {_FEW} 張影像的類別，權重是有 {_MANY} 張的幾倍？$n$ 大到多少以後，再多的影像就幾乎不算數了？",
        ),
        Text(
            f"$E_n=(1-\\beta^n)/(1-\\beta)$ is 1 for $\\beta=0$: no weights at all. For $\\beta\\to1$ it is $n$: weights against the frequency, here "
            f"{_MANY}/{_FEW} = {_MANY / _FEW:.1f} to one. With $\\beta$ = {_BETA:g}, $E_n$ is {few:.1f} and {many:.0f}: {many / few:.1f} to one. $E_n$ never "
            f"exceeds $1/(1-\\beta)$ = {1 / (1 - _BETA):,.0f}, and once $n$ is a few times that, more images change nothing.",
            f"$E_n=(1-\\beta^n)/(1-\\beta)$，$\\beta=0$ 時為 1，等於不加權；$\\beta\\to1$ 時為 $n$，權重與張數成反比，這裡是 {_MANY}/{_FEW} = "
            f"{_MANY / _FEW:.1f} 倍。$\\beta$ = {_BETA:g} 時，$E_n$ 是 {few:.1f} 與 {many:.0f}，所以是 {many / few:.1f} 倍。$E_n$ 永遠不超過 "
            f"$1/(1-\\beta)$ = {1 / (1 - _BETA):,.0f}，$n$ 到了它的幾倍以後，影像再多也沒有差別。",
        ),
        check,
    )


def answer_by_logits(posterior: tuple[float, ...], shares: tuple[float, ...]) -> int:
    """The class with the largest z, where softmax(z + ln π) is the posterior."""
    return int(np.argmax(np.array(posterior) / np.array(shares)))


def _offsets() -> Exercise:
    ratios = [p / share for p, share in zip(_POSTERIOR, _SHARES, strict=True)]
    threshold = _SHARES[1] / _SHARES[2]

    def check() -> bool:
        z = np.log(_POSTERIOR) - np.log(_SHARES)
        softmax = np.exp(z + np.log(_SHARES))
        # The answer that is right most often if each class were as frequent: by Bayes' rule, from made-up densities.
        densities = np.array(_POSTERIOR) / np.array(_SHARES)
        equal = densities / densities.sum()
        return (
            np.allclose(softmax / softmax.sum(), _POSTERIOR)
            and int(z.argmax()) == int(equal.argmax()) == answer_by_logits(_POSTERIOR, _SHARES) == 1
            and int(np.argmax(_POSTERIOR)) == 2
        )

    shown, shown_shares = ", ".join(f"{p:g}" for p in _POSTERIOR), ", ".join(f"{p:g}" for p in _SHARES)
    shown_zh, shares_zh = shown.replace(", ", "、"), shown_shares.replace(", ", "、")
    quotients = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return Exercise(
        Text(
            "Logit adjustment trains with the softmax of $z+\\ln\\pi$ and answers by the largest $z$. Suppose training has made "
            f"this softmax the true $P(k\\mid x)$. Which quantity does $z$ rank? Classes with the shares {shown_shares} have for some "
            f"image the probabilities {shown}: what is answered with $\\pi$, and what by $z$? When does the second class beat the third?",
            "調整 logit 的做法以 $z+\\ln\\pi$ 的 softmax 訓練，以最大的 $z$ 作答。假設訓練之後，這個 softmax 就是真正的 $P(k\\mid x)$。"
            f"$z$ 是依什麼排序？三類的比例是 {shares_zh}，某張影像屬於各類的機率是 {shown_zh}：含 $\\pi$ 時回答哪一類？只看 $z$ 呢？"
            "第二類什麼時候會勝過第三類？",
        ),
        Text(
            "$z_k=\\ln P(k\\mid x)-\\ln\\pi_k+\\text{const}$, and by Bayes' rule $P(k\\mid x)/\\pi_k$ is proportional to $P(x\\mid k)$: it ranks "
            f"how likely the image is in each class, as if all were equally frequent. The quotients are {quotients}: with $\\pi$ the third class is "
            f"answered, by $z$ the second. It beats the third as soon as its probability is more than $\\pi_2/\\pi_3$ = {threshold:.3f} times the other "
            "one, so it is named far more often, and often wrongly.",
            "$z_k=\\ln P(k\\mid x)-\\ln\\pi_k+\\text{const}$，由貝氏定理，$P(k\\mid x)/\\pi_k$ 與 $P(x\\mid k)$ 成正比：它排的是這張影像在各類中有多常見，"
            f"好像各類同樣多。三個商是 {quotients.replace(', ', '、')}：含 $\\pi$ 時回答第三類，只看 $z$ 則回答第二類。只要第二類的機率大於第三類的 "
            f"$\\pi_2/\\pi_3$ = {threshold:.3f} 倍，第二類就勝出，所以它會常常被回答，也常常答錯。",
        ),
        check,
    )


def share_of_hard(gamma: float) -> float:
    """Which share of the loss of many easy images and a hard one the hard one has."""
    easy = _EASY * (1 - _P_EASY) ** gamma * -log(_P_EASY)
    hard = (1 - _P_HARD) ** gamma * -log(_P_HARD)
    return float(hard / (easy + hard))


def _focal() -> Exercise:
    plain, focal = share_of_hard(0), share_of_hard(_GAMMA)

    def check() -> bool:
        def loss(p: float, gamma: float) -> float:
            logits = torch.tensor([[log(p), log(1 - p)]], dtype=torch.float64)
            return float(TrainingLoss(gamma=gamma)(logits, torch.tensor([0])))

        easy, hard = ([loss(p, g) for g in (0.0, float(_GAMMA))] for p in (_P_EASY, _P_HARD))
        shares = [h / (_EASY * e + h) for e, h in zip(easy, hard, strict=True)]
        return np.allclose(shares, (plain, focal)) and abs(exp(-easy[0]) - _P_EASY) < 1e-9

    return Exercise(
        Text(
            f"A batch has {_EASY} easy images whose label gets the probability {_P_EASY:g}, and a hard one whose label gets {_P_HARD:g}. Which "
            f"share of the loss has the hard one with cross entropy, and which with the focal loss, $\\gamma={_GAMMA}$? What if its "
            "label is wrong?",
            f"某個批次有 {_EASY} 張容易的影像，標籤的機率是 {_P_EASY:g}；還有一張難的，標籤的機率是 {_P_HARD:g}。用交叉熵時，難的那張占損失的多少？"
            f"用焦點損失（$\\gamma={_GAMMA}$）呢？如果它的標籤標錯了，會怎麼樣？",
        ),
        Text(
            f"With cross entropy $-\\ln {_P_HARD:g}$ stands against {_EASY} times $-\\ln {_P_EASY:g}$: {percent(plain)}. The focal loss multiplies the easy ones by "
            f"$(1-{_P_EASY:g})^{_GAMMA}$ and the hard one by $(1-{_P_HARD:g})^{_GAMMA}$: {percent(focal)}. The training then turns almost wholly to this one "
            "image. If its label is wrong, it learns the mistake: what is hard may be rare, but it may also be mislabelled.",
            f"用交叉熵時，$-\\ln {_P_HARD:g}$ 對 {_EASY} 個 $-\\ln {_P_EASY:g}$，占 {percent(plain)}。焦點損失把容易的乘以 $(1-{_P_EASY:g})^{_GAMMA}$、難的乘以 "
            f"$(1-{_P_HARD:g})^{_GAMMA}$，於是占 {percent(focal)}。訓練幾乎只顧這一張影像。如果它的標籤是錯的，模型學到的就是錯誤："
            "難的影像可能是少見，也可能是標錯。",
        ),
        check,
    )
