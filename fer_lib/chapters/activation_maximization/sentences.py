"""What chapter 8 says of the main run: silent filters, directions of patterns, classes, and other networks."""

from fer_lib.chapters.activation_maximization import statements
from fer_lib.chapters.activation_maximization.analysis import CONJECTURED_CAUSES, MaximizationAnalysis
from fer_lib.chapters.activation_maximization.correlation import RankCorrelation
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.step_effect import step_told
from fer_lib.chapters.explained_images import joined_layers, numbered_layers, why_not, why_these_not
from fer_lib.language import Text
from fer_lib.wording import capitalized, listed, paragraph, percent, tidy

NO_FILTERS = Text(
    "No filter of this run’s network can be looked at, so there are no patterns to show.",
    "這次訓練的模型沒有可以觀察的濾波器，因此沒有圖樣可以呈現。",
)
NO_SILENCE = Text("There are no two layers with filters to compare.", "沒有兩個可以比較濾波器的層。")
NO_THRESHOLD = Text(
    "Behind the last convolution there is no batch normalization with a ReLU directly after it, or all its filters are "
    "alike, so there is no threshold to compare.",
    "最後一個卷積層之後沒有直接接著 ReLU 的批次正規化，或所有濾波器都相同，因此沒有門檻可以比較。",
)
NO_OTHER_NETWORKS = Text(
    "This edition has no other finished run on these images, so there is no other network to ask.",
    "這一版沒有其他以這批影像完成的訓練，因此沒有別的模型可以辨認。",
)


def network_of_report_a(analysis: MaximizationAnalysis) -> Text:
    """Which run stands for report A's variant with five blocks."""
    name = analysis.report_a.name
    return Text(
        f"Report A shows filters of a variant with five blocks; here it is `{name}`.",
        f"報告 A 展示的是五個區塊的版本，這裡對應的訓練是 `{name}`。",
    )


def activation(analysis: MaximizationAnalysis) -> Text:
    """How many filters of the main run's last convolution cannot be activated, and where no ReLU can be the cause."""
    return paragraph(statements.not_activated(analysis.main), _no_relu_of_their_own(analysis.main))


def _no_relu_of_their_own(main: MaximizationFindings) -> Text:
    named = listed(main.without_activation)
    if not named.en:
        return Text("", "")
    return Text(
        f"No activation directly follows {named.en}: there the plain ascent is already on a value with a gradient, and no "
        "ReLU of the layer’s own can stop it.",
        f"{named.zh} 之後沒有直接接活化函數：單純上升在那裡本來就作用於有梯度的值，不會被該層自己的 ReLU 擋住。",
    )


def limits(analysis: MaximizationAnalysis) -> list[Text]:
    """What the numbers mean, and what cannot be shown of the main run's filters and why; nothing of a plain network."""
    result, name = analysis.main.result, analysis.main.name
    told = []
    if "" in result.refused:
        reason = why_not(result.refused[""])
        told.append(
            Text(
                f"The filters of `{name}` cannot be shown; the images of the classes can. {reason.en}",
                f"`{name}` 的濾波器無法呈現，類別的影像則可以。{reason.zh}",
            )
        )
    named = [f"`{key}`" for key in result.refused if key]
    if named:
        reason = why_these_not(text for key, text in result.refused.items() if key)
        out = Text(
            f"Of the {result.convolutions} convolutions, {len(named)} {'is' if len(named) == 1 else 'are'} left out",
            f"{result.convolutions} 個卷積層中，略去 {len(named)} 個",
        )
        if len(named) == result.convolutions:
            out = Text("Every convolution is left out", "所有卷積層都略去")
        told.append(
            Text(
                f"{out.en} ({', '.join(named)}). {reason.en}", f"{out.zh}（{'、'.join(named)}）。{reason.zh}"
            )
        )
    looked_at, able = len(result.layers), result.convolutions - len(named)
    if looked_at < able:
        told.append(
            Text(
                f"Of the {able} convolutions that can be shown, {looked_at} {'is' if looked_at == 1 else 'are'} looked at, "
                "spread evenly from the first to the last.",
                f"可以呈現的 {able} 個卷積層中只看 {looked_at} 個，從第一層到最後一層平均選取。",
            )
        )
    layers = [patterns.layer for patterns in result.layers]
    return [*told, *numbered_layers(layers, analysis.beside), *joined_layers(layers)]


