"""Folders of faces as people bring them: whatever has one meaning is read, what has two is asked for."""

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import SPLITS, load, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import random_images, write_csv, write_image

GREY = DataOptions(channels=1)
SYNONYMS = {
    "as nouns": ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"],
    "as adjectives": ["angry", "disgusted", "fearful", "happy", "sad", "surprised", "neutral"],
    "numbered in front": [f"{k}_{name}" for k, name in enumerate(CLASS_NAMES)],
    "numbered behind": [f"{name}-{k}" for k, name in enumerate(CLASS_NAMES)],
    "numbered otherwise": [f"{k}. {name}" for k, name in zip([4, 2, 6, 1, 3, 5, 0], CLASS_NAMES, strict=True)],
    "capitals": [name.upper() for name in CLASS_NAMES],
    "faces": [f"{name.title()} Faces" for name in CLASS_NAMES],
    "traditional": ["生氣", "厭惡", "恐懼", "開心", "悲傷", "驚訝", "無表情"],
    "traditional, other words": ["憤怒", "噁心", "害怕", "快樂", "難過", "吃驚", "中性"],
    "simplified": ["愤怒", "恶心", "恐惧", "高兴", "伤心", "惊讶", "中立"],
    "numbered Chinese": [f"{k}{w}" for k, w in enumerate(["生氣", "厭惡", "恐懼", "高興", "難過", "驚訝", "中性"])],
    "Chinese for the expression": ["生氣的表情", "厭惡表情", "恐懼臉", "高興", "悲傷", "驚訝", "中性"],
    "codes of KDEF": ["AN", "DI", "AF", "HA", "SA", "SU", "NE"],
    "decomposed accents and spaces": [f" {name} " for name in CLASS_NAMES],
}  # fmt: skip


def class_folders(root, names, images=1):
    for k, name in enumerate(names):
        for i in range(images):
            write_image(root / name / f"{i}.png", random_images(1, seed=10 * k + i)[0])


@pytest.mark.parametrize("name", SYNONYMS)
def test_words_for_the_classes(folder, name):
    class_folders(folder / "train", SYNONYMS[name], images=2)
    class_folders(folder / "test", SYNONYMS["as nouns"])
    dataset = load(folder, cache=False)
    assert dataset.class_names == CLASS_NAMES
    assert dataset.counts() == {"train": [2] * 7, "validation": [0] * 7, "test": [1] * 7}
    assert np.array_equal(dataset.images[0], random_images(1, seed=0)[0])
    card = make_card(dataset)
    others = sum(name != word.strip().lower() for word, name in zip(SYNONYMS[name], CLASS_NAMES, strict=True))
    assert (
        card.converted["label_word_to_class"] == 2 * others + 3
    )  # anger, happiness, sadness in the test folder
    assert all(f"was read as {name}" in card.class_order for name in ("angry", "happy", "sad"))


def test_contempt_is_the_eighth_and_can_be_left_out(folder):
    class_folders(folder, ["輕蔑", *CLASS_NAMES])
    assert load(folder).class_names == (*CLASS_NAMES, "contempt")
    for name in ("contempt", "輕蔑"):
        dataset = load(folder, options=DataOptions(leave_out=(name,)))
        assert dataset.class_names == CLASS_NAMES
        assert make_card(dataset).left_out == {"contempt": 1}


def test_other_words_come_last_and_are_all_named(folder):
    class_folders(folder, ["anger", "calm", "fear", "none", "happy", "sad", "unknown"])
    dataset = load(folder)
    assert dataset.class_names == ("angry", "fear", "happy", "sad", "calm", "none", "unknown")
    assert (
        "no words of an expression and classes of their own: calm, none, unknown"
        in make_card(dataset).class_order
    )
    left = load(folder, options=DataOptions(leave_out=("calm", "none", "unknown")))
    assert left.class_names == CLASS_NAMES


