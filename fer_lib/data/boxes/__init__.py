"""Photos with CSVs of boxes, one labelled face a row: each box is cut out and becomes an image."""

from fer_lib.data.boxes.form import find

__all__ = ["find"]
