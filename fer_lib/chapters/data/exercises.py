"""The exercises of chapter 1: baselines, copies, and the best of several networks."""

from collections.abc import Sequence
from itertools import product
from math import comb, sqrt

import numpy as np

from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.publish import Exercise
from fer_lib.wording import percent

_SHARES = (0.5, 0.3, 0.2)
_SCORE, _SEEN = 0.70, 0.10
_NETWORKS, _ACCURACY, _IMAGES = 20, 0.6, 500
_PAIRS, _TRAINED = 500, 800


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_guessing(), _copies_in_the_test(), _best_of_several(), _copies_by_chance(), _counting_copies()]


def guessed_by_shares(shares: Sequence[float]) -> float:
    """Accuracy of guessing each class as often as it occurs: Σ p², 0 to 1."""
    return sum(share**2 for share in shares)


def _guessing() -> Exercise:
    always, guessed = max(_SHARES), guessed_by_shares(_SHARES)
    sizes = ", ".join(percent(share, 0) for share in _SHARES)
    sizes_zh = "、".join(percent(share, 0) for share in _SHARES)

    def check() -> bool:
        # Labels and guesses are independent: every pair of classes, with its probability.
        pairs = product(range(len(_SHARES)), repeat=2)
        right = sum(_SHARES[label] * _SHARES[guess] for label, guess in pairs if label == guess)
        drawn = np.random.default_rng(0).dirichlet(np.ones(4), 200)
        never_better = all(guessed_by_shares(row) <= max(row) + 1e-12 for row in drawn.tolist())
        return abs(right - guessed) < 1e-12 and always == max(_SHARES) and never_better

    return Exercise(
        Text(
            f"Three classes make up {sizes} of the images. One program always answers the largest class. Another throws "
            "dice and answers each class as often as it occurs. How often is each of them right? Show that the second is "
            "never better than the first, whatever the shares.",
            f"三個類別各占 {sizes_zh}。有個程式一律回答最大的類別；另一個程式擲骰子，讓每一類出現的機會等於它的比例。"
            "兩者各答對多少？試證不論比例為何，後者都不會比前者好。",
        ),
        Text(
            f"The first is right for {percent(always, 0)}. The second is right with probability $\\sum_k p_k^2$ = "
            f"{percent(guessed, 0)}, because label and guess are independent. And $\\sum_k p_k^2\\le\\max_j p_j\\sum_k "
            "p_k=\\max_j p_j$, with equality only if all classes that occur are equally large.",
            f"前者答對 {percent(always, 0)}。標籤與猜測互相獨立，所以後者答對的機率是 $\\sum_k p_k^2$ = {percent(guessed, 0)}。"
            "又 $\\sum_k p_k^2\\le\\max_j p_j\\sum_k p_k=\\max_j p_j$，只有在出現的類別都一樣大時才相等。",
        ),
        check,
    )


def accuracy_on_new(score: float, seen: float) -> float:
    """Accuracy on new images, where a share of the judged images was learned by heart: 0 to 1."""
    return (score - seen) / (1 - seen)


def _copies_in_the_test() -> Exercise:
    new = accuracy_on_new(_SCORE, _SEEN)
    score, seen = percent(_SCORE, 0), percent(_SEEN, 0)

    def check() -> bool:
        return abs(_SEEN * 1 + (1 - _SEEN) * new - _SCORE) < 1e-12

    return Exercise(
        Text(
            f"A network is right on {score} of the test images. Of these, {seen} are copies of training images, and the "
            "network knows all its training images by heart. How good is it on new images?",
            f"某個模型在測試集上的準確率是 {score}，但測試影像有 {seen} 是訓練影像的複本，而且模型把訓練影像全背起來了。"
            "它在新影像上的準確率是多少？",
        ),
        Text(
            f"Let $a$ be its accuracy on new images and $c$ the share of the copies. The score is $c+(1-c)\\,a$, so "
            f"$a$ = ({_SCORE:.2f} − {_SEEN:.2f}) / (1 − {_SEEN:.2f}) = {percent(new)}: the score was "
            f"{100 * (_SCORE - new):.1f} points too good. The better the network, the less the copies add, since they "
            "add $c\\,(1-a)$.",
            f"設 $a$ 為新影像上的準確率、$c$ 為複本的比例。測得的分數是 $c+(1-c)\\,a$，所以 $a$ = ({_SCORE:.2f} − {_SEEN:.2f}) / "
            f"(1 − {_SEEN:.2f}) = {percent(new)}，分數高估了 {100 * (_SCORE - new):.1f} 個百分點。複本多加的是 $c\\,(1-a)$，"
            "所以模型越好，高估得越少。",
        ),
        check,
    )


