"""The data card: what is in a data set, and which known flaws it has."""

import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, UNLABELLED, ImageDataset
from fer_lib.data.duplicates import duplicate_groups, duplicate_ids
from fer_lib.data.reading import FORMS

LISTED = 20
LOOKED_AT = 64
"""Pixels of an image that are compared first."""
DONE = {
    "turned_upright": "turned upright, as EXIF asks",
    "first_frame_taken": "the first of several frames",
    "reduced_to_8_bits": "reduced from 16 bits to 8",
    "put_on_mid_grey": "transparent, put on mid-grey",
    "made_grey": "turned grey",
    "made_colour": "grey, repeated as colour",
    "cropped": "cropped to the middle",
    "padded": "padded with mid-grey",
    "resized": "resized",
    "label_word_to_class": "with another word for their class",
    "label_decimal_to_number": "with a label like 3.0 for 3",
    "one_hot_to_label": "with a one-hot row as label",
    "channels_first_to_last": "with the channels moved behind",
    "float_0_1_to_uint8": "scaled from 0 … 1 to 0 … 255",
    "float_0_255_to_uint8": "turned from floats into bytes",
    "integer_to_uint8": "turned from larger integers into bytes",
    "squashed": "resized without keeping the ratio of their sides",
}
"""What ``provenance["converted"]`` counts, in words."""


