"""One set of images, divided as each of several runs had it."""

from fer_lib.adoption.same_data import check_classes_and_shape, content_hashes
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.training.data import training_data

DIVIDING = ("synthetic_count", "split", "validation_size", "folds", "fold", "seed", "shuffle_pixels")
"""Keys of ``RunConfig`` on which the division depends, beside the data."""


class DataOfRuns:
    """Loads data and divides them by each run's configuration; a division that two runs share is made once.

    Args:
        data: a path or a built-in name, as ``RunConfig.data``.
    """

    def __init__(self, data: str) -> None:
        self.data = data
        self._made: dict[str, ImageDataset] = {}

    def of(self, run: RunFolder) -> ImageDataset:
        """The data as the run saw them.

        Raises:
            UserError: if they cannot be read or divided, or are not the run's: of other classes, of another shape, or
                with another content.
        """
        config = run.config().model_copy(update={"data": self.data})
        dataset = self._divided(config)
        check_same_data(run, dataset, self.data)
        return dataset

    def _divided(self, config: RunConfig) -> ImageDataset:
        key = repr([getattr(config, name) for name in DIVIDING])
        if key not in self._made:
            self._made[key] = training_data(config)
        return self._made[key]


def check_same_data(run: RunFolder, dataset: ImageDataset, shown: str) -> None:
    """Raise ``UserError`` unless a run says that it is of these data.

    Args:
        run: a run.
        dataset: the data.
        shown: what to call them.
    """
    check_classes_and_shape(run, dataset, shown)
    said, found = content_hashes(run, dataset)
    if said != found:
        raise UserError(
            f"{shown}: not the data of {run.name}: SHA-256 of the images and labels is {found[:12]}, and the run "
            f"says {said[:12]}"
        )
