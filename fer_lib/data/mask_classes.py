"""The classes of mask images, as report E's course labels them."""

SIDE = 28
"""Height and width of a crop in pixels, as in report E."""
CLASS_NAMES = ("bad", "none", "good")
"""The labels as the CSVs write them, in the order of report E's matrices."""
CLASS_TITLES = {
    "bad": {"en": "not worn", "zh-TW": "沒戴"},
    "none": {"en": "worn wrongly", "zh-TW": "沒戴好"},
    "good": {"en": "worn", "zh-TW": "戴好"},
}
"""What the labels mean."""
RARE = CLASS_NAMES.index("none")
"""The class that there are fewest images of."""
FREQUENT = CLASS_NAMES.index("good")
"""The class that there are most images of."""
