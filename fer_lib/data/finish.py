"""From what a reader found to the data set: classes, sizes, colours and labels as the options want them."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.class_order import ClassOrder, Words, decide
from fer_lib.data.class_words import LARGEST_NUMBER, number_of, orders_in
from fer_lib.data.dataset import UNLABELLED, ImageDataset, content_hash
from fer_lib.data.fer2013 import CLASS_NAMES, SIDE
from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import UnreadableError
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.reading import shorten
from fer_lib.errors import Problems, UserError

LOOKED_AT = 32
"""Image files of which the heads say whether these are FER2013's own images."""


def finish(raw: RawSet, options: DataOptions) -> ImageDataset:
    """The data set that a source is with these options.

    Args:
        raw: what a reader found.
        options: what is wanted.

    Raises:
        UserError: if labels are no classes, images are not alike or cannot be read, or nothing is left.
    """
    if not len(raw.labels):
        raise UserError(f"{raw.source}: there is no image. Give the folder with the images.")
    if not (any(raw.labels) or raw.own_classes or options.classes or raw.faces == "always"):
        raise UserError(
            f"{raw.source}: no image has a label. Give the folder that holds labelled images too."
        )
    if "votes" in raw.of_each_image:
        from fer_lib.data.ferplus_agreement import checked

        raw = checked(raw, options)
    if options.labels != "hard":
        from fer_lib.data.ferplus_labels import label_by_votes

        raw = label_by_votes(raw, options.labels)
    order = _order(raw, options)
    labels = np.array([order.index[word] if word else UNLABELLED for word in raw.labels], np.int64)
    kept = np.flatnonzero((labels >= 0) | (np.array(raw.labels, np.str_) == ""))
    if raw.by_class:
        kept = kept[np.lexsort((labels[kept], np.asarray(raw.split, np.uint8)[kept]))]
    if len(kept) < len(labels) or raw.by_class:
        raw, labels = subset(raw, kept), labels[kept]
    if not len(labels):
        raise UserError(
            f"{raw.source}: no image is left. Leave out fewer classes, or give the folder with the images."
        )
    images, changes, bad, pixels_hash = _pixels(raw, options)
    if bad:
        readable = np.setdiff1d(np.arange(len(labels)), list(bad))
        raw, labels, images = subset(raw, readable), labels[readable], images[readable]
    return _dataset(raw, options, order, labels, images, changes, tuple(bad.values()), pixels_hash)


def subset(raw: RawSet, kept: NDArray[np.intp]) -> RawSet:
    """The images at these positions, in this order."""
    chosen = kept.tolist()
    images = raw.images
    return replace(
        raw,
        images=replace(images, names=[images.names[i] for i in chosen])
        if isinstance(images, ImageFiles)
        else images[kept],
        labels=[raw.labels[i] for i in chosen],
        split=np.asarray(raw.split, np.uint8)[kept],
        names=None if raw.names is None else [raw.names[i] for i in chosen],
        place=lambda i: raw.place(chosen[i]),
        of_each_image={name: array[kept] for name, array in raw.of_each_image.items()},
    )


def _order(raw: RawSet, options: DataOptions) -> ClassOrder:
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for i, word in enumerate(raw.labels):
        if word:
            counts[word] = counts.get(word, 0) + 1
            first.setdefault(word, i)
    for word in (*counts, *raw.own_classes):
        if printable(word) != word:
            raise UserError(
                f"{raw.place(first.get(word, 0))}: the name of the class is not UTF-8 text ({shorten(word)}), as where "
                f"an archive of another system was unpacked. {raw.remedy}"
            )
    words = Words(
        counts,
        place=lambda word: raw.place(first[word]),
        remedy=raw.remedy,
        own=raw.own_classes,
        **({"own_sentence": raw.own_sentence} if raw.own_sentence else {}),
        faces=not options.classes and _are_faces(raw, counts),
        only_faces=raw.faces == "always",
        called=frozenset(orders_in([*raw.called, *_folders(raw)])),
    )
    return decide(words, options)


def _folders(raw: RawSet) -> list[str]:
    """Names of the folder that was given and of the files and folders in it that are read."""
    if not isinstance(raw.images, ImageFiles):
        return []
    first = {name.partition("/")[0] for name in raw.images.names if "/" in name}
    return [raw.images.root.absolute().name, *sorted(first), *raw.tables]


def _are_faces(raw: RawSet, words: Iterable[str]) -> bool:
    """Whether numbers are FER2013's classes."""
    if raw.faces in ("always", "never"):
        return raw.faces == "always"
    numbers = {number_of(word, LARGEST_NUMBER) for word in words}
    if raw.faces == "if_all_fit" and not ({0} <= numbers <= set(range(len(CLASS_NAMES)))):
        return False
    return None not in numbers and _look_like_faces(raw)