def expected_best(networks: int, accuracy: float, images: int) -> float:
    """Expected accuracy of the best of several equally good networks on the same number of images each, 0 to 1."""
    shares = [comb(images, k) * accuracy**k * (1 - accuracy) ** (images - k) for k in range(images + 1)]
    at_most = np.minimum(np.cumsum(shares), 1)
    return float((1 - at_most**networks).sum() / images)


def _best_of_several() -> Exercise:
    best = expected_best(_NETWORKS, _ACCURACY, _IMAGES)
    truth = percent(_ACCURACY, 0)

    def check() -> bool:
        right = np.random.default_rng(0).binomial(_IMAGES, _ACCURACY, (20_000, _NETWORKS))
        # The largest of twenty draws of a normal distribution lies 1.867 standard deviations above its mean.
        normal = _ACCURACY + 1.867 * sqrt(_ACCURACY * (1 - _ACCURACY) / _IMAGES)
        return abs(right.max(axis=1).mean() / _IMAGES - best) < 5e-4 and abs(normal - best) < 2e-3

    return Exercise(
        Text(
            f"You train {_NETWORKS} networks, each of which is right on {truth} of all images that there could be, and "
            f"keep the one that scores best on {_IMAGES} validation images. Which score do you expect of it there, and "
            "which on the test images? Take the networks' mistakes as independent.",
            f"你訓練了 {_NETWORKS} 個模型，每一個在所有可能的影像上準確率都是 {truth}，然後保留在 {_IMAGES} 張驗證影像上分數最高的那一個。"
            "它在驗證集上的分數大約是多少？在測試集上呢？假設各模型犯的錯互相獨立。",
        ),
        Text(
            f"One score has the standard deviation $\\sqrt{{{_ACCURACY}\\cdot{1 - _ACCURACY:.1f}/{_IMAGES}}}$ = "
            f"{100 * sqrt(_ACCURACY * (1 - _ACCURACY) / _IMAGES):.1f} points. The best of {_NETWORKS} lies about 1.87 of "
            f"these above the mean; exactly, the expected best is $\\sum_k k\\,\\bigl(F(k)^{{{_NETWORKS}}}-F(k-1)^{{{_NETWORKS}}}"
            f"\\bigr)/{_IMAGES}$ = {percent(best)}, with $F$ the binomial distribution function. On the test images it is "
            f"{truth} again: nothing was learned by choosing. That is why the test images must not choose.",
            f"單一分數的標準差是 $\\sqrt{{{_ACCURACY}\\cdot{1 - _ACCURACY:.1f}/{_IMAGES}}}$ = "
            f"{100 * sqrt(_ACCURACY * (1 - _ACCURACY) / _IMAGES):.1f} 個百分點，{_NETWORKS} 個之中最好的約比平均高 1.87 個標準差；"
            f"精確地說，期望值是 $\\sum_k k\\,\\bigl(F(k)^{{{_NETWORKS}}}-F(k-1)^{{{_NETWORKS}}}\\bigr)/{_IMAGES}$ = {percent(best)}，"
            f"其中 $F$ 是二項分布的累積分布函數。在測試集上則又回到 {truth}：挑選並沒有讓模型學到什麼。所以測試影像不能用來挑選。",
        ),
        check,
    )


