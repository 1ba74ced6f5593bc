"""What chapter 8 says of silent filters, of the directions of patterns, of classes and of other networks."""

from fer_lib.chapters.activation_maximization import claims
from fer_lib.chapters.activation_maximization.analysis import CONJECTURED_CAUSES, MaximizationAnalysis
from fer_lib.chapters.activation_maximization.findings import PROBABILITY_REACHED, MaximizationFindings
from fer_lib.chapters.claims import Answer, Verdict
from fer_lib.chapters.explained_images import joined_layers, why_not
from fer_lib.language import Text
from fer_lib.wording import paragraph, percent, proportion_text

NO_FILTERS = Text(
    "No filter of this run’s network can be looked at, so there are no patterns to show.",
    "這次訓練的網路沒有可以觀察的濾波器，因此沒有圖樣可以呈現。",
)
NO_SILENCE = Text("There are no two layers with filters to compare.", "沒有兩個可以比較濾波器的層。")
NO_NORMALIZATION = Text(
    "The last convolution has no batch normalization behind it, so it has neither scale nor shift.",
    "最後一個卷積層之後沒有批次正規化，因此沒有縮放與平移。",
)
NO_OTHER_NETWORKS = Text(
    "This edition has no other finished run on these images that could be shown what the main run made.",
    "這一版沒有其他以這批影像完成的訓練，可以拿來辨認主要訓練產生的影像。",
)
MOST_CLASSES_NAMED = 10
"""Of more classes than that it is said how many are reached, not which."""
_CAUSE_FOUND: dict[Verdict, Text] = {
    "holds": Text("So it does silence filters here.", "可見它在這裡確實讓濾波器失去反應。"),
    "fails": Text(
        "So it does not silence filters in every pair of runs.",
        "可見它並非在每一對訓練裡都讓濾波器失去反應。",
    ),
    "open": Text(
        "Whether it silences filters, these runs cannot tell.", "它是否讓濾波器失去反應，這些訓練無法判斷。"
    ),
}


def network_of_report_a(analysis: MaximizationAnalysis) -> Text:
    """Which run stands for report A's variant with five blocks."""
    name = analysis.report_a.name
    return Text(
        f"Report A shows filters of a variant with five blocks; here it is `{name}`.",
        f"報告 A 展示的是五個區塊的版本，這裡對應的訓練是 `{name}`。",
    )


def activation(analysis: MaximizationAnalysis) -> Text:
    """Whether many filters cannot be activated, in report A's network; without the reports, how many."""
    if not analysis.judges_reports:
        last = analysis.main.not_activated[-1]
        if not last.successes:
            return Text(
                f"The plain ascent activates all {last.n} filters of the last convolution that were tried.",
                f"單純上升能激發最後一個卷積層中受測的全部 {last.n} 個濾波器。",
            )
        share = proportion_text(last)
        told = Text(
            f"The plain ascent does not activate {share.en} of the filters of the last convolution.",
            f"單純上升無法激發最後一個卷積層中 {share.zh}的濾波器。",
        )
        return paragraph(told, claims.released(analysis.main))
    outcome = claims.a11_activation(analysis.report_a).outcome
    return Text(
        f"Report A’s claim, tested on `{analysis.report_a.name}`: {outcome.en}",
        f"報告 A 的主張，以 `{analysis.report_a.name}` 檢驗：{outcome.zh}",
    )


def limits(analysis: MaximizationAnalysis) -> list[Text]:
    """What cannot be shown of the main run's filters and why; nothing where all can."""
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
        reason = why_not(next(text for key, text in result.refused.items() if key))
        told.append(
            Text(
                f"Left out are {len(named)} of the {result.convolutions} convolutions ({', '.join(named)}). {reason.en}",
                f"{result.convolutions} 個卷積層中，略去 {len(named)} 個（{'、'.join(named)}）。{reason.zh}",
            )
        )
    looked_at, able = len(result.layers), result.convolutions - len(named)
    if looked_at < able:
        told.append(
            Text(
                f"Of the {able} convolutions, {looked_at} are looked at, evenly from the first to the last.",
                f"{able} 個卷積層中只看 {looked_at} 個，從第一層到最後一層平均選取。",
            )
        )
    return [*told, *joined_layers([patterns.layer for patterns in result.layers])]