def silence_by_place(analysis: MaximizationAnalysis) -> list[Text]:
    """How the last layer of the main run and the one before it differ in silence at one place and everywhere.

    The one before is of the main path: a shortcut's convolution stands before the last in number alone. Nothing for a
    network with one layer.
    """
    main = analysis.main
    earlier = [k for k, p in enumerate(main.layers[:-1]) if p.layer.convolution not in analysis.beside]
    if not earlier:
        return []
    pair = (earlier[-1], len(main.layers) - 1)
    before, last = (percent(main.silent_at_a_place[k]) for k in pair)
    before_everywhere, last_everywhere = (percent(main.silent_on_noise[k]) for k in pair)
    places_before, places_last = (main.layers[k].layer.places for k in pair)
    name_before, name_last = (main.layer_names[k] for k in pair)
    places = Text(
        f"{capitalized(name_last).en} has {_positions(places_last)}, {name_before.en} has {places_before}",
        f"{name_last.zh} 有 {places_last} 個位置，{name_before.zh} 有 {places_before} 個",
    )
    if places_last == places_before:
        places = Text(f"Both layers have {_positions(places_last)}", f"兩層都有 {places_last} 個位置")
    silent = Text(
        f"At a single position of its map, a filter of the last layer of `{main.name}`, {name_last.en}, is silent on {last} "
        f"of the noise images, one of {name_before.en} on {before}. {places.en}; at every position at once they are silent on "
        f"{last_everywhere} and {before_everywhere}.",
        f"就特徵圖的單一位置而言，`{main.name}` 最後一層（{name_last.zh}）的濾波器對 {last} 的雜訊影像沒有反應，"
        f"{name_before.zh} 的濾波器則是 {before}。{places.zh}；處處都沒有反應的比例分別是 {last_everywhere} 與 "
        f"{before_everywhere}。",
    )
    return [paragraph(silent, _dead(main))]


def _positions(number: int) -> str:
    return f"{number} position{'s' * (number > 1)}"


def _dead(main: MaximizationFindings) -> Text:
    """How many filters of the last layer no training image of the sample activates."""
    silent, images = main.layers[-1].silent_images, main.plan.images
    dead, n = int((silent == 1).sum()), len(silent)
    judged = Text(f"by {images} training images", f"以 {images} 張訓練影像來看")
    if dead in (0, n):
        number, no = Text("Every", "全部都已") if dead else Text("No", "都沒有"), f"{n}"
        return Text(
            f"{number.en} filter of the last layer, which has {no}, is dead, judged {judged.en}.",
            f"{judged.zh}，最後一層的濾波器（共 {no} 個）{number.zh}失效。",
        )
    share = percent(dead / n)
    return Text(
        f"Of the {n} filters of the last layer, {dead} {'is' if dead == 1 else 'are'} dead ({share}), judged {judged.en}.",
        f"{judged.zh}，最後一層的 {n} 個濾波器有 {dead} 個失效（{share}）。",
    )


def silence_and_batchnorm(analysis: MaximizationAnalysis) -> list[Text]:
    """How silence goes with threshold and scale within the main run; nothing without a ReLU behind a normalization."""
    own = analysis.silences.get(analysis.main.name)
    if not (own and own.threshold and own.scale):
        return []
    first = _goes_with_silence(Text("threshold", "門檻"), own.threshold)
    second = _goes_with_silence(Text("scale", "縮放"), own.scale)
    return [
        paragraph(
            Text(f"In `{own.run}`, {first.en}.", f"在 `{own.run}` 裡，{first.zh}。"),
            Text(f"{capitalized(second).en}.", f"{second.zh}。"),
        )
    ]


def _goes_with_silence(name: Text, correlation: RankCorrelation) -> Text:
    """Whether filters with more of something are clearly silent more often or less often, with the correlation."""
    told = statements.correlation_text(correlation)
    if not correlation.is_clear:
        return Text(
            f"{name.en} and silence are not clearly related: rank correlation {told.en}",
            f"{name.zh}與沒有反應的多寡沒有明確的關聯：等級相關 {told.zh}",
        )
    more = Text("more", "越常") if correlation.rho > 0 else Text("less", "越少")
    return Text(
        f"filters with a larger {name.en} are clearly {more.en} often silent: rank correlation {told.en}",
        f"{name.zh}越大的濾波器，明確{more.zh}出現沒有反應的情形：等級相關 {told.zh}",
    )


def causes(analysis: MaximizationAnalysis) -> list[Text]:
    """A paragraph on each conjectured cause that the edition's runs can test; nothing where they test none."""
    pairs = {cause: analysis.silences_of_pairs(cause) for cause in CONJECTURED_CAUSES}
    return [statements.cause(cause, found) for cause, found in pairs.items() if found]


