"""What chapter 2 shows of all networks side by side."""

from collections.abc import Mapping

from fer_lib import publish
from fer_lib.chapters.models.comparison_figure import ConvolutionShares
from fer_lib.chapters.models.network_pages import Network
from fer_lib.language import Text
from fer_lib.wording import percent


def publish_comparison(networks: Mapping[str, Network]) -> None:
    """The table of all networks, and what they have in common and not."""
    rows: list[list[object]] = [
        [
            f"`{name}`",
            f"{totals.trainable:,}",
            f"{totals.total:,}",
            f"{totals.weights_only:,}",
            f"{totals.macs / 1e6:,.1f}",
            f"{4 * totals.activations / 2**20:.2f}",
        ]
        for name, totals in ((name, network.totals) for name, network in networks.items())
    ]
    publish.table(
        "networks",
        Text(
            "All networks: trainable parameters; the same with the running statistics of batch normalization, as Keras "
            "counts; weights without biases and normalization; millions of multiply-accumulates and MiB of all layers' "
            "outputs in float32, both for one image.",
            "所有網路：可訓練的參數量；連批次正規化的移動統計量一起算（Keras 的算法）；不含偏差項與正規化的權重數；"
            "百萬次乘加，以及所有層的輸出以 float32 計占多少 MiB，後兩者都以一張影像計。",
        ),
        [
            Text("Network", "網路"),
            Text("Trainable", "可訓練"),
            Text("As Keras", "Keras"),
            Text("Weights", "權重"),
            Text("MACs (M)", "乘加（百萬）"),
            Text("MiB", "MiB"),
        ],
        rows,
        "lrrrrr",
    )


def publish_convolution_shares(networks: Mapping[str, Network]) -> None:
    """Convolutions against fully connected layers in all networks: a figure, and what it shows."""
    shares = ConvolutionShares.of({name: network.stages for name, network in networks.items()})
    convolutional = [i for i, share in enumerate(shares.macs) if share]
    least = min(convolutional, key=lambda i: shares.parameters[i])
    least_work = min(shares.macs[i] for i in convolutional)
    name, share = shares.names[least], percent(shares.parameters[least])
    publish.figure(
        "convolution-shares",
        lambda lang: shares.plot(lang=lang),
        Text(
            "How the parameters and the multiply-accumulates divide between convolutions, with their normalization, "
            "and fully connected layers; beside each bar the percentage of the convolutions.",
            "參數量與乘加次數在卷積層（含其正規化）與全連接層之間如何分配；長條旁的數字是卷積層所占的百分比。",
        ),
        Text(
            f"Two bars for each of {len(shares.names)} networks. In the convolutional ones the convolutions do at "
            f"least {percent(least_work)} of the work, but hold as little as {share} of the parameters "
            f"({name}); the fully connected networks have none.",
            f"{len(shares.names)} 個網路，各有兩根長條。卷積網路中，卷積層至少負責 {percent(least_work)} "
            f"的運算，但參數最少只占 {share}（{name}）；全連接網路則沒有卷積層。",
        ),
    )
    uses = {name: network.totals.macs / network.totals.weights_only for name, network in networks.items()}
    most = max(uses, key=lambda key: uses[key])
    publish.text(
        Text(
            f"In every convolutional network the convolutions do at least {percent(least_work)} of the work. "
            f"Their share of the parameters varies far more: in `{name}` it is only {share}, because flattening a map "
            f"makes the next matrix large. Work divided by weights says how often a weight is used for one image: once "
            f"in the fully connected networks, {uses[most]:.0f} times on average in `{most}`. So networks with about "
            "equally many parameters can differ in their work by just such a factor.",
            f"在每個卷積網路中，卷積層至少負責 {percent(least_work)} 的運算；它們占參數量的比例則差異大得多："
            f"在 `{name}` 只有 {share}，因為把特徵圖攤平之後，下一個矩陣就會很大。運算量除以權重數，"
            f"就是一個權重在一張影像上平均用了幾次：全連接網路是一次，`{most}` 平均 {uses[most]:.0f} 次。"
            "所以參數量相近的網路，運算量可以差到這麼多倍。",
        )
    )