def silence_by_place(analysis: MaximizationAnalysis) -> list[Text]:
    """How the last layer of the main run and the one before it differ in silence at one place and everywhere.

    Nothing for a network with one layer.
    """
    main = analysis.main
    if len(main.layers) < 2:
        return []
    before, last = (percent(share) for share in main.silent_at_a_place[-2:])
    before_everywhere, last_everywhere = (percent(share) for share in main.silent_on_noise[-2:])
    places_before, places_last = (p.layer.places for p in main.layers[-2:])
    places = (
        Text(
            f"Either layer has {places_last} place{'s' * (places_last > 1)} to answer at",
            f"兩層都有 {places_last} 個位置可以反應",
        )
        if places_last == places_before
        else Text(
            f"The last layer has {places_last} place{'s' * (places_last > 1)} to answer at, the one before {places_before}",
            f"最後一層有 {places_last} 個位置可以反應，前一層有 {places_before} 個",
        )
    )
    silent = Text(
        f"In `{main.name}`, a filter of the last layer, at one place of its map, is silent on {last} of the noise images, "
        f"one of the layer before on {before}. {places.en}: silent everywhere are {last_everywhere} and {before_everywhere}.",
        f"在 `{main.name}` 裡，就特徵圖的單一位置而言，最後一層的濾波器對 {last} 的雜訊影像沒有反應，前一層是 {before}。"
        f"{places.zh}：處處都沒有反應的比例分別是 {last_everywhere} 與 {before_everywhere}。",
    )
    return [paragraph(silent, _dead(main))]


def _dead(main: MaximizationFindings) -> Text:
    """How many filters of the last layer no training image of the sample activates."""
    silent, images = main.layers[-1].silent_images, main.plan.images
    dead, n = int((silent == 1).sum()), len(silent)
    if not dead:
        return Text(
            f"None of the {n} filters of the last layer is dead, judged by {images} training images.",
            f"以 {images} 張訓練影像來看，最後一層的 {n} 個濾波器都沒有失效。",
        )
    share = percent(dead / n)
    return Text(
        f"Of the {n} filters of the last layer {dead} {'is' if dead == 1 else 'are'} dead ({share}), judged by {images} "
        "training images.",
        f"以 {images} 張訓練影像來看，最後一層的 {n} 個濾波器有 {dead} 個失效（{share}）。",
    )


def silence_and_batchnorm(analysis: MaximizationAnalysis) -> list[Text]:
    """How silence goes with threshold and scale within the main run; nothing without batch normalization."""
    own = analysis.silences.get(analysis.main.name)
    if not (own and own.threshold and own.scale):
        return []
    threshold, scale = claims.correlation_text(own.threshold), claims.correlation_text(own.scale)
    return [
        Text(
            f"Within `{own.run}`, the rank correlation with silence is, for the threshold, {threshold.en}, and for the "
            f"scale {scale.en}.",
            f"在 `{own.run}` 裡，與沒有反應的等級相關，門檻是 {threshold.zh}，縮放是 {scale.zh}。",
        )
    ]


def causes(analysis: MaximizationAnalysis) -> list[Text]:
    """A paragraph on each conjectured cause that the edition's runs can test; nothing where they test none."""
    paragraphs = []
    for cause in CONJECTURED_CAUSES:
        answer = claims.a11_cause(cause, analysis.silences_of_pairs(cause))
        if not answer:
            continue
        name, outcome = claims.CAUSES[cause], answer.outcome
        if not analysis.judges_reports:
            paragraphs.append(paragraph(answer.finding, _CAUSE_FOUND[answer.verdict]))
            continue
        paragraphs.append(
            Text(
                f"Conjecture: The cause is {name.en}. {outcome.en}",
                f"推測：原因是{name.zh}。{outcome.zh}",
            )
        )
    return paragraphs


def noise(analysis: MaximizationAnalysis) -> list[Text]:
    """Report B's claims on noisy patterns, in its own network; without the reports, what is found of the same."""
    tested = analysis.report_b
    if not analysis.judges_reports:
        return [paragraph(claims.b8(tested).finding, claims.b9(tested).finding)]
    accuracy = proportion_text(tested.run.accuracy("validation"))
    outcomes = [answer.outcome for answer in (claims.b7(tested), claims.b8(tested), claims.b9(tested))]
    return [
        Text(
            f"Report B's three claims, tested on `{tested.name}`, whose validation accuracy is {accuracy.en}:",
            f"報告 B 的三項主張，以 `{tested.name}` 檢驗，它的驗證準確率是 {accuracy.zh}：",
        ),
        Text(
            "\n".join(f"- {outcome.en}" for outcome in outcomes),
            "\n".join(f"- {outcome.zh}" for outcome in outcomes),
        ),
    ]


