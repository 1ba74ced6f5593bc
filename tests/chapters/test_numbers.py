"""The forms that are taken for silly, and those beside them that are not."""

import pytest

from fer_lib.language import Text
from tests.chapters.numbers import assert_well_put

SILLY = [
    ("It changes by −0.0 points.", "變化 −0.0 個百分點。"),
    ("It is 71.2 ± 0.0 %.", "71.2 ± 0.0%。"),
    ("The mean is nan.", "平均是 nan。"),
    ("It holds in 0 of 4 layers.", "4 層中 0 層成立。"),
    ("It holds in 450 of the 450 images.", "450 張影像中有 450 張成立。"),
    ("All, that is 450.", "450 張中的 450 張。"),
    ("It lies between 3.1 and 3.1.", "介於 3.1 與 3.1 之間。"),
    ("It takes 3–3 epochs.", "需要 3–3 個 epoch。"),
    ("It goes from −2.0 to −2.0.", "從 −2.0 到 −2.0。"),
    ("It holds in all 2 layers.", "全部 2 層都成立。"),
    ("All 2 are shown.", "共 2 張，全部列出。"),
    ("It holds with 2 seeds.", "2 個種子全都成立。"),
    ("It is `a`, it is `b`.", "卷積二是 `a`與卷積五是 `b`。"),
    ("It is `a`, `b`, `c`.", "卷積二是 `a`、卷積五是 `b`與卷積八是 `c`。"),
    ("There are 1 images.", "有 1 張影像。"),
    ("Each of the 1 errors.", "1 個錯誤中的每一個。"),
]
FINE = [
    ("It changes by −0.05 points, from −0.5.", "變化 −0.05 個百分點，從 −0.5 起。"),
    ("It is 71.2 ± 0.03 %.", "71.2 ± 0.03%。"),
    ("An information of infinite length.", "無限長的資訊。"),
    ("10 of 40 layers, 45 of 450 images, 4 of 4,000.", "40 層中 10 層、450 張中有 45 張、4,000 中的 4。"),
    ("It lies between 3.1 and 3.15, or 3–30.", "介於 3.1 與 3.15 之間，或 3–30。"),
    ("It lies between −3.1 and 3.1.", "從 −3.1 到 3.1。"),
    ("None of the 7 runs, `run-0` the first.", "7 次訓練都不是，第一次是 `run-0`。"),
    ("There are 21 images in layer 1.", "第 1 層有 21 張影像。"),
    ("The classes have 0 to 1 images.", "各類有 0 到 1 張影像。"),
    ("The run `pair-0` of 2020-01.", "訓練 `pair-0`，2020-01。"),
    ("It lies between −1.0 and 1.0.", "介於 −1.0 到 1.0。"),
    ("It holds in all 20 layers and in all 2,000 images.", "全部 20 層、全部 2,000 張都成立。"),
    ("It holds with 12 seeds.", "12 個種子全都成立。"),
    ("The best are `a`, `b`, `c`.", "最準的是 `a`、`b` 與 `c`。"),
    ("In epoch 1 classes differ.", "第 1 個 epoch 的類別不同。"),
]


@pytest.mark.parametrize(("en", "zh"), SILLY)
def test_silly_forms_are_found(en: str, zh: str) -> None:
    with pytest.raises(AssertionError):
        assert_well_put([Text(en, zh)])


@pytest.mark.parametrize(("en", "zh"), FINE)
def test_sensible_forms_are_not(en: str, zh: str) -> None:
    assert_well_put([Text(en, zh)])
