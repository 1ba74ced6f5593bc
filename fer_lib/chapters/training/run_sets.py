"""The runs of an edition in sets: which belong together."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.editions import Edition
from fer_lib.language import Text


@dataclass(frozen=True)
class RunSet:
    """Runs that belong together.

    Attributes:
        key: short name for figures and tables.
        title: what they are there for.
        names: of the runs.
    """

    key: str
    title: Text
    names: tuple[str, ...]

    def summaries(self, edition: Edition) -> list[RunSummary]:
        """The runs in figures.

        Raises:
            UserError: if one is not there or not finished.
        """
        return [RunSummary.of(edition.run(name)) for name in self.names]


def run_sets(edition: Edition) -> list[RunSet]:
    """The edition's runs, each in the first set that it belongs to; sets without runs are left out.

    The main run is the first of the runs that play no other part, unless it plays one.
    """
    roles = edition.roles
    pairs = [(pair.cnn, pair.dnn, pair.cnn_shuffled, pair.dnn_shuffled) for pair in roles.cnn_against_dnn]
    wanted: list[tuple[str, Text, Iterable[str]]] = [
        ("regularization", Text("regularization", "正則化"), chain.from_iterable(roles.regularization.values())),
        ("activation", Text("activation", "活化函數"), chain.from_iterable(roles.activations.values())),
        ("cnn-dnn", Text("CNN against DNN", "CNN 對 DNN"), chain.from_iterable(chain.from_iterable(pairs))),
        (
            "copies",
            Text("label noise and copies", "標籤雜訊與重複影像"),
            [*roles.label_noise, *(roles.leaked.kept + roles.leaked.dropped if roles.leaked else ())],
        ),
        ("batchnorm", Text("batch normalization", "批次正規化"),
         (name for name in edition.main_configs if name.startswith("batchnorm-"))),
        ("others", Text("other runs", "其他訓練"), edition.main_configs),
    ]  # fmt: skip
    sets, placed = [], set[str]()
    for key, title, names in wanted:
        candidates = [edition.main_run, *names] if key == "others" else names
        members = tuple(name for name in dict.fromkeys(candidates) if name not in placed)
        if key == "others" and edition.main_run in members:
            title = _with_main_run(len(members) - 1)
        placed.update(members)
        if members:
            sets.append(RunSet(key, title, members))
    return sets


def _with_main_run(others: int) -> Text:
    """What the main run and so many others are there for."""
    if not others:
        return Text("main run", "主要的訓練")
    if others == 1:
        return Text("main run and one other", "主要的訓練與另一次訓練")
    return Text("main run and other runs", "主要的訓練與其他訓練")


def several_run_sets(edition: Edition) -> list[RunSet]:
    """``run_sets``, of which there are none where the main run is the only one: it stands above."""
    return run_sets(edition) if len(edition.main_configs) > 1 else []
