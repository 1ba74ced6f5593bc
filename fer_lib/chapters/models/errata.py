"""What chapter 2 says of the numbers of parameters that the reports print."""

from fer_lib import publish
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS, ParameterSources
from fer_lib.language import Text
from fer_lib.models.inputs import example_input
from fer_lib.models.layers import count
from fer_lib.models.registry import create_model
from fer_lib.wording import percent


def publish_errata() -> None:
    """The numbers of parameters that the reports print, held against the networks, and what went wrong."""
    right, erratum = Text("right", "正確"), Text("**erratum**", "**勘誤**")
    differs = Text("**differs**", "**不符**")
    publish.table(
        "printed-counts",
        Text(
            "Every number of parameters that the reports print, and how many can be trained. Counting what the last "
            "column says gives the printed number.",
            "報告印出的每個參數量，以及實際可訓練的參數量。照最後一欄的算法，就會得到印出的數字。",
        ),
        [
            Text("Network", "網路"),
            Text("Printed", "印出"),
            Text("Trainable", "可訓練"),
            Text("Verdict", "判定"),
            Text("What was counted", "算的是什麼"),
        ],
        [
            [
                f"`{one.model}`",
                f"{one.printed:,}",
                f"{one.trainable():,}",
                differs if not one.agrees() else erratum if one.is_erratum else right,
                one.meaning,
            ]
            for one in PRINTED_COUNTS
        ],
        "lrrll",
    )
    cnn, dnn = (ParameterSources.of(create_model(f"report-b-{kind}")) for kind in ("cnn", "dnn"))
    one_channel, kernels = cnn.kernels_of_one_channel, cnn.kernels
    total_cnn, total_dnn = kernels + cnn.linear + cnn.biases, dnn.linear + dnn.biases
    keras = count(create_model("report-d-cnn"), example_input())
    statistics = keras.total - keras.trainable
    more = percent(total_cnn / total_dnn - 1, 0)
    publish.text(
        Text(
            f"**Report B's convolutional network.** The printed number has 9 weights for each of the {cnn.filters} "
            f"filters, {one_channel:,} in all, as if each saw one channel. But a filter has a 3 × 3 kernel "
            f"for every input channel of its layer; all kernels together hold {kernels:,} weights. With the "
            f"{cnn.linear:,} weights of the fully connected layers the wrong count is {one_channel:,} + "
            f"{cnn.linear:,} = {one_channel + cnn.linear:,}, as printed; the right one, with the {cnn.biases} biases, "
            f"is {kernels:,} + {cnn.linear:,} + {cnn.biases} = {total_cnn:,}.",
            f"**報告 B 的卷積網路**：印出的數字把 {cnn.filters} 個濾波器各算 9 個權重，共 {one_channel:,} 個，"
            f"彷彿每個濾波器只看一個通道。但濾波器對該層的每個輸入通道都有一個 3 × 3 的卷積核；"
            f"所有卷積核合計有 {kernels:,} 個權重。加上全連接層的 {cnn.linear:,} 個權重，"
            f"錯誤的算法是 {one_channel:,} + {cnn.linear:,} = {one_channel + cnn.linear:,}，正是印出的數字；"
            f"正確的算法還要加上 {cnn.biases} 個偏差項：{kernels:,} + {cnn.linear:,} + {cnn.biases} = {total_cnn:,}。",
        ),
        Text(
            f"**Its fully connected network** lacks only the {dnn.biases} biases: {dnn.linear:,} + {dnn.biases} = "
            f"{total_dnn:,}. But it was built to equal the wrong number. The convolutional network has in truth {more} "
            "more parameters, so the report's comparison of the two is not one at equal size.",
            f"**它的全連接網路**只少算了 {dnn.biases} 個偏差項：{dnn.linear:,} + {dnn.biases} = {total_dnn:,}。"
            f"但這個網路是照著錯誤的數字設計的：卷積網路的參數其實多了 {more}，"
            "所以報告中兩者的比較並不是在相同大小之下。",
        ),
        Text(
            f"**Report D's numbers are right.** Keras adds the running mean and variance of each channel that is "
            f"normalized, 2 × {statistics // 2:,} = {statistics:,} values, which training updates but does not learn; "
            "PyTorch keeps them as buffers and does not count them.",
            f"**報告 D 的數字是對的**：Keras 把每個正規化通道的移動平均與變異數也算進去，共 2 × {statistics // 2:,} = "
            f"{statistics:,} 個值，這些值會在訓練時更新，但不是學出來的；PyTorch 把它們存成 buffer，不列入計算。",
        ),
        Text(
            "**Report A's pooling.** The total is right, but the report prints a window of 2 × 2 with stride 1. A "
            "stride of 1 turns a side of 48 into 47, not 24: the stride is 2. Report C prints no number of parameters.",
            "**報告 A 的池化**：總數是對的，但報告印出的池化視窗是 2 × 2、步幅 1。步幅為 1 時，邊長 48 只會變成 47，"
            "而不是 24：步幅是 2。報告 C 沒有印出參數量。",
        ),
    )
