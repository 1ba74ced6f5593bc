"""What chapter 2 says of the networks: descriptions, where parameters and work sit, what the reports printed."""

from collections.abc import Sequence

from fer_lib.chapters.models.convolution_shares_figure import ConvolutionShares, shares_are_known
from fer_lib.chapters.models.descriptions import describe
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.chapters.models.printed_counts import ParameterSources
from fer_lib.chapters.models.stage_shares_figure import StageShares
from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.wording import at_least_percent, listed, paragraph, percent, tidy

MOST_RUNS = 6
"""Runs that are named one by one."""
FEW = 0.5
"""Share of the parameters below which the convolutions have few of them."""


def title(network: Network, level: int) -> Text:
    """Whose network it is, as a heading.

    Args:
        network: which.
        level: number of ``#``.
    """
    text, marks = describe(network).title, "#" * level
    return Text(f"{marks} {text.en}", f"{marks} {text.zh}")


def description(network: Network, config: RunConfig | None = None) -> Text:
    """What the network is, and which of its choices a run has made otherwise.

    Args:
        network: which.
        config: of the run that is shown; without, the network is as its report has it.
    """
    text = paragraph(describe(network).text, *_structure(network))
    if config is None:
        return text
    values = {key: getattr(config, key) for key in ("activation", "normalization", "dropout")}
    changed = {k: v for k, v in values.items() if v != RunConfig.model_fields[k].default}
    settings = [f"`{key}: {value}`" for key, value in {**config.model_options, **changed}.items()]
    if not settings:
        return text
    return paragraph(
        text,
        Text(
            f"The run that is shown has set {', '.join(settings)}.",
            f"這裡看的訓練設定了 {'、'.join(settings)}。",
        ),
    )


def main_run(network: Network, runs: int) -> list[Text]:
    """Which run the chapters on a single network speak of, and which others have this network.

    Args:
        network: of the main run.
        runs: how many the edition has on its main data; of one alone there is nothing to say.
    """
    shown, *others = network.runs
    if runs == 1:
        return []
    told = Text(
        f"The chapters that speak of a single network show its run `{shown}`.",
        f"只談一個模型的各章，看的是訓練 `{shown}`。",
    )
    if not others:
        return [told]
    if len(others) > MOST_RUNS:
        also = Text(
            f"A further {len(others)} runs have this network.", f"另有 {len(others)} 次訓練用的也是這個模型。"
        )
    else:
        names = _listed(others)
        also = Text(
            f"{names.en} {'have' if len(others) > 1 else 'has'} this network too.",
            f"{names.zh}用的也是這個模型。",
        )
    return [paragraph(told, tidy(also))]


def runs_of(network: Network) -> Text:
    """Which runs have a network."""
    if len(network.runs) > MOST_RUNS:
        return Text(
            f"{len(network.runs)} runs have this network, `{network.runs[0]}` the first of them.",
            f"有 {len(network.runs)} 次訓練用了這個模型，第一次是 `{network.runs[0]}`。",
        )
    names = _listed(network.runs)
    have = "have" if len(network.runs) > 1 else "has"
    return tidy(Text(f"{names.en} {have} this network.", f"{names.zh}用的是這個模型。"))


def _listed(runs: Sequence[str]) -> Text:
    return listed([Text(f"`{name}`", f" `{name}` ") for name in runs])


def one_network() -> Text:
    """Why no networks are compared."""
    return Text(
        "All runs of this edition have the same network, so there are no others to show. Runs with another `model:` "
        "would bring them.",
        "這一版的訓練都用同一個模型，因此沒有其他模型可看；加入使用其他 `model:` 的訓練就會有。",
    )


def in_the_appendix(others: int) -> Text:
    """Where the other networks are taken apart.

    Args:
        others: how many there are, at least one.
    """
    what = (
        Text("of the other network", "另一個模型")
        if others == 1
        else Text("of each of the others", "其餘各個模型")
    )
    return Text(
        f"The diagram {what.en} and its stages are in {{ref}}`an appendix <sec-networks>`.",
        f"{what.zh}的架構圖與各個階段，見{{ref}}`附錄 <sec-networks>`。",
    )


