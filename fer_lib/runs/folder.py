"""One run folder and its files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_lib.config import RunConfig, make_config
from fer_lib.data import DataShape, Split
from fer_lib.data.dataset import titled
from fer_lib.data.fer2013 import CLASS_NAMES, SHAPE
from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions
from fer_lib.network_code import NetworkCode, bare_reference, is_reference, read_network
from fer_lib.presets import read_preset
from fer_lib.proportion import Proportion
from fer_lib.runs.files import CONFIG, HISTORY, METRICS, NETWORK, PROVENANCE, WEIGHTS
from fer_lib.runs.history import History
from fer_lib.runs.known import adoption, unknown_keys
from fer_lib.runs.predictions import read_predictions

if TYPE_CHECKING:  # who only reads figures does not wait for torch
    from torch import nn


@dataclass(frozen=True)
class RunFolder:
    """One run: ``runs/<edition>/<name>/`` or ``runs/<name>/``.

    ``config.yaml``, ``history.csv`` (grows with each epoch), ``checkpoint.pt`` and the one before
    it (to go on after an interruption; removed at the end), ``best.safetensors`` (weights of the best epoch),
    ``predictions.npz``, ``provenance.json``, and ``metrics.json``, which is written last: a folder that
    has it is complete. A training that was adopted (``fer_lib.adoption``) may have no ``history.csv``.
    """

    path: Path

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.name

    @property
    def is_complete(self) -> bool:
        """Whether the training came to its end."""
        return (self.path / METRICS).is_file()

    def file(self, name: str) -> Path:
        """A file of the folder, which must be there.

        Raises:
            UserError: if it is not.
        """
        path = self.path / name
        if not path.is_file():
            folder = self.path.parent
            edition = f" EDITION={folder.name}" if folder.parent.name == "runs" else ""
            raise UserError(
                f"{path}: not there; the run is missing or not finished. "
                f"`make runs{edition}` (or papermill notebooks/train.ipynb …) makes it."
            )
        return path

    def config(self) -> RunConfig:
        """The run's configuration; ``data`` is the source's bare name."""
        path = self.file(CONFIG)
        return make_config(read_preset(path), str(path))

    @property
    def adopted(self) -> dict[str, Any] | None:
        """How a training from elsewhere came here, ``provenance.json``'s ``adopted``; None for one of our own."""
        return adoption(self.provenance())

    def known(self, key: str) -> Any | None:
        """The value of a key of ``RunConfig``; None where nobody has said it, which tables show as ``–``."""
        return None if key in unknown_keys(self.provenance()) else getattr(self.config(), key)

    @property
    def has_history(self) -> bool:
        """Whether it is known what happened in each epoch; a training may have been adopted without."""
        return (self.path / HISTORY).is_file()

    def history(self, gaps: bool = False) -> History:
        """Loss and accuracy of each epoch.

        Args:
            gaps: also one of an adopted training in which some losses or accuracies were not written down (NaN).

        Raises:
            UserError: if there is none, because the run has not begun or was adopted without; or if it has gaps and
                those are not wanted.
        """
        if not self.has_history and (self.path / PROVENANCE).is_file() and self.adopted is not None:
            raise UserError(
                f"{self.path}: this training was adopted without a history of its epochs; "
                "`runs adopt … --history FILE --overwrite` adds one"
            )
        history = History.read(self.file(HISTORY), self.config().best_metric)
        if not gaps and (missing := history.missing_curves()):
            raise UserError(
                f"{self.path}: the history of this training does not say {' and '.join(missing)} of every epoch"
            )
        return history

    def metrics(self) -> dict[str, Any]:
        """Figures of the best epoch's weights, split by split."""
        return self._json(METRICS)

    def provenance(self) -> dict[str, Any]:
        """What the run was made from and on."""
        return self._json(PROVENANCE)

    def _json(self, name: str) -> dict[str, Any]:
        path = self.file(name)
        try:
            value = json.loads(path.read_text("utf8"))
            if not isinstance(value, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError) as error:
            raise UserError(f"{path}: damaged ({error}); delete the run's folder and run it again") from None
        return value

    def accuracy(self, split: Split) -> Proportion:
        """Accuracy of the best epoch's weights on a split.

        Raises:
            UserError: if the split had no labels.
        """
        splits = self.metrics()["splits"]
        if split not in splits:
            raise UserError(f"{self.path}: the data of this run have no labelled {split} images")
        return Proportion(splits[split]["correct"], splits[split]["n"])

    def predictions(self, split: Split) -> Predictions:
        """Logits and labels of a split's images.

        Raises:
            UserError: as ``read_predictions``.
        """
        return read_predictions(self.path, split)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes that the network was trained for, in the order of its logits."""
        described = self._data()
        return titled(
            tuple(map(str, described.get("class_names", CLASS_NAMES))), described.get("class_titles", {})
        )

    @property
    def shape(self) -> DataShape:
        """What the network takes and gives; runs that do not say it were trained on FER2013's form."""
        height, width, channels = self._data().get("image_shape", (SHAPE.height, SHAPE.width, SHAPE.channels))
        return DataShape(len(self.class_names), int(channels), int(height), int(width))

    def _data(self) -> dict[str, Any]:
        described = self.provenance().get("data", {})
        return described if isinstance(described, dict) else {}

    def network_code(self) -> NetworkCode | None:
        """The code of a network of one's own, as it was trained; None for a network of the project.

        Raises:
            UserError: if it is not there, or not what was trained.
        """
        model = self.config().model
        if not is_reference(model):
            return None
        code = read_network(f"{self.path / NETWORK}/{bare_reference(model)}")
        described = self.provenance().get("network")
        trained = described.get("sha256") if isinstance(described, dict) else None
        if trained and code.sha256 != trained:
            raise UserError(
                f"{self.path / NETWORK}: not the code that was trained (its SHA-256 is not provenance.json's); put it "
                "back, or delete the run's folder and run it again"
            )
        return code

    def new_network(self) -> "nn.Module":
        """The run's network with initial weights.

        Raises:
            UserError: if it is of one's own and its code is not there or cannot be run.
        """
        from fer_lib.models import network_of

        return network_of(self.config(), self.shape, self.network_code())

    def model(self, *, trained: bool = True) -> "nn.Module":
        """The network with the best epoch's weights, in evaluation mode, on the CPU.

        One that was adopted is adapted: it takes images in [−1, 1] and gives logits, as all do.

        Args:
            trained: if not, the network has its initial weights.

        Raises:
            UserError: if the weights are damaged or belong to another network.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from fer_lib.models.adapted import Adaptation

        path = self.file(WEIGHTS)
        model = self.new_network()
        try:
            if trained:
                model.load_state_dict(load_file(path))
        except (SafetensorError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise UserError(f"{path}: not the weights of {self.config().model} ({reason})") from None
        try:
            adapted = Adaptation.read(self.adopted or {}).apply(model, self.shape.channels)
        except UserError as error:
            raise UserError(f"{self.path / PROVENANCE}: adopted: {error}") from None
        return adapted.eval()