def _look_like_faces(raw: RawSet) -> bool:
    """Whether most images are 48×48 and grey, as FER2013's are."""
    if not isinstance(raw.images, ImageFiles):
        return raw.images.shape[1:] == (SIDE, SIDE)
    from fer_lib.data.picture import look_at, quiet_pillow

    looks: Counter[bool] = Counter()
    n = len(raw.images)
    with quiet_pillow():
        for i in sorted({k * n // LOOKED_AT for k in range(LOOKED_AT)} if n else ()):
            try:
                looks[look_at(raw.images.root / raw.images.names[i]) == (SIDE, SIDE, "grey")] += 1
            except UnreadableError:
                continue
    return looks[True] > looks[False]


def _pixels(
    raw: RawSet, options: DataOptions
) -> tuple[NDArray[np.uint8], dict[str, int], dict[int, str], "hashlib._Hash | None"]:
    """The images, how many were changed in what way, why some could not be read, by position, and the pixels' hash.

    The hash is None where they were not hashed while they were read, or not all of them are kept.
    """
    if not isinstance(raw.images, ImageFiles):
        if options.size is None and options.channels is None:
            return np.asarray(raw.images), {}, {}, None
        from fer_lib.data.fit import fit_arrays  # a training on a table does without Pillow

        images, steps = fit_arrays(raw.images, options)
        return images, {step.value: count for step, count in sorted(steps.items())}, {}, None
    from fer_lib.data.image_files import read_images

    root, names = raw.images.root, raw.images.names
    read = read_images(root, names, options)
    if read.bad and (not options.skip_unreadable or len(read.bad) == len(names)):
        problems = Problems("image")
        for i, reason in sorted(read.bad.items()):
            problems.add(f"{shorten(root / names[i], 300)}: {reason}")
        problems.raise_if_any()
    bad = {i: f"{printable(names[i])}: {reason}" for i, reason in sorted(read.bad.items())}
    changes = {step.value: count for step, count in sorted(read.steps.items())}
    return read.images, changes, bad, None if bad else read.pixels_hash


def _dataset(
    raw: RawSet,
    options: DataOptions,
    order: ClassOrder,
    labels: NDArray[np.int64],
    images: NDArray[np.uint8],
    changes: dict[str, int],
    unreadable: Sequence[str],
    pixels_hash: "hashlib._Hash | None",
) -> ImageDataset:
    of_each = dict(raw.of_each_image)
    if "targets" in of_each:
        of_each["targets"] = _targets(raw, order, of_each["targets"])
    provenance: dict[str, Any] = {
        "form": raw.form,
        "source": raw.source,
        "sha256": content_hash(images, labels, of_each.get("targets"), pixels_hash),
        "synthetic": False,
        **raw.remarks,
        "class_order": order.sentence,
    }
    labels_read = {"numbers": order.numbers, "read_as": order.read_as}
    for key, value in {
        "labels_read": {key: value for key, value in labels_read.items() if value not in (None, {})},
        "converted": merged(merged(raw.remarks.get("converted", {}), order.converted), changes),
        "left_out": merged(raw.remarks.get("left_out", {}), order.left_out),
        "options": {
            **raw.remarks.get("options", {}),
            **options.model_dump(mode="json", exclude_defaults=True),
        },
        "unreadable": [*raw.remarks.get("unreadable", ()), *unreadable],
    }.items():
        if value:
            provenance[key] = value
    return ImageDataset(
        images,
        labels,
        np.asarray(raw.split, np.uint8),
        order.names,
        provenance={key: _printable_in(value) for key, value in provenance.items()},
        names=None if raw.names is None else texts(raw.names),
        class_titles={**{k: v for k, v in raw.class_titles.items() if k in order.names}, **order.titles},
        **of_each,
    )


def merged(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    """The sums of two counts, without zeros."""
    return {
        key: first.get(key, 0) + second.get(key, 0)
        for key in {**first, **second}
        if first.get(key, 0) + second.get(key, 0)
    }


def _targets(raw: RawSet, order: ClassOrder, targets: NDArray[np.float32]) -> NDArray[np.float32]:
    """Soft labels in the order of the classes, what is left out shared among the others: float32 [N, K]."""
    moved = np.zeros((len(targets), len(order.names)), np.float64)
    for column, word in enumerate(raw.own_classes):
        label = order.names.index(word) if word in order.names else -1
        if label >= 0:
            moved[:, label] += targets[:, column]
    sums = moved.sum(axis=1, keepdims=True)
    shares: NDArray[np.float32] = np.divide(moved, sums, out=np.zeros_like(moved), where=sums > 0).astype(
        np.float32
    )
    return shares


def printable(name: str) -> str:
    """A file's name as text; one that is not UTF-8 cannot be printed otherwise."""
    try:
        return os.fsencode(name).decode("utf8", "replace")
    except UnicodeEncodeError:  # half of a character that is no byte either
        return name.encode("utf8", "replace").decode("utf8")


def _printable_in(value: Any) -> Any:
    """A JSON value of which every text is one that can be written: names of files stand in remarks too."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {_printable_in(key): _printable_in(inner) for key, inner in value.items()}
    return [_printable_in(inner) for inner in value] if isinstance(value, list | tuple) else value


def texts(names: Iterable[str]) -> NDArray[np.str_]:
    """Names of files as an array of text."""
    return np.array([printable(name) for name in names], np.str_)