def noise(analysis: MaximizationAnalysis) -> Text:
    """What a smaller step does to the main run's noise, and whether a filter's output goes with it."""
    return paragraph(step_told(analysis.main), statements.clearly_correlated(analysis.main))


def directions(analysis: MaximizationAnalysis) -> list[Text]:
    """How complex the main run's patterns of each layer are, and whether that grows with depth."""
    main = analysis.main
    means = list(zip(main.layer_names, main.mean_directions, strict=True))
    known = [(name, f"{mean:.1f}") for name, mean in means if mean is not None]
    noise = listed([name for name, mean in means if mean is None])
    told = []
    if known:
        others = [Text(f"{mean} in {name.en}", "") for name, mean in known[1:]]
        english = listed([Text(f"{known[0][1]} directions in {known[0][0].en}", ""), *others]).en
        told.append(
            Text(
                f"On average, the edges of a pattern run in {english}.",
                f"各層圖樣邊緣的平均方向數：{'、'.join(f'{name.zh} 為 {mean}' for name, mean in known)}。",
            )
        )
    if noise.en:
        told.append(
            Text(
                f"There is no pattern other than noise in {noise.en}.", f"除了雜訊，{noise.zh} 沒有別的圖樣。"
            )
        )
    return [statements.depth_and_directions(main), paragraph(*told)]


def classes(analysis: MaximizationAnalysis) -> list[Text]:
    """Which classes are reached from noise, and how little the given face has to change."""
    patterns, picture = analysis.classes, analysis.picture
    change = f"{255 / 2 * float(abs(patterns.image - patterns.given).mean()):.1f}"
    lowest, highest = (
        f"{p:.2f}" for p in (patterns.image_probability.min(), patterns.image_probability.max())
    )
    reached = Text(
        f"the class asked for reaches probabilities of {lowest} to {highest}",
        f"指定的各類別，機率達到 {lowest} 到 {highest}",
    )
    if lowest == highest:
        reached = Text(
            f"every class asked for reaches a probability of {lowest}",
            f"每個指定的類別都達到 {lowest} 的機率",
        )
    told = Text(
        f"From the given {picture.en}, {reached.en}, while a pixel changes by {change} of 255 levels on average.",
        f"從給定的{picture.zh}出發，{reached.zh}，每個像素平均變動 {change} 階（全距 255）。",
    )
    every = Text(
        "The probabilities of every class are in {ref}`an appendix <sec-maximization-probability>`.",
        "各類別的機率見{ref}`附錄 <sec-maximization-probability>`。",
    )
    return [statements.reached_classes(analysis.main, analysis.names), paragraph(told, every)]


def other_networks(analysis: MaximizationAnalysis) -> Text:
    """How many of the images other networks take for the class meant; there has to be another network."""
    plain, robust = (analysis.hits_of_other_networks(start) for start in ("noise", "robust"))
    guessing, others = percent(1 / len(analysis.names)), analysis.other_networks
    if len(others) == 1:
        told = Text(
            f"`{others[0]}` takes {percent(plain.share)} of the plain images from noise (n = {plain.n}) and "
            f"{percent(robust.share)} of the robust ones (n = {robust.n}) for their class; guessing gives {guessing}.",
            f"`{others[0]}` 認得出該類別的比例：從雜訊出發的單純上升影像是 {percent(plain.share)}（n = {plain.n}），穩健上升影像是 "
            f"{percent(robust.share)}（n = {robust.n}）；隨機猜測是 {guessing}。",
        )
    else:
        told = Text(
            f"Over all other networks, {percent(plain.share)} of the plain images from noise (n = {plain.n}) and "
            f"{percent(robust.share)} of the robust ones (n = {robust.n}) are taken for their class; guessing gives {guessing}.",
            f"所有其他模型合計，從雜訊出發的單純上升影像有 {percent(plain.share)}（n = {plain.n}）、穩健上升影像有 "
            f"{percent(robust.share)}（n = {robust.n}）被認成該類別；隨機猜測是 {guessing}。",
        )
    return paragraph(told, _same_start(analysis))


def _same_start(analysis: MaximizationAnalysis) -> Text:
    """That it says little where networks agree that began with the same weights; nothing where none did."""
    if not analysis.same_start:
        return Text("", "")
    names, main = (
        listed([Text(f"`{name}`", f" `{name}` ") for name in analysis.same_start]),
        analysis.main.name,
    )
    return tidy(
        Text(
            f"But {names.en} began with the same weights as `{main}` (same architecture, same seed): where they agree, that "
            "says little of what another network sees.",
            f"不過{names.zh}與 `{main}` 的初始權重相同（同樣的架構與隨機種子），兩者一致並不能說明別的模型看到什麼。",
        )
    )
