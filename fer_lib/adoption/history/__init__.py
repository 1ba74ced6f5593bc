"""The history of a training as others write it: Keras, Lightning, TensorBoard, a CSV or JSON of one's own."""

from fer_lib.adoption.history.reading import AdoptedHistory, read_history

__all__ = ["AdoptedHistory", "read_history"]
