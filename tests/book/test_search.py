"""The search of the site: what readers ask for leads first to the page that explains it.

Of a small site only what can be known of any site is tested; ``FER_BOOK_HTML`` points to the whole book.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.book.reading import reader

BEST_FIRST = {
    "": {
        "01_data": ["training set", "PublicTest", "validation images", "data set"],
        "02_models": ["number of parameters", "neural network"],
        "03_training": [
            "overfitting", "learning rate", "dropout", "data augmentation", "activation function", "ReLU", "Adam",
            "weight decay", "epoch",
        ],
        "04_cnn_dnn": ["CNN", "DNN", "dense layer"],
        "05_errors": [
            "confusion matrix", "accuracy", "recall", "F1 score", "calibration", "temperature scaling",
            "confidence interval",
        ],
        "06_label_noise": ["label noise", "cross-validation", "duplicates"],
        "07_saliency": ["saliency map", "LIME", "Grad-CAM", "guided backprop", "heatmap"],
        "08_activation_maximization": ["activation maximization", "filter visualization"],
        "09_feature_maps": ["feature maps", "t-SNE", "receptive field"],
        "10_convolution": ["convolution", "padding", "stride", "max pooling"],
        "11_batchnorm": ["batch normalization", "BatchNorm"],
        "12_softmax": ["softmax", "cross entropy", "log-sum-exp"],
        "13_backpropagation": ["backpropagation", "chain rule", "vanishing gradient"],
        "14_pca": ["PCA", "eigenvalue", "principal component"],
        "15_digits": ["digits"],
        "16_masks": ["masks", "class weights", "focal loss", "bootstrap"],
        "17_comparison": ["ensemble", "random seed"],
    },
    "zh-TW/": {
        "01_data": ["驗證集", "訓練集", "測試集"],
        "02_models": ["參數量", "神經網路"],
        "03_training": [
            "過度擬合", "過擬合", "學習率", "dropout", "資料擴增", "資料增強", "活化函數", "激活函數", "正則化",
            "epoch",
        ],
        "04_cnn_dnn": ["CNN", "全連接層"],
        "05_errors": ["混淆矩陣", "confusion matrix", "準確率", "召回率", "校準", "溫度縮放", "信賴區間"],
        "06_label_noise": ["標籤雜訊", "交叉驗證", "重複影像"],
        "07_saliency": ["顯著圖", "熱力圖", "LIME", "導引反向傳播"],
        "08_activation_maximization": ["活化最大化", "激活最大化", "特徵視覺化"],
        "09_feature_maps": ["特徵圖", "感受野", "t-SNE"],
        "10_convolution": ["卷積", "步幅", "填補", "池化"],
        "11_batchnorm": ["批次正規化", "batch normalization"],
        "12_softmax": ["交叉熵", "cross entropy", "softmax"],
        "13_backpropagation": ["反向傳播", "倒傳遞", "梯度消失"],
        "14_pca": ["主成分", "特徵值", "PCA"],
        "15_digits": ["手寫數字"],
        "16_masks": ["口罩", "焦點損失", "類別權重", "拔靴法"],
        "17_comparison": ["隨機種子", "集成"],
    },
}  # fmt: skip
ANSWERS = """query => {
  const [asked, wanted, excluded, highlighted, objects] = Search._parseQuery(query);
  return Search._performSearch(asked, wanted, excluded, highlighted, objects).map(found => found[0]).reverse();
}"""


@pytest.fixture(scope="module", params=["", "zh-TW/"], ids=["English", "Chinese"])
def folder(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def search(browser: Browser, address: str, folder: str) -> Iterator[Page]:
    """The page of results with the index loaded."""
    with reader(browser) as context:
        page = context.new_page()
        page.goto(f"{address}{folder}search.html")
        page.wait_for_function("typeof Search !== 'undefined' && Search.hasIndex()")
        yield page


@pytest.mark.skipif("FER_BOOK_HTML" not in os.environ, reason="the small site explains nothing")
def test_what_is_asked_for_is_found_first(search: Page, folder: str) -> None:
    first: dict[str, str] = {}
    expected: dict[str, str] = {}
    for chapter, queries in BEST_FIRST[folder].items():
        for query in queries:
            expected[query] = f"chapters/{chapter}"
            first[query] = next(iter(search.evaluate(ANSWERS, query)), "nothing")
    assert len(expected) >= 40
    assert first == expected


def test_each_page_is_found_once(search: Page, folder: str) -> None:
    for query in ["accuracy", "data", "images"] if not folder else ["準確率", "資料", "影像"]:
        found: list[Any] = search.evaluate(ANSWERS, query)
        assert found
        assert len(found) == len(set(found)), query


def test_code_is_neither_indexed_nor_shown(search: Page) -> None:
    terms: dict[str, Any] = search.evaluate("Search._index.terms")
    assert not {"np", "def", "savefig", "linspac", "frac", "mathrm", "bmatrix"} & terms.keys()
    page = """<main role="main"><section id="here"><h2>Here</h2>
      <p>Words \n\n of prose <span class="math">\\\\(x\\\\)</span></p>
      <div class="cell_input"><pre>import torch</pre></div></section></main>"""
    shown = search.evaluate("page => Search.htmlToText(page, '#here')", page)
    assert shown.split() == ["Here", "Words", "of", "prose"]