@pytest.mark.parametrize("names", [["co", "su"], ["an", "di", "su"], ["cat", "sad"]])
def test_a_few_words_that_may_mean_something_else_are_left_as_they_are(folder, names):
    class_folders(folder, names)
    assert load(folder).class_names == tuple(names)


SPLIT_NAMES = {
    "val": ("train", "val", "test"),
    "valid": ("training", "valid", "testing"),
    "validation": ("Train", "Validation", "Test"),
    "dev": ("TRAIN", "DEV", "TEST"),
    "val_set": ("train_set", "val_set", "test_set"),
    "public": ("Training", "PublicTest", "PrivateTest"),
    "public, spaced": ("Training", "Public Test", "private_test"),
    "eval beside test": ("train", "eval", "test"),
    "eval beside val": ("train", "val", "eval"),
    "evaluation": ("training", "validation", "evaluation"),
    "numbered": ("1_train", "2_val", "3_test"),
    "camel": ("trainSet", "valSet", "testSet"),
    "of a set": ("fer2013_train", "fer2013_val", "fer2013_test"),
    "traditional": ("訓練", "驗證", "測試"),
    "sets": ("訓練集", "驗證集", "測試集"),
    "simplified": ("训练集", "验证集", "测试集"),
    "images": ("train_images", "val-images", "test images"),
}


@pytest.mark.parametrize("above", ["", "archive/fer2013/"], ids=["", "too high"])
@pytest.mark.parametrize("name", SPLIT_NAMES)
def test_names_of_the_splits(folder, name, above):
    for k, split in enumerate(SPLIT_NAMES[name]):
        class_folders(folder / above / split, ("happy", "sad"), images=k + 1)
    dataset = load(folder, cache=False)
    assert [len(dataset.indices(split)) for split in SPLITS] == [2, 4, 6]
    assert make_card(dataset).files_not_read == 0


@pytest.mark.parametrize("inside", ["train", "images", "data", "Train_Set"])
def test_a_split_inside_of_its_own_folder(folder, inside):
    class_folders(folder / "train" / inside, CLASS_NAMES)
    class_folders(folder / "test", CLASS_NAMES)
    dataset = load(folder, cache=False)
    assert [len(dataset.indices(split)) for split in SPLITS] == [7, 0, 7]


def test_a_readme_beside_the_folder_that_is_meant(folder):
    class_folders(folder / "data" / "train", CLASS_NAMES)
    write_csv(folder / "notes.csv", "who,when", ["a,b"])
    (folder / "train.zip").write_bytes(b"PK")
    card = make_card(load(folder, cache=False))
    assert card.images == 7
    assert card.not_read == ("notes.csv", "train.zip")


FORMATS = {
    "jpg": "L", "jpeg": "L", "jfif": "L", "JPG": "L", "png": "L", "bmp": "L", "gif": "L", "tif": "L", "tiff": "L",
    "webp": "RGB", "pgm": "L", "ppm": "RGB", "pbm": "1", "tga": "L", "jp2": "L", "ico": "RGBA", "pcx": "L", "sgi": "L",
    "dib": "L", "avif": "RGB", "dds": "RGB", "qoi": "RGB", "xbm": "1", "msp": "1",
}  # fmt: skip


def test_every_kind_of_picture(folder):
    from PIL import Image as Pillow

    Pillow.init()
    writers = {suffix.lstrip("."): kind for suffix, kind in Pillow.registered_extensions().items()}
    written = 0
    for ending, mode in FORMATS.items():
        if writers.get(ending.lower()) in Pillow.SAVE:
            for k, name in enumerate(("happy", "sad")):
                write_image(folder / name / f"{ending}.{ending}", random_images(1, seed=k)[0], mode)
            written += 2
    assert written > 30
    card = make_card(load(folder, options=GREY, cache=False))
    assert (card.images, card.files_not_read, card.unreadable) == (written, 0, ())