def twin_in_training(pairs: int, trained: int) -> float:
    """Probability that an image which is not trained on has its twin among those that are, 0 to 1."""
    return trained / (2 * pairs - 1)


def _copies_by_chance() -> Exercise:
    chance = twin_in_training(_PAIRS, _TRAINED)

    def check() -> bool:
        # Of a small set, every choice of the training images.
        pairs, trained = 3, 4
        seen = [trained_on for trained_on in product((0, 1), repeat=2 * pairs) if sum(trained_on) == trained]
        with_twin = sum(not t[0] and t[1] for t in seen) / sum(not t[0] for t in seen)
        large = 1 - comb(2 * _PAIRS - 2, _TRAINED) / comb(2 * _PAIRS - 1, _TRAINED)
        return abs(with_twin - twin_in_training(pairs, trained)) < 1e-12 and abs(large - chance) < 1e-9

    n = 2 * _PAIRS
    return Exercise(
        Text(
            f"A collection of {n:,} images holds {_PAIRS} pictures, each twice. {_TRAINED} images are drawn at random for "
            "training, the others are for validation and test. How probable is it that a test image has its twin in "
            "the training set? What would you do instead?",
            f"某份資料共 {n:,} 張影像，其實只有 {_PAIRS} 張圖片，每張出現兩次。隨機抽 {_TRAINED} 張來訓練，其餘用於驗證與測試。"
            "一張測試影像的另一張複本落在訓練集的機率是多少？該怎麼做比較好？",
        ),
        Text(
            f"The twin is one of the other {n - 1} images, and each of them is as likely as any other to be one of the "
            f"{_TRAINED}: ${_TRAINED}/{n - 1}$ = {percent(chance)}. Deal out pictures and not images: find the groups of "
            "copies first, and give each group to one part as a whole.",
            f"另一張複本是其餘 {n - 1} 張之一，而這些影像被抽進那 {_TRAINED} 張的機會都相同：${_TRAINED}/{n - 1}$ = {percent(chance)}。"
            "應該分配的是圖片而不是影像：先找出各組複本，再把每一組整組分到同一個集合。",
        ),
        check,
    )


_COUNT = "seen = {image.tobytes() for image in train}\nsum(image.tobytes() in seen for image in test)"


def _counting_copies() -> Exercise:
    def check() -> bool:
        images = np.random.default_rng(0).integers(0, 256, (8, 3, 3), np.uint8)
        train, test = images[:5], np.stack([images[6], images[0], images[7], images[0]])
        first, last = _COUNT.split("\n")
        names = {"train": train, "test": test}
        exec(first, names)
        slow = Proportion(sum(any((a == b).all() for b in train) for a in test), len(test))
        return bool(eval(last, names) == slow.successes == 2)

    return Exercise(
        Text(
            "`train` and `test` are arrays of images, uint8 of shape $[n, H, W]$. Count in two lines of Python how many "
            "test images are exact copies of training images, without comparing every two. How does the time grow with "
            "the number of images? What do your lines not find?",
            "`train` 與 `test` 是影像陣列，型別 uint8、形狀 $[n, H, W]$。請用兩行 Python 算出有多少測試影像是訓練影像的複本，"
            "但不要兩兩比較。影像變多時，時間怎麼增加？這兩行找不到哪些複本？",
        ),
        Text(
            f"```python\n{_COUNT}\n```\n\nA set is looked up in constant time, so the time grows with the number of images "
            "and not with its square. A copy that was made one level brighter, compressed anew or moved by a pixel "
            "differs in its bytes and is not found.",
            f"```python\n{_COUNT}\n```\n\n集合的查詢時間是常數，所以總時間與影像張數成正比，而不是平方。"
            "若複本調亮了一階、重新壓縮過，或平移了一個像素，位元組就不同，也就找不到。",
        ),
        check,
    )
