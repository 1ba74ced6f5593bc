"""Images for the reader to label, and what the label, the networks and other people say of each."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.examples import first_without_copies
from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.candidates import SHOWN
from fer_lib.chapters.label_noise.candidates_figure import short_percent
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.label_noise.reference import VOTE_OF_CLASS
from fer_lib.language import Text, term
from fer_lib.names import class_texts
from fer_lib.publish import Interactive, Sheet
from fer_lib.wording import proportion_text

ROUND = 20
"""Images that a reader labels before the answers are shown."""
ROUNDS = 10
"""So often other images can be had."""
ANSWERS_SHOWN = 2
"""Of an image, the most probable classes."""
FEW = 5
"""Fewer images are only counted: a percentage and its interval would say next to nothing."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Label images yourself", "自己來標"),
    "set": Text("Images", "影像"),
    "random": Text("drawn at random", "隨機抽出"),
    "doubtful": Text("doubtful labels, next after those in the picture", "可疑的標籤，排在圖中那些之後"),
    "start": Text("Which label do you give? The answers come when all {n} images have one.",
                  "你會標哪一類？{n} 張影像都標完，答案才會出現。"),
    "start_one": Text("Which label do you give? Then you see the answers.", "你會標哪一類？標完就會出現答案。"),
    "keys": Text(" With a keyboard: Tab to the labels, then press a number.",
                 "用鍵盤時，先按 Tab 移到標籤，再按前面的數字。"),
    "image": Text("Image {k} of {n}", "第 {k} 張，共 {n} 張"),
    "classes": Text("Your label", "你的標籤"),
    "take": Text("Give this label", "就標這一類"),
    "back": Text("Back", "上一張"),
    "show": Text("Show the answers", "直接看答案"),
    "again": Text("Start again", "重新標"),
    "others": Text("Other images", "換一批影像"),
    "none": Text("You gave no label.", "你沒有標任何一張。"),
    "result": Text("You agree with the given label on {k} of {n}.", "你標的與給定的標籤相同：{n} 張中有 {k} 張。"),
    "result_none": Text("You agree with none of the given labels (0 of {n}).",
                        "你標的沒有一張與給定的標籤相同（{n} 張中有 0 張）。"),
    "agreement": Text("On the images that you labelled, n = {n}; in brackets the 95% intervals",
                      "在你標過的影像上（n = {n}），括號內為 95% 信賴區間"),
    "agreement_few": Text("On the images that you labelled, n = {n}", "在你標過的影像上（n = {n}）"),
    "who": Text("Who", "由誰標"),
    "you": Text("you", "你"),
    "networks": Text("networks that had not seen them", "沒看過它們的模型"),
    "given": Text("given label", "給定的標籤"),
    "label": Text("Agrees with the given label", "與給定的標籤相同"),
    "truth": Text("Agrees with the truth", "與真實標籤相同"),
    "crowd": Text("Agrees with the crowd", "與群眾相同"),
    "cell": Text("{share} ({interval}), {k}/{n}", "{share}（{interval}），{k}/{n}"),
    "cell_few": Text("{k}/{n}", "{k}/{n}"),
    "chosen": Text(
        "These labels were chosen because the networks give them little probability: how often they agree here says "
        "nothing of how good they are.",
        "這些標籤正是因為模型給的機率低才被選出來，所以模型在這裡有多常與標籤相同，看不出它好不好。",
    ),
    "differs": Text("≠: not the given label.", "≠：與給定的標籤不同。"),
    "label_is": Text("label: {name}", "標籤：{name}"),
    "you_are": Text("you: {name}", "你：{name}"),
    "networks_are": Text("network: {answers}", "模型：{answers}"),
    "truth_is": Text("truth: {name}", "真實標籤：{name}"),
    "crowd_is": Text("crowd: {answers}", "群眾：{answers}"),
    "and": Text(", ", "、"),
    "tile": Text("Image {id}", "影像 {id}"),
}  # fmt: skip

_OTHER_VOTES = {
    "contempt": term("contempt"),
    "unknown": Text("unknown", "不明"),
    "NF": Text("no face", "沒有臉"),
}


def guessing(analysis: LabelNoiseAnalysis) -> Interactive:
    """Images drawn at random, and the doubtful ones that follow those of the chapter's figure."""
    dataset, predictions = analysis.dataset, analysis.predictions
    names = class_texts(dataset.class_names)
    n = len(predictions.labels)
    drawn = np.random.default_rng(0).permutation(n)
    drawn = first_without_copies(dataset, predictions, drawn, ROUND * ROUNDS)
    sets = {"random": drawn[: max(ROUND, len(drawn) // ROUND * ROUND)]}
    if (
        len(doubtful := first_without_copies(dataset, predictions, analysis.ranking.order, SHOWN + ROUND))
        > SHOWN
    ):
        sets["doubtful"] = doubtful[SHOWN:]
    overall = proportion_text(analysis.accuracy)
    return Interactive(
        "guess_label",
        {
            **WORDS,
            "names": names,
            "votes": _vote_texts(dict(zip(dataset.class_names, names, strict=True))),
            "overall": Text(
                f"On all labelled training images, the networks agree with {overall.en} of the labels.",
                f"在全部有標籤的訓練影像上，模型的答案與標籤相同的占 {overall.zh}。",
            ),
        },
        {
            "round": ROUND,
            "few": FEW,
            "order": list(sets),  # notebooks sort the keys of what they keep
            "sets": {name: _known(analysis, rows) for name, rows in sets.items()},
        },
        {},
        {name: Sheet(dataset.images[predictions.indices[rows]]) for name, rows in sets.items()},
    )  # fmt: skip


def _vote_texts(classes: Mapping[str, Text]) -> list[Text]:
    """What each of ``VOTE_NAMES`` is called."""
    class_of = {VOTE_OF_CLASS[name]: text for name, text in classes.items() if name in VOTE_OF_CLASS}
    return [class_of.get(vote) or _OTHER_VOTES.get(vote) or Text(vote, vote) for vote in VOTE_NAMES]


def _known(analysis: LabelNoiseAnalysis, rows: NDArray[np.intp]) -> list[dict[str, Any]]:
    """What there is to say of each image, once it has been labelled."""
    predictions, reference, votes = analysis.predictions, analysis.reference, analysis.dataset.votes
    probabilities, known = predictions.probabilities, []
    for row in rows.tolist():
        index = int(predictions.indices[row])
        first = np.argsort(-predictions.logits[row], kind="stable")[:ANSWERS_SHOWN].tolist()
        image: dict[str, Any] = {
            "id": index,
            "label": int(predictions.labels[row]),
            "answers": [[k, short_percent(float(probabilities[row, k]))] for k in first],
        }
        if reference:
            image[reference.kind] = int(reference.labels[index])
            if reference.kind == "crowd" and votes is not None:
                counts = votes[index].astype(int)
                image["votes"] = [
                    [k, int(counts[k])] for k in np.argsort(-counts, kind="stable").tolist() if counts[k]
                ]
        known.append(image)
    return known