def directions(analysis: MaximizationAnalysis) -> list[Text]:
    """How complex the patterns of each layer are, and whether that grows with depth."""
    main = analysis.main
    means = list(zip(main.layer_names, main.mean_directions, strict=True))
    complexity, _ = claims.complexity(main)
    return [
        Text(
            f"Mean number of directions by layer: {', '.join(f'{name.en}: {mean:.1f}' for name, mean in means)}.",
            f"各層的平均方向數：{'、'.join(f'{name.zh} 為 {mean:.1f}' for name, mean in means)}。",
        ),
        _told(analysis, complexity),
    ]


def _told(analysis: MaximizationAnalysis, answer: Answer) -> Text:
    """What was found, and where the reports are judged the verdict."""
    return answer.outcome if analysis.judges_reports else answer.finding


def classes(analysis: MaximizationAnalysis) -> list[Text]:
    """Which classes are reached from noise, and how little the given face has to change."""
    tested, patterns, picture = analysis.report_b, analysis.classes, analysis.picture
    change = f"{255 / 2 * float(abs(patterns.image - patterns.given).mean()):.0f}"
    lowest, highest = (
        f"{p:.2f}" for p in (patterns.image_probability.min(), patterns.image_probability.max())
    )
    reached = (
        Text(f"a probability of {lowest} for every class asked for", f"每個指定的類別都達到 {lowest} 的機率")
        if lowest == highest
        else Text(
            f"probabilities of {lowest} to {highest} for the class asked for",
            f"指定類別的機率達到 {lowest} 到 {highest}，依類別而異",
        )
    )
    told = Text(
        f"The given {picture.en} is changed by {change} of 255 levels on average, and ends at {reached.en}.",
        f"給定的{picture.zh}平均改變了 255 階中的 {change} 階，最後{reached.zh}。",
    )
    if not (analysis.judges_reports and analysis.asks_of_expressions):
        return [_reached(analysis), told]
    outcome = claims.b11(tested, analysis.dataset.class_names, analysis.names).outcome
    claim = Text(
        f"Report B’s claim, tested on `{tested.name}`: {outcome.en}",
        f"報告 B 的主張，以 `{tested.name}` 檢驗：{outcome.zh}",
    )
    return [claim, told]


def _reached(analysis: MaximizationAnalysis) -> Text:
    main, names = analysis.main, analysis.names
    if len(names) <= MOST_CLASSES_NAMED:
        return claims.b11(main, analysis.dataset.class_names, names).finding
    shares = main.reached
    reached, starts = sum(share.share > 0.5 for share in shares), shares[0].n
    return Text(
        f"From noise, {reached} of the {len(names)} classes reached a probability of {PROBABILITY_REACHED:g} in more "
        f"than half of the {starts} starts.",
        f"從雜訊出發，{len(names)} 個類別中有 {reached} 個在 {starts} 次起點裡有一半以上達到 {PROBABILITY_REACHED:g} 的機率。",
    )


def other_networks(analysis: MaximizationAnalysis) -> Text:
    """How many of the images other networks take for the class meant; there has to be another network."""
    plain, robust = (analysis.hits_of_other_networks(start) for start in ("noise", "robust"))
    guessing, others = percent(1 / len(analysis.names)), analysis.other_networks
    if len(others) == 1:
        return Text(
            f"`{others[0]}` takes {percent(plain.share)} of the plain images from noise (n = {plain.n}) and "
            f"{percent(robust.share)} of the robust ones (n = {robust.n}) for their class; guessing gives {guessing}.",
            f"`{others[0]}` 認得出該類別的比例：從雜訊出發的單純上升影像是 {percent(plain.share)}（n = {plain.n}），穩健上升影像是 "
            f"{percent(robust.share)}（n = {robust.n}）；隨機猜測是 {guessing}。",
        )
    return Text(
        f"Over all other networks, {percent(plain.share)} of the plain images from noise (n = {plain.n}) and "
        f"{percent(robust.share)} of the robust ones (n = {robust.n}) are taken for their class; guessing gives {guessing}.",
        f"所有其他網路合計，從雜訊出發的單純上升影像有 {percent(plain.share)}（n = {plain.n}）、穩健上升影像有 "
        f"{percent(robust.share)}（n = {robust.n}）被認成該類別；隨機猜測是 {guessing}。",
    )
