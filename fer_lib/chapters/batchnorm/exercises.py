"""The exercises of chapter 11: a batch of two, a projection, larger weights, a forgotten way, a running average."""

import math

import torch
from torch import Tensor, nn

from fer_lib.language import Text
from fer_lib.publish import Exercise

_BATCH = 5
_FACTOR = 4
_X, _G, _GAMMA = (1, 3), (5, 2), 2
_SHARE = 0.01


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_two_numbers(), _projection(), _larger_weights(), _forgotten_way(), _running_average()]


def normalized(x: Tensor, epsilon: float = 0.0) -> Tensor:
    """x̂ of numbers x, shape (m,); without ε if none is given."""
    return (x - x.mean()) / (x.var(correction=0) + epsilon).sqrt()


def gradient(x: Tensor, g: Tensor, gamma: float = 1.0) -> Tensor:
    """∂ℓ/∂x by the closed formula with ε = 0; x and g of shape (m,)."""
    m, xhat, s = len(x), normalized(x), x.var(correction=0).sqrt()
    return gamma / (m * s) * (m * g - g.sum() - xhat * (g * xhat).sum())


def _random(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def _autograd(x: Tensor, g: Tensor, gamma: float = 1.0) -> Tensor:
    x = x.clone().requires_grad_()
    (found,) = torch.autograd.grad((g * gamma * normalized(x)).sum(), x)
    return found


def _two_numbers() -> Exercise:
    x, g = (torch.tensor(values, dtype=torch.float64) for values in (_X, _G))
    xhat, found = (
        tuple(round(v) for v in values.tolist()) for values in (normalized(x), gradient(x, g, _GAMMA))
    )

    def check() -> bool:
        by_torch = _autograd(x, g, _GAMMA)
        return bool(
            torch.allclose(by_torch, torch.tensor(found, dtype=torch.float64), atol=1e-12)
        ) and xhat == (-1, 1)

    return Exercise(
        Text(
            f"A batch has two numbers, $x={_X}$, and $\\gamma={_GAMMA}$, $\\varepsilon=0$; backpropagation brings $g={_G}$. Compute "
            "$\\hat x$ and $\\partial\\ell/\\partial x$ by hand. Does the result depend on the numbers? And what does "
            "batch normalization make of a batch of one?",
            f"一個批次只有兩個數 $x={_X}$，且 $\\gamma={_GAMMA}$、$\\varepsilon=0$；反向傳播帶來 $g={_G}$。請手算 $\\hat x$ 與 "
            "$\\partial\\ell/\\partial x$。結果與這些數有關嗎？如果批次只有一個數，批次正規化會得到什麼？",
        ),
        Text(
            f"$\\hat x={xhat}$ and $\\partial\\ell/\\partial x={found}$. It is 0 for whatever two numbers that differ: the smaller one always "
            "becomes $-1$ and the larger one 1, so moving them changes nothing and nothing can be learned. Of one number nothing "
            "is left but $\\hat x=0$, whatever it was (with $\\varepsilon>0$; without, it is a division by 0). Torch refuses such a "
            "batch in training.",
            f"$\\hat x={xhat}$，$\\partial\\ell/\\partial x={found}$。只要兩個數不同，結果都是 0：小的總是變成 $-1$，大的總是變成 1，"
            "移動它們什麼也不會改變，也就學不到東西。只有一個數時，不論是多少都得到 $\\hat x=0$（這是 $\\varepsilon>0$ 的情形；否則就是除以 0）。"
            "torch 在訓練時會拒絕這樣的批次。",
        ),
        check,
    )


def rank(m: int) -> int:
    """Rank of ∂x̂/∂x for m ≥ 2 numbers that are not all alike, with ε = 0."""
    return m - 2


def _projection() -> Exercise:
    left = rank(_BATCH)

    def check() -> bool:
        x = _random(_BATCH)
        jacobian = torch.autograd.functional.jacobian(normalized, x)  # type: ignore[no-untyped-call]
        ones, xhat, s = torch.ones_like(x), normalized(x), x.var(correction=0).sqrt()
        projection = torch.eye(_BATCH) - (torch.outer(ones, ones) + torch.outer(xhat, xhat)) / _BATCH
        return (
            int(torch.linalg.matrix_rank(jacobian, atol=1e-9)) == left
            and torch.allclose(jacobian * s, projection.to(jacobian))
            and torch.allclose(projection @ projection, projection)
        )

    return Exercise(
        Text(
            "Let $\\varepsilon=0$. Write {eq}`eq-batchnorm-dx-closed` as $\\frac{\\partial\\ell}{\\partial x}=\\frac{\\gamma}{s}P\\,g$ with a matrix "
            f"$P$. Show that $P$ is a projection. Which directions does it remove, and which rank is left for $m={_BATCH}$?",
            "設 $\\varepsilon=0$。把 {eq}`eq-batchnorm-dx-closed` 寫成 $\\frac{\\partial\\ell}{\\partial x}=\\frac{\\gamma}{s}P\\,g$，其中 $P$ 是矩陣。"
            f"試證 $P$ 是投影。它去掉了哪些方向？$m={_BATCH}$ 時秩是多少？",
        ),
        Text(
            "$P=I-\\frac1m\\mathbf 1\\mathbf 1^\\top-\\frac1m\\hat x\\hat x^\\top$. The vectors $\\mathbf 1/\\sqrt m$ and $\\hat x/\\sqrt m$ have "
            "length 1 (the squares of $\\hat x$ add up to $m$) and are orthogonal (its entries add up to 0). So $P$ subtracts from $g$ its "
            f"parts along these two, and $P^2=P$. The rank is $m-2={left}$. The parts removed are shifting and stretching the "
            "batch, which batch normalization undoes.",
            "$P=I-\\frac1m\\mathbf 1\\mathbf 1^\\top-\\frac1m\\hat x\\hat x^\\top$。向量 $\\mathbf 1/\\sqrt m$ 與 $\\hat x/\\sqrt m$ 的長度都是 1"
            "（$\\hat x$ 的平方和是 $m$），而且互相垂直（$\\hat x$ 的總和是 0）。所以 $P$ 從 $g$ 減去沿這兩個方向的分量，$P^2=P$。"
            f"秩是 $m-2={left}$。去掉的是平移與伸縮整個批次的方向，批次正規化本來就會抵消它們。",
        ),
        check,
    )


def gradient_factor(a: float) -> float:
    """By what the gradient of the weights is multiplied where the weights are multiplied by a > 0."""
    return 1 / a


def _larger_weights() -> Exercise:
    a = _FACTOR
    shown = f"1/{a}"

    def check() -> bool:
        data, start = _random(9, 3), torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
        target = _random(9)

        def loss_and_gradient(w: Tensor) -> tuple[Tensor, Tensor]:
            w = w.clone().requires_grad_()
            loss = (normalized(data @ w) * target).sum()
            return loss.detach(), torch.autograd.grad(loss, w)[0]

        (one, small), (other, large) = loss_and_gradient(start), loss_and_gradient(a * start)
        return (
            torch.allclose(one, other)
            and torch.allclose(large, gradient_factor(a) * small)
            and bool((small @ start).abs() < 1e-9)
        )

    return Exercise(
        Text(
            f"All weights $w$ of a layer with batch normalization behind it are multiplied by {a} (no bias, $\\varepsilon=0$). What happens to "
            "the loss, and what to the gradient with respect to $w$? Show that the gradient is orthogonal to $w$. What does plain gradient "
            "descent therefore do to the length of $w$, and what is weight decay good for here?",
            f"一層後面接批次正規化（沒有偏差項，$\\varepsilon=0$），把它的權重 $w$ 全部乘以 {a}。損失會如何？對 $w$ 的梯度會如何？"
            "試證這個梯度與 $w$ 垂直。因此單純的梯度下降會讓 $w$ 的長度如何變化？權重衰減在這裡有什麼作用？",
        ),
        Text(
            "Outputs, mean and deviation grow by the same factor, so $\\hat x$ and the loss stay as they are: $\\ell(aw)=\\ell(w)$ for "
            f"$a>0$. Differentiating by $w$ gives $a\\,\\nabla\\ell(aw)=\\nabla\\ell(w)$: the gradient has {shown} of its size. Differentiating by $a$, at $a=1$: $w\\cdot\\nabla\\ell(w)=0$. "
            "A step at right angles makes $w$ longer (Pythagoras), so steps turn $w$ less and less. Weight decay "
            "shortens $w$; it does not change what the layer computes, but keeps the steps effective.",
            "輸出、平均與標準差都放大同樣的倍數，所以 $\\hat x$ 與損失不變：$a>0$ 時 $\\ell(aw)=\\ell(w)$。"
            f"對 $w$ 微分得 $a\\,\\nabla\\ell(aw)=\\nabla\\ell(w)$：梯度只剩 {shown}。對 $a$ 微分，取 $a=1$，得 $w\\cdot\\nabla\\ell(w)=0$。"
            "垂直的一步會讓 $w$ 變長（畢氏定理），於是每一步轉動 $w$ 的角度越來越小。權重衰減把 $w$ 縮短：層所計算的東西沒有改變，但更新才能持續有效。",
        ),
        check,
    )


def forgotten(x: Tensor, g: Tensor) -> Tensor:
    """∂ℓ/∂x without the way through the variance, γ = 1 and ε = 0."""
    return (g - g.mean()) / x.var(correction=0).sqrt()


def _forgotten_way() -> Exercise:
    def check() -> bool:
        x, g = _random(2, _BATCH)
        xhat, s = normalized(x), x.var(correction=0).sqrt()
        error = forgotten(x, g) - _autograd(x, g)
        without = g - xhat * (g * xhat).sum() / _BATCH  # ∂ℓ/∂γ = 0
        return (
            torch.allclose(error, xhat * (g * xhat).sum() / (_BATCH * s))
            and float(error.abs().max()) > 1e-3
            and torch.allclose(forgotten(x, without), _autograd(x, without))
        )

    return Exercise(
        Text(
            "Someone forgets that $\\sigma^2$ depends on $x$ and gets $\\frac{\\gamma}{s}\\bigl(g_k-\\frac1m\\sum_i g_i\\bigr)$. By how much is it wrong? "
            "For which $g$ is it right? Would a test on the sum of the gradient find the mistake?",
            "有人忘了 $\\sigma^2$ 也與 $x$ 有關，得到 $\\frac{\\gamma}{s}\\bigl(g_k-\\frac1m\\sum_i g_i\\bigr)$。它差了多少？對哪些 $g$ 是正確的？"
            "檢查梯度的總和，能發現這個錯誤嗎？",
        ),
        Text(
            "By {eq}`eq-batchnorm-dx-closed` the term $\\frac{\\gamma}{ms}\\,\\hat x_k\\sum_i g_i\\hat x_i$ is missing, which is "
            "$\\frac{\\gamma}{ms}\\,\\hat x_k\\frac{\\partial\\ell}{\\partial\\gamma}$. It is right where $\\partial\\ell/\\partial\\gamma=0$ (or $\\gamma=0$), that is where stretching the batch "
            "would not matter. The sum does not find it: both results add up to 0. The second sum of "
            "{ref}`sec-batchnorm-sums`, along $\\hat x$, does.",
            "由 {eq}`eq-batchnorm-dx-closed`，少減了 $\\frac{\\gamma}{ms}\\,\\hat x_k\\sum_i g_i\\hat x_i$，也就是 "
            "$\\frac{\\gamma}{ms}\\,\\hat x_k\\frac{\\partial\\ell}{\\partial\\gamma}$。當 $\\partial\\ell/\\partial\\gamma=0$（或 $\\gamma=0$）時它是正確的，也就是伸縮整個批次不影響損失的時候。"
            "總和看不出這個錯誤，因為兩者的總和都是 0；沿 $\\hat x$ 的{ref}`第二個和 <sec-batchnorm-sums>`才看得出來。",
        ),
        check,
    )


def batches_until(share: float, momentum: float) -> int:
    """After how many batches the initial value counts for less than this share in the running average."""
    return math.floor(math.log(share) / math.log(1 - momentum)) + 1


def _running_average() -> Exercise:
    momentum = nn.BatchNorm1d(1).momentum
    assert momentum is not None
    n = batches_until(_SHARE, momentum)

    def check() -> bool:
        layer, zeros = nn.BatchNorm1d(1).double(), torch.zeros(4, 1, dtype=torch.float64)
        assert layer.running_mean is not None
        layer.running_mean.fill_(1.0)
        left = []
        for _ in range(2 * n):
            layer(zeros)
            left.append(float(layer.running_mean))
        return left[n - 1] < _SHARE <= left[n - 2]

    return Exercise(
        Text(
            "For inference torch keeps a running mean: after each batch, $\\bar\\mu\\leftarrow(1-\\alpha)\\,\\bar\\mu+\\alpha\\,\\mu$, with "
            f"$\\alpha={momentum}$ and $\\bar\\mu=0$ at the start. How much does the start still count after $n$ batches? From which $n$ on is it "
            f"less than {_SHARE:.0%}? What does that mean for a training of a few batches that is judged in inference mode?",
            "torch 為推論保留一個移動平均：每個批次之後，$\\bar\\mu\\leftarrow(1-\\alpha)\\,\\bar\\mu+\\alpha\\,\\mu$，"
            f"其中 $\\alpha={momentum}$，一開始 $\\bar\\mu=0$。$n$ 個批次之後，初始值還占多少？從哪個 $n$ 開始少於 {_SHARE:.0%}？"
            "如果只訓練幾個批次就用推論模式評估，會怎樣？",
        ),
        Text(
            f"It counts $(1-\\alpha)^n$. From $n={n}$ on that is less than {_SHARE:.0%}, as "
            "$n>\\frac{\\ln "
            f"{_SHARE}}}{{\\ln(1-{momentum})}}$. After a few batches the running mean (and the running variance, which "
            "starts at 1) is still mostly its initial value, so the network in inference mode computes something else than in "
            "training: its validation accuracy can be poor while its training loss is fine.",
            f"初始值占 $(1-\\alpha)^n$。由 $n>\\frac{{\\ln {_SHARE}}}{{\\ln(1-{momentum})}}$，從 $n={n}$ 開始少於 {_SHARE:.0%}。"
            "只過了幾個批次時，移動平均（以及從 1 開始的移動變異數）大多還是初始值，所以模型在推論模式下算的與訓練時不同："
            "訓練損失正常，驗證準確率卻可能很差。",
        ),
        check,
    )