def rows_of_stages() -> Text:
    """What a row of the tables of stages is."""
    return Text(
        "A row of the tables is a convolution or fully connected layer with all that belongs to it: normalization, "
        "activation, pooling, dropout. The diagram above the table says which.",
        "表格的一列是一層卷積或全連接層，連同所屬的正規化、活化函數、池化與 dropout；細節見表格上方的架構圖。",
    )


def no_shares() -> Text:
    """Why convolutions are not held against fully connected layers."""
    return Text(
        "Convolutions are held against fully connected layers where there are two networks or more that are made of "
        "those alone, one of them with convolutions.",
        "要有兩個以上只由卷積層與全連接層組成的模型，而且至少一個有卷積層，才能比較兩者所占的比例。",
    )


def _structure(network: Network) -> list[Text]:
    """What a drawing cannot say by itself: shortcuts, and what is not counted; nothing for most networks."""
    joins = [join for stage in network.stages for join in stage.joins]
    added = sum(join.kind == "add" for join in joins)
    others, uncounted = len(joins) - added, network.totals.not_counted
    told = []
    if added:
        told.append(
            Text(
                f"In {added} place{'s' * (added > 1)} the result of an earlier layer is added to that of a later one.",
                f"有 {added} 處把前面某一層的結果加到後面的結果上。",
            )
        )
    if others:
        told.append(
            Text(
                f"In {others} place{'s' * (others > 1)} branches are multiplied or put side by side.",
                f"有 {others} 處把分支相乘或串接。",
            )
        )
    if uncounted:
        names = ", ".join(f"`{name}`" for name in uncounted)
        told.append(
            Text(
                f"The multiply-accumulates of {names} are not counted.",
                f"{names.replace(', ', '、')} 的乘加次數沒有計入。",
            )
        )
    return told


def stage_shares(network: Network) -> Text:
    """Where the parameters and the work of one network sit."""
    shares = StageShares.of(network)
    if len(shares.names) < 2:
        return Text(
            "The network is one single stage, so there is nothing to divide.",
            "這個模型只有一個階段，沒有什麼可以分配。",
        )
    first, second = shares.by_parameters[:2]
    two = shares.largest_two()
    held = percent(shares.parameters[first] + shares.parameters[second])
    work = percent(shares.macs[first] + shares.macs[second])
    work_most = percent(sum(shares.macs[place] for place in shares.by_macs[:2]))
    if not network.convolutions or not network.is_convolutional:
        if any(stage.kind != "linear" for stage in network.stages) or network.uses_of_a_weight > 1:
            return Text(
                f"The two stages with the most parameters, {two.en}, hold {held} of them; the two with the most work do {work_most} "
                "of it. A weight is used once for each place, patch or step that its layer goes over.",
                f"參數最多的兩個階段是{two.zh}，共占了 {held} 的參數；運算量最大的兩個階段負責 {work_most} 的運算。"
                "一個權重在所屬的層走過的每個位置、每個區塊或每一步都要用一次。",
            )
        return Text(
            f"In a fully connected layer each weight is used once for each image, so parameters and work are in the "
            f"same place: the two stages with the most parameters, {two.en}, hold {held} of them and do {work} of the work.",
            f"全連接層的每個權重對每張影像只用一次，所以參數和運算量在同一個地方：參數最多的兩個階段是{two.zh}，占了 {held} "
            f"的參數，也負責 {work} 的運算。",
        )
    return Text(
        f"The two stages with the most parameters, {two.en}, hold {held} of them and do {work} of the work. A weight of a "
        "convolution is used once for each position of its map, a weight of a fully connected layer only once. "
        "Where the side is halved and the channels are doubled, the work of a convolution stays the same, because "
        "a quarter of the positions meet kernels four times as large; its parameters grow fourfold.",
        f"參數最多的兩個階段是{two.zh}，共占了 {held} 的參數，負責 {work} 的運算。卷積的權重在特徵圖的每個位置都要用一次，"
        "全連接層的權重則只用一次。每當邊長減半、通道加倍，卷積的運算量維持不變，因為位置少到四分之一，"
        "每個卷積核卻是原來的四倍大；參數也是原來的四倍。",
    )


