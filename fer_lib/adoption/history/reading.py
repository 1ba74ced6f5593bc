"""``read_history``: whatever form a history has, one ``History``."""

from dataclasses import dataclass
from pathlib import Path

from fer_lib.adoption.history import rows, tensorboard
from fer_lib.adoption.history.assembly import Told, assemble
from fer_lib.data.content import START_BYTES, Family
from fer_lib.data.opening import Wanted, open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.runs.history import History

FORMS = "a CSV, a JSON with a list a column (Keras' History.history), or a folder of TensorBoard event files"

_SAVE = "From Python: json.dump(history, open('history.json', 'w'))."
HISTORY = Wanted(
    "a history",
    f"A history is {FORMS}. {_SAVE}",
    {
        Family.SHEET: "Save the table as CSV.",
        Family.PICKLE: f"Reading one can run code, so it is not read. {_SAVE}",
    },
    frozenset({"json"}),
)


@dataclass(frozen=True)
class AdoptedHistory:
    """The history of a training from elsewhere.

    Attributes:
        history: one record an epoch, with NaN for what was not written.
        form: ``csv``, ``json`` or ``tensorboard``.
        notes: what was done with the columns, in sentences.
        unused: columns that mean nothing here.
    """

    history: History
    form: str
    notes: tuple[str, ...]
    unused: tuple[str, ...]


def _form(path: Path) -> str:
    if path.is_dir():
        return "tensorboard"
    with open_file(path) as file, reporting_os_errors(path):
        start = file.read(START_BYTES)
    HISTORY.check_start(path, start)
    if "tfevents" in path.name:
        return "tensorboard"
    if path.suffix.lower() == ".json" or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return "json"
    return "csv"


def read_history(path: Path) -> AdoptedHistory:
    """Read a history in any of the known forms.

    Columns are found by their names in any order; accuracies above 1 are percentages. Rows of steps become epochs: the
    mean of the training values, the last of the others.

    Args:
        path: ours (``history.csv``), Keras' (JSON of ``History.history``, CSVLogger), Lightning's ``metrics.csv``, a
            CSV or JSON of one's own, an event file of TensorBoard or a folder that holds such.

    Raises:
        UserError: if it is none of these, holds neither loss nor accuracy, or a value is not what it should be.
    """
    form, told, shown = _form(path), Told(), str(path)
    if form == "tensorboard":
        curves, columns = tensorboard.curves_of_events(path, told)
    else:
        table = rows.rows_of_json(path) if form == "json" else rows.rows_of_csv(path)
        curves, columns = rows.curves_of_rows(table, shown, told)
    records = assemble(curves, columns, shown, told)
    return AdoptedHistory(History(records), form, tuple(told.notes), tuple(told.unused))
