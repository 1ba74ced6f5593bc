"""What the files of data sets should be, and what to do about one that is something else."""

from fer_lib.data.content import Family
from fer_lib.data.opening import Wanted

_NPZ = "Save images and labels in one file, np.savez('data.npz', images=…, labels=…)."
_OTHERS = {
    Family.SHEET: "Save the table as CSV in UTF-8.",
    Family.TEXT: "Save what is in it as CSV in UTF-8, or as a folder of images a class.",
    Family.ARRAYS: _NPZ,
    Family.PICKLE: f"Reading one can run code, so it is not read. {_NPZ}",
    Family.PICTURE: "Give the folder with the images.",
    "parquet": "Let its name end in .parquet.",
    "npz": "Let its name end in .npz.",
    "idx": "Let it have its own name, such as train-images-idx3-ubyte.",
    "torch": f"Reading one can run code, so it is not read. {_NPZ}",
}
CSV = Wanted("a CSV", "Give a CSV file, or the folder with the data.", _OTHERS)
IN_FOLDER = Wanted("a form of data that is read", "Give a CSV file, or a folder with images.", _OTHERS)
NPZ = Wanted(
    "an npz file",
    _NPZ,
    {**_OTHERS, Family.SHEET: _NPZ, Family.TEXT: _NPZ, Family.ARCHIVE: "Unpack it and give the folder."},
    frozenset({"npz", "zip"}),  # an npz file of no array is a ZIP archive like any other
)
IDX = Wanted(
    "an IDX file",
    "Get it again.",
    {**_OTHERS, Family.SHEET: "Get it again."},
    frozenset({"idx", "gz"}),
)
PARQUET = Wanted(
    "a Parquet table", "Get it again.", {**_OTHERS, Family.SHEET: "Get it again."}, frozenset({"parquet"})
)
IMAGE = Wanted(
    "an image",
    "Give a picture, or move it away.",
    {
        Family.NOTHING: "Get it again or move it away.",
        Family.ARCHIVE: "Unpack it, or move it away.",
        Family.DOCUMENT: "Save its page as a PNG picture, or move it away.",
    },
)  # fmt: skip
ZIP = Wanted(
    "a ZIP archive", "Get it again.", {Family.ARCHIVE: "Pack the images again as ZIP."}, frozenset({"zip"})
)