def convolution_shares(networks: Sequence[Network]) -> Text:
    """Convolutions against fully connected layers in all networks."""
    shares = ConvolutionShares.of(networks)
    work, place = at_least_percent(shares.least_work), shares.fewest_parameters
    least, name = percent(shares.parameters[place]), shares.names[place]
    counted = [network for network in networks if shares_are_known(network)]
    if len(shares.names) - shares.fully_connected == 1:
        done = percent(shares.least_work)
        nearly = shares.least_work < 1 and done == percent(1)
        all_but = Text(f"more than {work}", f"超過 {work} ") if nearly else Text(done, f" {done} ")
        told = Text(
            f"In `{name}` the convolutions do {all_but.en} of the work and hold {least} of the parameters.",
            f"在 `{name}` 中，卷積層負責{all_but.zh}的運算，占 {least} 的參數。",
        )
    else:
        every = (
            Text("every convolutional network", "每個卷積網路")
            if shares.fully_connected
            else Text("every network", "每個模型")
        )
        told = paragraph(
            Text(
                f"In {every.en} the convolutions do at least {work} of the work.",
                f"在{every.zh}中，卷積層至少負責 {work} 的運算。",
            ),
            _shares_of_parameters(shares, next(one for one in counted if one.shown_name == name)),
        )
    return paragraph(told, _uses(counted, bool(shares.fully_connected)))


def _shares_of_parameters(shares: ConvolutionShares, fewest: Network) -> Text:
    """How far the convolutions' shares of the parameters go, and why one of them is small, where that is so."""
    convolutional = [place for place, work in enumerate(shares.macs) if work]
    held, done = ([of[place] for place in convolutional] for of in (shares.parameters, shares.macs))
    least, most, name = percent(min(held)), percent(max(held)), fewest.shown_name
    if least == most:
        return Text(f"Of the parameters they hold {most} in each.", f"參數量則都占 {most}。")
    if min(held) >= FEW:
        return Text(
            f"Of the parameters they hold from {least} (`{name}`) to {most}.",
            f"參數量則占 {least}（`{name}`）到 {most}。",
        )
    why = Text("", "")
    if fewest.flattens_a_map:
        why = Text(
            ", because flattening a map makes the next matrix large",
            "，因為把特徵圖攤平之後，下一個矩陣就會很大",
        )
    varies = Text("Their share of the parameters is up to", "它們占參數量的比例最多")
    if max(held) - min(held) > max(done) - min(done):
        varies = Text(
            "Their share of the parameters varies more: it is up to", "它們占參數量的比例差異比較大：最多"
        )
    return Text(
        f"{varies.en} {most}, and in `{name}` only {least}{why.en}.",
        f"{varies.zh} {most}，在 `{name}` 只有 {least}{why.zh}。",
    )


def _uses(networks: Sequence[Network], fully_connected: bool) -> Text:
    """How often a weight is used, and what follows for networks of one size."""
    ordered = sorted(networks, key=lambda network: network.uses_of_a_weight)
    busiest, most = ordered[-1].shown_name, f"{ordered[-1].uses_of_a_weight:.0f}"
    if fully_connected:
        return Text(
            "Work divided by weights says how often a weight is used for one image: once in the fully connected "
            f"networks, {most} times on average in `{busiest}`. So networks with about equally many parameters can "
            "differ in their work by just such a factor.",
            "運算量除以權重數，就是一個權重在一張影像上平均用了幾次：全連接網路是一次，"
            f"`{busiest}` 平均 {most} 次。所以參數量相近的模型，運算量可以差到這麼多倍。",
        )
    calmest, fewest = ordered[0].shown_name, f"{ordered[0].uses_of_a_weight:.0f}"
    return Text(
        f"Work divided by weights says how often a weight is used for one image: {fewest} times on average in "
        f"`{calmest}`, {most} times in `{busiest}`. Of two networks with equally many weights, the one that uses them "
        "more often does more work by the same factor.",
        f"運算量除以權重數，就是一個權重在一張影像上平均用了幾次：`{calmest}` 平均 {fewest} 次，`{busiest}` 平均 "
        f"{most} 次。兩個模型的權重若一樣多，用得較多次的那一個，運算量就多出同樣的倍數。",
    )


