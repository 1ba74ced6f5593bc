"""The figures of chapter 12 with caption and alt text."""

from fer_lib.chapters.softmax.log_sum_exp_figure import LogSumExpCurve
from fer_lib.chapters.softmax.triangle_figure import STEPS, Triangle
from fer_lib.chapters.softmax.two_gradients_figure import TwoGradients
from fer_lib.language import Text
from fer_lib.publish import BookFigure


def triangle() -> BookFigure:
    """Outputs of three classes as points, and gradient descent on the scores."""
    paths = Triangle.compute()
    n, first = len(paths.outputs), paths.outputs[:, -1, 0]
    low, high = f"{first.min():.2f}", f"{first.max():.2f}"
    return BookFigure(
        lambda lang: paths.plot(lang=lang),
        Text(
            f"Softmax of three scores is a point inside this triangle; at a corner, one class has the output 1. Squares: {n} starts. "
            f"Dots: {STEPS} steps of gradient descent on the scores with learning rate 1, where class 1 is right.",
            f"三個分數的 softmax 是這個三角形內的一點；在角上，其中一類的輸出是 1。方塊：{n} 個起點。"
            f"圓點：正確的是類別 1 時，以學習率 1 對分數做 {STEPS} 步梯度下降。",
        ),
        Text(
            f"A triangle with a class at each corner. From {n} squares inside it, dotted paths lead towards the corner of class 1, whose "
            f"output ends between {low} and {high}; the dots come closer together near the corner.",
            f"三角形的每個角是一個類別。{n} 條由方塊出發的點線都通往類別 1 的角，最後它的輸出在 {low} 與 {high} 之間；越接近角，點越密。",
        ),
    )


def gradients(classes: int) -> BookFigure:
    """Gradients of the usual loss and of the sum of the binary terms.

    Args:
        classes: how many there are.
    """
    curves = TwoGradients.compute(classes)
    low, high = f"{curves.ratio.min():.2f}", f"{curves.ratio.max():.2f}"
    times = Text(low, low) if low == high else Text(f"{low} to {high}", f"{low} 至 {high}")
    return BookFigure(
        lambda lang: curves.plot(lang=lang),
        Text(
            f"Gradient with respect to the score s of the true class among {classes}, the other scores being 0. The sum of the binary "
            f"terms has {times.en} times the gradient of the usual loss.",
            f"{classes} 個類別中，正確類別的分數為 s、其餘為 0 時，損失對 s 的梯度。"
            f"二元項總和的梯度是通常損失的 {times.zh} 倍。",
        ),
        Text(
            "Two rising curves from −1 on the left to almost 0 on the right. They coincide on the left; on the right "
            "the dashed one, the sum of the binary terms, stays lower.",
            "兩條由左端的 −1 上升到右端接近 0 的曲線。左側兩者重合，右側代表二元項總和的虛線較低。",
        ),
    )


def overflow() -> BookFigure:
    """Log-sum-exp in float32 over the largest score."""
    curve = LogSumExpCurve.compute()
    return BookFigure(
        lambda lang: curve.plot(lang=lang),
        Text(
            "Log-sum-exp of (x, x − 1, x − 2) in float32, minus x. The true value does not depend on x. In the grey "
            "ranges the form as written is infinite; near the left one its exponentials have lost most of their digits.",
            "以 float32 計算 (x, x − 1, x − 2) 的 log-sum-exp，再減去 x。真正的值與 x 無關。在灰色範圍內，照式子計算的結果是無限大；"
            "在左側灰色範圍附近，指數函數值已失去大部分有效位數。",
        ),
        Text(
            "The shifted form is a level dashed line. The form as written lies on it in the middle, swings wildly at "
            "its left end and is missing in the grey ranges at both ends.",
            "平移的形式是一條水平虛線。照式子計算的曲線在中間與它重合，在左端劇烈擺動，在兩端的灰色範圍則沒有值。",
        ),
    )
