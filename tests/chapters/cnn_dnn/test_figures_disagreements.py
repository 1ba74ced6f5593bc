from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.cnn_dnn import figures
from tests.chapters.cnn_dnn.conftest import PAIR_B
from tests.chapters.run_folders import LABELS
from tests.conftest import toy_faces


@pytest.fixture
def published(monkeypatch):
    """What is sent to ``publish.figure``."""
    sent = []
    monkeypatch.setattr(figures.publish, "figure", lambda *arguments: sent.append(arguments))
    return sent


def dataset():
    faces = toy_faces()
    labels = np.resize(LABELS, len(faces.labels))
    return replace(faces, labels=labels)


def test_the_faces_on_which_one_alone_is_wrong(read, published):
    (pair,) = read([PAIR_B], cnn=range(30), dnn=[*range(2, 20), 35])
    figures.publish_disagreements(pair, dataset())
    (key, _, caption, alt), (other_key, _, other_caption, _) = published
    assert (key, other_key) == ("dnn-alone-wrong", "cnn-alone-wrong")
    assert "the wrong answer of the DNN; the CNN gives the label." in caption.en
    assert "DNN 的錯誤答案；CNN 答對。n = 40 張中有 12 張是這樣" in caption.zh
    assert caption.en.startswith("Report B's pair, CNN `cnn` and DNN `dnn`. Below each face its label")
    assert "每張臉下方是標籤" in caption.zh
    assert "The surest 6 of 12 such faces among n = 40." in caption.en
    assert alt.en.count("→") == alt.zh.count("→") == 6
    assert "It is the only such face among n = 40." in other_caption.en


def test_where_one_is_never_wrong_alone_nothing_is_shown(read, published):
    (pair,) = read([PAIR_B], cnn=range(30), dnn=range(20))
    figures.publish_disagreements(pair, dataset())
    assert [arguments[0] for arguments in published] == ["dnn-alone-wrong"]


def test_images_that_are_no_faces_are_called_images(read, published):
    (pair,) = read([PAIR_B], cnn=range(30), dnn=range(20))
    food = replace(dataset(), class_names=tuple(f"food-{n}" for n in range(7)))
    figures.publish_disagreements(pair, food)
    ((_, _, caption, alt),) = published
    assert "face" not in caption.en + alt.en
    assert "臉" not in caption.zh + alt.zh
    assert "每張影像下方是標籤" in caption.zh


def test_where_neither_is_wrong_alone_that_is_why_nothing_is_shown(read, published, monkeypatch):
    reasons = []
    monkeypatch.setattr(figures.publish, "nothing", reasons.append)
    (pair,) = read([PAIR_B], cnn=range(20), dnn=range(20))
    figures.publish_disagreements(pair, dataset())
    assert published == []
    assert "no image that only one of the two gets right" in reasons[0].en