def printed_counts() -> list[Text]:
    """What is behind the numbers of parameters that the reports print; a paragraph for each network."""
    cnn, dnn = (ParameterSources.of(take_apart(f"report-b-{kind}").model) for kind in ("cnn", "dnn"))
    return [
        _report_b_cnn(cnn),
        _report_b_dnn(cnn, dnn),
        _report_d(),
        Text(
            "**Report A's pooling.** The total is right, but the report prints a window of 2 × 2 with stride 1. A "
            "stride of 1 turns a side of 48 into 47, not 24: the stride is 2. Report C prints no number of parameters.",
            "**報告 A 的池化**：總數是對的，但報告列出的池化視窗是 2 × 2、步幅 1。步幅為 1 時，邊長 48 只會變成 47，"
            "而不是 24：步幅是 2。報告 C 沒有列出參數量。",
        ),
    ]


def _report_b_cnn(cnn: ParameterSources) -> Text:
    one_channel, kernels, linear = (f"{n:,}" for n in (cnn.kernels_of_one_channel, cnn.kernels, cnn.linear))
    wrong, right = f"{cnn.kernels_of_one_channel + cnn.linear:,}", f"{cnn.total:,}"
    return Text(
        f"**Report B's convolutional network.** The printed number has 9 weights for each of the {cnn.filters} "
        f"filters, {one_channel} in all, as if each saw one channel. But a filter has a 3 × 3 kernel for every input "
        f"channel of its layer; all kernels together hold {kernels} weights. With the {linear} weights of the fully "
        f"connected layers the wrong count is {one_channel} + {linear} = {wrong}, as printed; the right one, with the "
        f"{cnn.biases} biases, is {kernels} + {linear} + {cnn.biases} = {right}.",
        f"**報告 B 的卷積網路**：列出的數字把 {cnn.filters} 個濾波器各算 9 個權重，共 {one_channel} 個，"
        "彷彿每個濾波器只看一個通道。但濾波器對該層的每個輸入通道都有一個 3 × 3 的卷積核；"
        f"所有卷積核合計有 {kernels} 個權重。加上全連接層的 {linear} 個權重，"
        f"錯誤的算法是 {one_channel} + {linear} = {wrong}，正是列出的數字；"
        f"正確的算法還要加上 {cnn.biases} 個偏差項：{kernels} + {linear} + {cnn.biases} = {right}。",
    )


def _report_b_dnn(cnn: ParameterSources, dnn: ParameterSources) -> Text:
    more = percent(cnn.total / dnn.total - 1, 0)
    return Text(
        f"**Its fully connected network** lacks only the {dnn.biases} biases: {dnn.linear:,} + {dnn.biases} = "
        f"{dnn.total:,}. But it was built to equal the wrong number. The convolutional network has in truth {more} "
        "more parameters, so the report's comparison of the two is not one at equal size.",
        f"**它的全連接網路**只少算了 {dnn.biases} 個偏差項：{dnn.linear:,} + {dnn.biases} = {dnn.total:,}。"
        f"但這個模型是照著錯誤的數字設計的：卷積網路的參數其實多了 {more}，"
        "所以報告中兩者的比較並不是在相同大小之下。",
    )


def _report_d() -> Text:
    statistics = take_apart("report-d-cnn").totals.statistics
    each = f"2 × {statistics // 2:,} = {statistics:,}"
    return Text(
        f"**Report D's numbers are right.** Keras adds the running mean and variance of each channel that is "
        f"normalized, {each} values, which training updates but does not learn; PyTorch keeps them as buffers and does "
        "not count them.",
        f"**報告 D 的數字是對的**：Keras 把每個正規化通道的 running mean 與 running variance 也算進去，共 {each} 個值，"
        "這些值會在訓練時更新，但不是學出來的；PyTorch 把它們存成 buffer，不列入計算。",
    )
