"""Computing a network's predictions again, in float32, on the images of a data set."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.models.memory_format import channels_last
from fer_lib.models.own_network.mistakes import mistake_in
from fer_lib.models.test_time_augmentation import Views, predict_views
from fer_lib.network_code import NetworkCode


def compute_logits(
    model: nn.Module, dataset: ImageDataset, indices: NDArray[np.integer], views: Views = "none",
    code: NetworkCode | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Logits of some images, on a GPU where there is one.

    Args:
        model: from images in [−1, 1] to logits; left on that device and in evaluation mode.
        dataset: the data.
        indices: positions of the images: [n].
        views: as ``predict_views``.
        code: of a network of one's own, for messages.

    Returns:
        float32 [n, K].

    Raises:
        UserError: if the network fails, or does not give a finite number for each image and class.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images = torch.from_numpy(dataset.images[indices])
    expected, shape = (len(indices), dataset.shape.num_classes), dataset.shape.describe()
    try:
        network = channels_last(model.to(device)).eval()
        logits: NDArray[np.float32] = predict_views(network, images.to(device), views).cpu().numpy()
    except Exception as error:
        what = f"the network fails for images of {shape}"
        if code is not None:
            raise mistake_in(code, what, error) from None
        raise UserError(f"{what}: {' '.join(str(error).split())[:200]}") from None
    if logits.shape != expected:
        raise UserError(
            f"the network gives {list(logits.shape)} for {expected[0]} images of {shape} and {expected[1]} classes, "
            f"and {list(expected)} is expected: a number for each image and class"
        )
    if not np.isfinite(logits).all():
        wrong = int((~np.isfinite(logits).all(axis=1)).sum())
        raise UserError(
            f"the network's answers for {wrong:,} of {len(logits):,} images are not finite; are these its weights, "
            "and is its input normalized as it was (--mean, --std, --scale)?"
        )
    return logits
