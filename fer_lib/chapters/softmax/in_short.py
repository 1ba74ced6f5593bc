"""What chapter 12 found, in short: the gradient, the other loss, and where the formula as written overflows."""

from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.proofs.softmax import stability


def findings(results: Results) -> list[Text]:
    """Two or three sentences on what was proved and computed.

    Args:
        results: of the chapter's proofs.
    """
    found = [
        Text(
            "Behind a softmax, the gradient of cross entropy is prediction minus label, $\\hat y-y$, if the labels add up to 1.",
            "softmax 之後接交叉熵，只要標籤的總和是 1，梯度就是預測減標籤，$\\hat y-y$。",
        )
        if results["softmax.gradient"].verdict == "proved"
        else Text(
            "The gradient of cross entropy behind a softmax could not be proved in this run.",
            "這次執行沒有證明 softmax 之後接交叉熵的梯度。",
        )
    ]
    if results["softmax.binary_sum"].verdict == "refuted":
        found.append(
            Text(
                "The sum of a binary term for each class looks alike but is another loss, with another gradient.",
                "每個類別各取一個二元項再加總，看起來很像，卻是另一種損失，梯度也不同。",
            )
        )
    first, last = stability.first_overflow("float32"), stability.first_overflow("float64")
    return [
        *found,
        Text(
            f"Computed as written, a softmax overflows once a score reaches {first} in float32 or {last} in float64; with the largest "
            "score subtracted first, it does not.",
            f"照式子直接計算 softmax，分數到 {first}（float32）或 {last}（float64）就會溢位；先減去最大的分數就不會。",
        ),
    ]