@dataclass(frozen=True)
class DataCard:
    """What a data set holds and which flaws it has. Rows are positions in the data set, counted from 0.

    Attributes:
        form: the input form, a key of ``fer_lib.data.reading.FORMS``.
        source: the names of the source's files.
        synthetic: whether the images are made by a program.
        class_names: the classes, in the order of every list of counts.
        class_order: what was taken for the classes and their order, in words.
        image_size: height, width and channels of every image.
        images: number of images.
        counts: labelled images of each split, a list over the classes.
        unlabelled: images without a label, by split.
        distinct_images: number of images that differ in at least one pixel.
        duplicate_groups: number of groups of two or more equal images.
        conflicting_groups: how many of these groups carry two or more different labels.
        duplicates_across: for splits a and b, how many images of a are equal to some image of b; for a = b, how
            many are equal to another image of a.
        blank_rows: rows of the images whose pixels are all equal.
        blank_names: the files of these images, where they have names.
        unreadable: image files that could not be read, each with the reason.
        converted: images that were changed when they were read, by what was done; keys of ``DONE`` and others.
        left_out: images that were left out, by their class or the reason.
        votes: how the votes of FER+ agree with the labels: ``images`` with both, ``agree``, share ``by_chance``; empty
            without votes.
        encodings: what tables were taken to be encoded in, where nothing in them says it.
        files_not_read: number of files that lie in the source and are not read.
        not_read: what these are.

    """

    form: str
    source: str
    synthetic: bool
    class_names: tuple[str, ...]
    class_order: str
    image_size: tuple[int, int, int]
    images: int
    counts: dict[str, list[int]]
    unlabelled: dict[str, int]
    distinct_images: int
    duplicate_groups: int
    conflicting_groups: int
    duplicates_across: dict[str, dict[str, int]]
    blank_rows: tuple[int, ...]
    blank_names: tuple[str, ...]
    unreadable: tuple[str, ...]
    converted: dict[str, int]
    left_out: dict[str, int]
    votes: dict[str, float]
    encodings: dict[str, str]
    files_not_read: int
    not_read: tuple[str, ...]

    def to_json(self) -> str:
        """The card as indented JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def to_text(self) -> str:
        """The card as lines for a terminal."""
        height, width, channels = self.image_size
        lines = [
            f"form        {FORMS.get(self.form, self.form)}",
            f"source      {self.source}" + (" (SYNTHETIC: not photographs)" if self.synthetic else ""),
            f"images      {self.images:,}, {self.distinct_images:,} of them distinct",
            f"size        {width}×{height} pixels, {'grey' if channels == 1 else 'colour'}",
            *([f"classes     {self.class_order}"] if self.class_order else []),
            "",
            *self._count_table(),
            "",
            f"copies      {self.duplicate_groups:,} groups of equal images, {self.conflicting_groups:,} of them with "
            "conflicting labels",
        ]
        for later, earlier in (("validation", "train"), ("test", "train"), ("validation", "test")):
            n = self.duplicates_across[later][earlier]
            lines.append(f"            {n:,} {later} images are equal to a {_name(earlier)} image")
        inside = ", ".join(f"{self.duplicates_across[split][split]:,} {_name(split)}" for split in SPLITS)
        lines.append(f"            images equal to another one of their split: {inside}")
        rows = [str(row) for row in self.blank_rows]
        named = [f"{row} ({name})" for row, name in zip(rows, self.blank_names, strict=False)] or rows
        lines.append(
            _listing(
                "blank",
                f"images of one single {'grey level' if channels == 1 else 'colour'}",
                named,
                "at the rows (from 0) ",
            )
        )
        lines.append(_listing("unreadable", "image files", list(self.unreadable), ""))
        changed = [f"{count:,} {DONE.get(what, what)}" for what, count in self.converted.items()]
        lines += [f"converted   {'; '.join(changed)}"] * bool(changed)
        left = [f"{name} {count:,}" for name, count in self.left_out.items()]
        lines += [f"left out    {sum(self.left_out.values()):,} images: {', '.join(left)}"] * bool(left)
        if self.votes:
            agree, images = self.votes["agree"], self.votes["images"]
            lines.append(
                f"votes       FER+: what most people chose is the label of {agree:,.0f} of {images:,.0f} images "
                f"({agree / images:.1%}; {self.votes['by_chance']:.1%} by chance)"
            )
        encodings = ", ".join(f"{name}: {encoding}" for name, encoding in self.encodings.items())
        lines += [f"encoding    {encodings}, as nothing in the file says"] * bool(encodings)
        lines.append(
            f"not read    {self.files_not_read:,} file{'s' * (self.files_not_read != 1)}"
            + (
                f"{';' if not self.files_not_read else ':'} {', '.join(self.not_read)}"
                if self.not_read
                else ""
            )
        )
        return "\n".join(lines) + "\n"

    def _count_table(self) -> list[str]:
        columns = [*self.class_names, *(["no label"] if any(self.unlabelled.values()) else []), "all"]
        rows = [["", *columns]]
        for split in SPLITS:
            cells = [*self.counts[split], *([self.unlabelled[split]] if "no label" in columns else [])]
            rows.append([split, *(f"{cell:,}" for cell in [*cells, sum(cells)])])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return [
            f"{row[0]:<12}"
            + "  ".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
            for row in rows
        ]


def make_card(dataset: ImageDataset) -> DataCard:
    """Counts what is in a data set and looks for its flaws; FER2013 takes about 0.2 s.

    Args:
        dataset: any data set.

    """
    ids = duplicate_ids(dataset.images)
    groups = duplicate_groups(ids)
    label_sets = [set(dataset.labels[group].tolist()) - {UNLABELLED} for group in groups]
    blank = _blank(dataset.images)
    names = dataset.names
    not_read = dataset.provenance.get("not_read", {})
    return DataCard(
        form=str(dataset.provenance.get("form", "")),
        source=str(dataset.provenance.get("source", "")),
        synthetic=bool(dataset.provenance.get("synthetic", False)),
        class_names=dataset.class_names,
        class_order=str(dataset.provenance.get("class_order", "")),
        image_size=(dataset.shape.height, dataset.shape.width, dataset.shape.channels),
        images=len(dataset),
        counts=dataset.counts(),
        unlabelled={
            split: int(np.sum(dataset.labels[dataset.indices(split)] == UNLABELLED)) for split in SPLITS
        },
        distinct_images=len(np.unique(ids)),
        duplicate_groups=len(groups),
        conflicting_groups=sum(len(labels) > 1 for labels in label_sets),
        duplicates_across=_duplicates_across(dataset, groups),
        blank_rows=tuple(blank),
        blank_names=() if names is None else tuple(names[blank].tolist()),
        unreadable=tuple(dataset.provenance.get("unreadable", ())),
        converted=dict(dataset.provenance.get("converted", {})),
        left_out=dict(dataset.provenance.get("left_out", {})),
        votes=dict(dataset.provenance.get("votes", {})),
        encodings=dict(dataset.provenance.get("encodings", {})),
        files_not_read=int(not_read.get("files", 0)),
        not_read=tuple(not_read.get("entries", ())),
    )


def _blank(images: NDArray[np.uint8]) -> list[int]:
    """Positions of the images whose pixels are all equal."""
    if not len(images):
        return []
    flat = images.reshape(len(images), images.shape[1] * images.shape[2], -1)
    # Few pixels decide for nearly all images; whole images are compared for the rest only.
    some = flat[:, :: max(1, flat.shape[1] // LOOKED_AT)]
    candidates = np.flatnonzero((some == flat[:, :1]).all(axis=(1, 2))).tolist()
    return [i for i in candidates if (flat[i] == flat[i, 0]).all()]


def _duplicates_across(dataset: ImageDataset, groups: list[list[int]]) -> dict[str, dict[str, int]]:
    across = np.zeros((len(SPLITS), len(SPLITS)), dtype=np.int64)
    for group in groups:
        n = np.bincount(dataset.split[group], minlength=len(SPLITS))
        in_other = n[:, None] * (n[None, :] > 0)
        np.fill_diagonal(in_other, n * (n > 1))
        across += in_other
    return {
        a: {b: int(count) for b, count in zip(SPLITS, row, strict=True)}
        for a, row in zip(SPLITS, across, strict=True)
    }


def _name(split: str) -> str:
    return "training" if split == "train" else split


def _listing(title: str, what: str, entries: list[str], place: str) -> str:
    shown = ", ".join(entries[:LISTED]) + (
        f", and {len(entries) - LISTED} more" if len(entries) > LISTED else ""
    )
    return f"{title:<12}{len(entries):,} {what}" + (f", {place}{shown}" if entries else "")
