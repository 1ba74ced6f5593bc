"""FER2013 as Goodfellow et al. (2013, arXiv:1307.0414) published it: its classes, the side of its images, its Usage.

The one place that knows them; every other data set says itself what it holds.
"""

from fer_lib.data.dataset import DataShape, Split

CLASS_NAMES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The classes 0 to 6."""
SIDE = 48
"""Height and width of an image in pixels."""
SHAPE = DataShape(num_classes=len(CLASS_NAMES), channels=1, height=SIDE, width=SIDE)
"""What the networks of the reports A to D take and give."""
USAGE_SPLITS: dict[str, Split] = {"training": "train", "publictest": "validation", "privatetest": "test"}
"""The splits by ``Usage``, in lower case."""