def test_pictures_that_are_turned_transparent_or_deep(folder):
    class_folders(folder, CLASS_NAMES)
    image = Image.fromarray(random_images(1)[0])
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(folder / "happy" / "turned.jpg", exif=exif)
    Image.fromarray(random_images(1)[0].astype(np.uint16) * 257).save(folder / "happy" / "deep.png")
    image.putalpha(100)
    image.save(folder / "happy" / "alpha.png")
    card = make_card(load(folder, cache=False))
    assert card.converted == {"turned_upright": 1, "put_on_mid_grey": 1, "reduced_to_8_bits": 1}


RAF = ["surprise", "fear", "disgust", "happy", "sad", "angry", "neutral"]


@pytest.mark.parametrize("name", ["rafdb", "RAF-DB", "raf_db_basic", "my RAF DB"])
def test_numbers_of_raf_db(folder, name):
    class_folders(folder / name / "train", list("1234567"))
    for place in (folder / name, folder):
        dataset = load(place, cache=False)
        assert dataset.class_names == CLASS_NAMES
        assert [dataset.class_names[k] for k in dataset.labels] == sorted(RAF, key=CLASS_NAMES.index)
        first = next(k for k, path in zip(dataset.labels, dataset.names, strict=True) if "/1/" in f"/{path}")
        assert dataset.class_names[first] == "surprise"
        assert "1 surprise, 2 fear, 3 disgust" in make_card(dataset).to_text()


def test_numbers_of_affectnet(folder):
    class_folders(folder / "AffectNet" / "val", list("01234567"))
    class_folders(folder / "AffectNet" / "train", list("01234567"))
    dataset = load(folder / "AffectNet", cache=False)
    assert dataset.class_names == (*CLASS_NAMES, "contempt")
    assert dataset.class_names[dataset.labels[dataset.names.tolist().index("train/0/0.png")]] == "neutral"


@pytest.mark.parametrize("numbers", ["1234567", "123456", "01234567", "12345678"])
def test_other_numbers_are_not_taken_for_fer2013s(folder, numbers):
    class_folders(folder / "faces" / "train", list(numbers))
    dataset = load(folder / "faces", cache=False)
    assert dataset.class_names == tuple(numbers)
    assert f"what {numbers[0]} means, it does not say" in make_card(dataset).class_order


def test_a_set_called_after_raf_db_with_a_0_is_not_taken_for_fer2013s(folder):
    class_folders(folder / "rafdb48" / "train", list("0123456"))
    class_folders(folder / "raf-db" / "train", list("0123456"))
    assert load(folder / "raf-db", cache=False).class_names == tuple("0123456")


@pytest.mark.parametrize("order", ["raf-db", "RAF_DB", "rafdb"])
def test_the_order_of_numbers_can_be_said(folder, order):
    class_folders(folder / "faces" / "train", list("123456"))
    dataset = load(folder / "faces", options=DataOptions(numbers=order), cache=False)
    names = dict(zip(dataset.names.tolist(), dataset.labels.tolist(), strict=True))
    assert CLASS_NAMES[names["train/1/0.png"]] == "surprise"
    assert CLASS_NAMES[names["train/6/0.png"]] == "angry"
    with pytest.raises(
        UserError, match=r'the label is "6" .* others are .*expected a whole number 1 to 7|the label is'
    ):
        load(folder / "faces", options=DataOptions(classes={"a": {}, "b": {}}), cache=False)


def test_classes_for_numbers_from_1_are_counted_from_1(folder):
    class_folders(folder / "faces" / "train", list("1234567"))
    options = DataOptions.model_validate({"classes": RAF})
    dataset = load(folder / "faces", options=options, cache=False)
    assert dataset.class_names[0] == "surprise"
    assert dataset.names.tolist()[0] == "train/1/0.png"
    (folder / "faces" / "train" / "7" / "0.png").unlink()
    with pytest.raises(UserError, match=r"from 0 or from 1\. Say which: --numbers 0 or --numbers 1"):
        load(folder / "faces", options=options, cache=False)


