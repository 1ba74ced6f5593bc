"""The exercises of chapter 12: a step by hand, the lowest loss, squared errors, bounds of log-sum-exp, gradients that add up to 0."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from fer_lib.language import Text
from fer_lib.publish import Exercise

_COUNTS, _TRUE = (1, 3, 4), 1
_CLASSES, _SMOOTHING = 7, 0.1
_WRONG = 10
_MANY = 1000
_GUESSES = ((0.2, -0.5, 0.3), (0.4, -0.5, 0.3))


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_by_hand(), _lowest_loss(), _squared_error(), _bounds(), _adds_up()]


def softmax_of_logs(counts: Sequence[int]) -> list[float]:
    """Softmax of the logarithms of these numbers, which are their shares."""
    return [count / sum(counts) for count in counts]


def _by_hand() -> Exercise:
    outputs, total = softmax_of_logs(_COUNTS), sum(_COUNTS)
    gradient = [y - (k == _TRUE) for k, y in enumerate(outputs)]
    loss, foretold = -math.log(outputs[_TRUE]), sum(g**2 for g in gradient)
    moved = [math.log(n) - g for n, g in zip(_COUNTS, gradient, strict=True)]
    after = math.log(sum(map(math.exp, moved))) - moved[_TRUE]
    shown = ", ".join(f"{round(total * g)}/{total}" for g in gradient)
    scores = ", ".join(f"\\log {n}" for n in _COUNTS)

    def check() -> bool:
        z = torch.tensor(_COUNTS, dtype=torch.float64).log().requires_grad_()
        of_torch = F.cross_entropy(z[None], torch.tensor([_TRUE]))
        (by_torch,) = torch.autograd.grad(of_torch, z)
        then = F.cross_entropy((z - by_torch)[None], torch.tensor([_TRUE]))
        return (
            torch.allclose(by_torch, torch.tensor(gradient, dtype=torch.float64))
            and abs(float(of_torch.detach()) - loss) < 1e-12
            and abs(float(then.detach()) - after) < 1e-12
            and loss - after < foretold
        )

    return Exercise(
        Text(
            f"Three classes have the scores $({scores})$, and the second is the right one. Compute the outputs, the loss and its "
            "gradient by hand. Then take one step of gradient descent on the scores with learning rate 1. By how much "
            "should the loss fall by the gradient alone, and by how much does it fall?",
            f"三個類別的分數是 $({scores})$，正確的是第二類。請手算輸出、損失與梯度。接著以學習率 1 對分數做一步梯度下降。"
            "只看梯度，損失應該下降多少？實際上下降多少？",
        ),
        Text(
            f"The outputs are $({', '.join(f'{n}/{total}' for n in _COUNTS)})$, the loss is $\\log\\frac{{{total}}}{{{_COUNTS[_TRUE]}}}={loss:.3f}$ and the "
            f"gradient $\\hat y-y=({shown})$. To first order the loss falls by the squared length of the gradient, {foretold:.3f}. It "
            f"falls by {loss - after:.3f}, to {after:.3f}: the loss is convex, so it lies above its tangent and falls by less.",
            f"輸出是 $({', '.join(f'{n}/{total}' for n in _COUNTS)})$，損失是 $\\log\\frac{{{total}}}{{{_COUNTS[_TRUE]}}}={loss:.3f}$，"
            f"梯度是 $\\hat y-y=({shown})$。一階近似下，損失下降梯度長度的平方，即 {foretold:.3f}；實際下降 {loss - after:.3f}，"
            f"變成 {after:.3f}：損失是凸函數，位於切線之上，所以下降得比較少。",
        ),
        check,
    )


def lowest_loss(classes: int, smoothing: float) -> float:
    """The smallest cross entropy that a smoothed label allows: its entropy."""
    low = smoothing / classes
    high = 1 - smoothing + low
    return -high * math.log(high) - (classes - 1) * low * math.log(low)


def _lowest_loss() -> Exercise:
    lowest, guessing = lowest_loss(_CLASSES, _SMOOTHING), math.log(_CLASSES)
    eps, k = _SMOOTHING, _CLASSES

    def check() -> bool:
        label, z = torch.tensor([0]), torch.zeros(1, k, dtype=torch.float64, requires_grad=True)
        start = float(F.cross_entropy(z, label, label_smoothing=eps).detach())
        for _ in range(400):  # gradient descent in place of the formula
            (g,) = torch.autograd.grad(F.cross_entropy(z, label, label_smoothing=eps), z)
            z = (z - 4 * g).detach().requires_grad_()
        reached = float(F.cross_entropy(z, label, label_smoothing=eps).detach())
        return abs(start - guessing) < 1e-12 and abs(reached - lowest) < 1e-6

    return Exercise(
        Text(
            f"A network tells {k} classes apart and is trained with label smoothing, $\\varepsilon={eps}$. How large is the loss of one "
            "that gives every class the same output? How small can the loss become at best, and for which scores? "
            "What follows for comparing the losses of two trainings?",
            f"一個模型分辨 {k} 個類別，訓練時用標籤平滑，$\\varepsilon={eps}$。如果每個類別的輸出都相同，損失是多少？損失最小可以到多少？"
            "這時的分數是什麼？比較兩次訓練的損失時要注意什麼？",
        ),
        Text(
            f"Equal outputs cost $\\log {k}={guessing:.3f}$, whatever the label. The gradient is 0 where $\\hat y=y'$, and as the loss is "
            f"convex, that is the minimum: the entropy $-\\sum_i y'_i\\log y'_i={lowest:.3f}$ of the smoothed label. The score of the right class then leads by "
            "$\\log\\frac{1-\\varepsilon+\\varepsilon/K}{\\varepsilon/K}$. So a loss that does not go to 0 is no failure here, and "
            "losses with different $\\varepsilon$ must not be compared.",
            f"輸出都相同時，不論標籤是什麼，損失都是 $\\log {k}={guessing:.3f}$。梯度在 $\\hat y=y'$ 處為 0，而損失是凸的，所以這就是最小值："
            f"平滑標籤的熵 $-\\sum_i y'_i\\log y'_i={lowest:.3f}$。這時正確類別的分數領先 "
            "$\\log\\frac{1-\\varepsilon+\\varepsilon/K}{\\varepsilon/K}$。所以損失不會趨近 0 並不是訓練失敗；$\\varepsilon$ 不同的損失不能互相比較。",
        ),
        check,
    )


def squared_gradient(scores: Tensor, label: Tensor) -> Tensor:
    """Gradient by the scores of ½ Σ (ŷ − y)², shape (K,)."""
    outputs = scores.softmax(0)
    error = outputs - label
    return outputs * (error - (error * outputs).sum())


def _squared_error() -> Exercise:
    scores, label = (torch.tensor(v, dtype=torch.float64) for v in ((0.0, _WRONG, 0.0), (1.0, 0.0, 0.0)))
    usual, squared = float((scores.softmax(0) - label)[0]), float(squared_gradient(scores, label)[0])
    digits, _, power = f"{squared:.1e}".partition("e")
    shown = rf"{digits}\times10^{{{int(power)}}}"

    def check() -> bool:
        z = scores.clone().requires_grad_()
        (by_torch,) = torch.autograd.grad(((z.softmax(0) - label) ** 2).sum() / 2, z)
        return (
            torch.allclose(by_torch, squared_gradient(scores, label), rtol=1e-9, atol=0)
            and abs(squared) < 1e-3
        )

    return Exercise(
        Text(
            "Put the squared error $L=\\frac12\\sum_i(\\hat y_i-y_i)^2$ behind the softmax instead. Derive $\\partial L/\\partial z_k$. Compare it with cross "
            f"entropy for the scores $(0, {_WRONG}, 0)$ where the first class is right: how strongly does each push $z_1$? Why are "
            "classifiers rarely trained like this?",
            "若在 softmax 之後改用平方誤差 $L=\\frac12\\sum_i(\\hat y_i-y_i)^2$，請推導 $\\partial L/\\partial z_k$。"
            f"分數為 $(0, {_WRONG}, 0)$、正確的是第一類時，與交叉熵比較：兩者對 $z_1$ 的梯度各有多大？為什麼訓練分類器時很少這樣做？",
        ),
        Text(
            "With the Jacobian, $\\frac{\\partial L}{\\partial z_k}=\\sum_i(\\hat y_i-y_i)\\,\\hat y_i(\\delta_{ik}-\\hat y_k)=\\hat y_k\\bigl((\\hat y_k-y_k)-\\sum_i(\\hat y_i-y_i)\\hat y_i\\bigr)$. "
            f"Cross entropy gives ${usual:.4f}$ for the first class, the squared error ${shown}$. The factor $\\hat y_k$ in front is "
            "the reason: the surer the network is of something wrong, the less it learns from it. In cross entropy the "
            "$1/\\hat y$ of the logarithm cancels this factor.",
            "由 Jacobian 矩陣，$\\frac{\\partial L}{\\partial z_k}=\\sum_i(\\hat y_i-y_i)\\,\\hat y_i(\\delta_{ik}-\\hat y_k)=\\hat y_k\\bigl((\\hat y_k-y_k)-\\sum_i(\\hat y_i-y_i)\\hat y_i\\bigr)$。"
            f"對第一類，交叉熵的梯度是 ${usual:.4f}$，平方誤差的梯度是 ${shown}$。原因是前面的因子 $\\hat y_k$：模型錯得越有把握，學到的反而越少。"
            "交叉熵的對數帶來 $1/\\hat y$，正好消去這個因子。",
        ),
        check,
    )


def largest_excess(classes: int) -> float:
    """By how much log-sum-exp exceeds the largest of so many scores at most."""
    return math.log(classes)


def _bounds() -> Exercise:
    excess = largest_excess(_MANY)

    def check() -> bool:
        random = torch.Generator().manual_seed(0)
        scores = 5 * torch.randn(50, _MANY, generator=random, dtype=torch.float64)
        over = scores.logsumexp(1) - scores.max(1).values
        alike = float(torch.full((_MANY,), 3.0, dtype=torch.float64).logsumexp(0)) - 3
        cold = 0.01 * (scores / 0.01).logsumexp(1) - scores.max(1).values
        return bool((over > 0).all() and (over <= excess).all() and (cold <= 0.01 * excess).all()) and (
            abs(alike - excess) < 1e-9
        )

    return Exercise(
        Text(
            "Show that $\\max_j z_j<\\log\\sum_j e^{z_j}\\le\\max_j z_j+\\log K$ for $K\\ge2$. When is the right side reached? How large is the gap "
            f"at most for $K={_MANY}$ classes? What becomes of $T\\log\\sum_j e^{{z_j/T}}$ as $T\\to0$?",
            "試證 $K\\ge2$ 時 $\\max_j z_j<\\log\\sum_j e^{z_j}\\le\\max_j z_j+\\log K$。右邊的等號何時成立？"
            f"$K={_MANY}$ 個類別時，差距最大是多少？$T\\to0$ 時，$T\\log\\sum_j e^{{z_j/T}}$ 會變成什麼？",
        ),
        Text(
            "Take $c=\\max_j z_j$ in {eq}`eq-softmax-log-sum-exp-shift`. The sum on the right has $K$ positive terms, none larger than 1, and one equal to 1; "
            "it is more than 1 and at most $K$. It is $K$ only if all scores are equal. For "
            f"$K={_MANY}$ the gap is at most {excess:.2f}. With $z/T$ for $z$ and times $T$, the gap is at most $T\\log K$, so the limit is $\\max_j z_j$: "
            "log-sum-exp is a smooth maximum, and its gradient, softmax, a smooth choice of the largest.",
            "在 {eq}`eq-softmax-log-sum-exp-shift` 取 $c=\\max_j z_j$。右邊的和有 $K$ 個正項，每項都不超過 1，且有一項等於 1；"
            f"所以它大於 1，最多是 $K$，而且只有所有分數都相等時才是 $K$。$K={_MANY}$ 時，差距最多是 {excess:.2f}。"
            "把 $z$ 換成 $z/T$ 再乘以 $T$，差距最多是 $T\\log K$，所以極限是 $\\max_j z_j$：log-sum-exp 是平滑的最大值，"
            "它的梯度 softmax 則是對最大者的平滑選擇。",
        ),
        check,
    )


def could_be_gradient(entries: Sequence[float]) -> bool:
    """Whether numbers can be the gradient by the scores of a loss that depends on them through a softmax alone."""
    return abs(sum(entries)) < 1e-9


def _adds_up() -> Exercise:
    shown = [str(guess) for guess in _GUESSES]
    wrong = [guess for guess in _GUESSES if not could_be_gradient(guess)]
    told = " and ".join(f"${guess}$" for guess in wrong)

    def check() -> bool:
        z = torch.tensor((0.3, -1.2, 0.8), dtype=torch.float64)
        jacobian = torch.autograd.functional.jacobian(lambda s: s.softmax(0), z)  # type: ignore[no-untyped-call]
        # A gradient g of some loss behind the softmax is the Jacobian times something: solvable or not.
        for entries in _GUESSES:
            g = torch.tensor(entries, dtype=torch.float64)
            solution = torch.linalg.lstsq(jacobian, g[:, None], driver="gelsd").solution[:, 0]
            if torch.allclose(jacobian @ solution, g) == (entries in wrong):
                return False
        return int(torch.linalg.matrix_rank(jacobian)) == 2

    return Exercise(
        Text(
            "Some loss depends on the scores of three classes only through softmax. What is the rank of the Jacobian {eq}`eq-softmax-jacobian`, and "
            "what does that say of the gradient with respect to the scores? Someone's program gives, at two points, "
            f"${shown[0]}$ and ${shown[1]}$. Can you tell that one is wrong without knowing the loss?",
            "某個損失只經由 softmax 與三個類別的分數有關。Jacobian 矩陣 {eq}`eq-softmax-jacobian` 的秩是多少？這說明了對分數的梯度有什麼性質？"
            f"有人的程式在兩個點算出 ${shown[0]}$ 與 ${shown[1]}$：不知道損失是什麼，也能看出哪一個錯了嗎？",
        ),
        Text(
            "$Jv=0$ says $\\hat y_i\\bigl(v_i-\\sum_j\\hat y_jv_j\\bigr)=0$ for all $i$, so all $v_i$ are equal: the rank is $K-1$. $J$ is "
            "symmetric, so $\\partial L/\\partial z=J\\,\\partial L/\\partial\\hat y$ is orthogonal to $(1,\\dots,1)$: its entries add up to 0, whatever the loss, for $L_\\Sigma$ of "
            f"{{eq}}`eq-softmax-binary-sum` as well. {told} does not, so it is wrong. The other passes this test, which does not yet "
            "make it right.",
            "$Jv=0$ 表示對所有 $i$，$\\hat y_i\\bigl(v_i-\\sum_j\\hat y_jv_j\\bigr)=0$，所以所有 $v_i$ 都相等：秩是 $K-1$。$J$ 是對稱的，"
            "因此 $\\partial L/\\partial z=J\\,\\partial L/\\partial\\hat y$ 與 $(1,\\dots,1)$ 垂直：不論是什麼損失，各項總和都是 0，"
            f"{{eq}}`eq-softmax-binary-sum` 的 $L_\\Sigma$ 也不例外。{told} 並非如此，所以是錯的。另一個通過了這項檢查，但不表示它就是對的。",
        ),
        check,
    )