REFUSED = {
    "persons above expressions": (
        ["ann/happy/1.png", "ann/sad/1.png", "ben/happy/1.png"],
        "name of another class",
    ),
    "an expression inside of another": (
        ["train/happy/sad/1.png", "train/angry/1.png"],
        "name of another class",
    ),
    "a split inside of a class, deep": (
        ["happy/a/test/1.png", "sad/1.png"],
        "test images inside of the class happy",
    ),
    "two data sets": (["a/train/happy/1.png", "b/train/happy/1.png"], "give it alone"),
    "no training images": (
        ["test/happy/1.png", "test/sad/1.png"],
        "the training images are missing: there is only test/",
    ),
    "two validations": (["train/sad/1.png", "val/sad/1.png", "dev/sad/1.png"], "would be validation images"),
    "three tests": (
        ["train/sad/1.png", "val/sad/1.png", "eval/sad/1.png", "test/sad/1.png"],
        "would be test images",
    ),
    "images beside classes": (
        ["train/happy/1.png", "train/sad/1.png", "train/2.png"],
        "is in no class folder",
    ),
    "words and numbers": (["happy/1.png", "3/1.png", "sad/1.png"], "expected a word, as the others are"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_cause(folder, name):
    places, words = REFUSED[name]
    for place in places:
        write_image(folder / place, random_images(1)[0])
    with pytest.raises(UserError) as caught:
        load(folder, cache=False)
    assert words in str(caught.value)


TABLES = {
    "ids and a surplus column": ("label.csv", "id,label,who", "{i},{i},x", ","),
    "an index": ("labels.csv", ",id,label", "{i},{i},{i}", ","),
    "Kaggle's words": ("train.csv", "Id,Category", "{i},{word}", ","),
    "semicolons and decimals": ("label.csv", "id;label", "{i}.0;{i}.0", ";"),
    "names without endings": ("labels.csv", "id,label", "{i:05d},{word}", ","),
    "names with endings": ("labels.csv", "id,label", "{i:05d}.png,{word}", ","),
    "Chinese": ("標籤.csv", "檔名,表情", "{i:05d}.png,{chinese}", ","),
    "image_id and emotion": ("data.tsv", "image_id\temotion", "{i}\t{word}", "\t"),
    "a name of a person too": ("labels.csv", "name,image,label", "Ann,{i:05d}.png,{i}", ","),
    "a column for the split": ("labels.csv", "id,label,split", "{i},{i},train", ","),
    "Windows paths": ("labels.csv", "path,label", "C:\\faces\\train\\{i:05d}.png,{word}", ","),
}  # fmt: skip
CHINESE = ["生氣", "厭惡", "恐懼", "高興", "難過", "驚訝", "中性"]


@pytest.mark.parametrize("inside", [True, False], ids=["inside", "beside"])
@pytest.mark.parametrize("name", TABLES)
def test_numbered_images_and_a_table(folder, name, inside):
    file, header, row, _ = TABLES[name]
    for i in range(7):
        write_image(folder / "train" / f"{i:05d}.png", random_images(1, seed=i)[0])
    rows = [row.format(i=i, word=CLASS_NAMES[i], chinese=CHINESE[i]) for i in range(7)]
    write_csv(folder / "train" / file if inside else folder / file, header, rows)
    dataset = load(folder, cache=False)
    assert dataset.class_names == CLASS_NAMES
    assert dataset.labels.tolist() == list(range(7))
    assert all(np.array_equal(dataset.images[i], random_images(1, seed=i)[0]) for i in range(7))
    told = " ".join(make_card(dataset).not_read)
    if name == "ids and a surplus column":
        assert "the column who" in told
    if name == "an index":
        assert "no. 1 without a name" in told
