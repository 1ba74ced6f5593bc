"""The run that a figure or table shows, and how it was trained, at the end of its caption."""

from collections.abc import Sequence
from typing import TypeVar

from fer_lib.language import Text
from fer_lib.network_code import bare_reference
from fer_lib.publish import BookFigure, BookTable
from fer_lib.runs import RunFolder
from fer_lib.wording import paragraph

Shown = TypeVar("Shown", BookFigure, BookTable)


def run_text(run: RunFolder) -> Text:
    """Name of the run, its network, and how it was trained, in a sentence.

    Args:
        run: a finished run, trained here or adopted.
    """
    network, metrics = bare_reference(run.config().model), run.metrics()
    if run.adopted is not None:
        how = Text("trained elsewhere", "在別處訓練")
    else:
        epochs, n = metrics["selected"]["of"], metrics["splits"]["train"]["n"]
        how = Text(
            f"trained for {epochs} epoch{'s' * (epochs != 1)} on {n:,} image{'s' * (n != 1)}",
            f"以 {n:,} 張影像訓練 {epochs} 個 epoch",
        )
    if network == run.name:
        return Text(f"Run `{run.name}`, {how.en}.", f"訓練 `{run.name}`：{how.zh}。")
    return Text(
        f"Run `{run.name}` of the network `{network}`, {how.en}.",
        f"訓練 `{run.name}`：模型 `{network}`，{how.zh}。",
    )


def of_run(run: RunFolder, shown: Shown) -> Shown:
    """A figure or table whose caption says which run it shows: ``publish.figure("curves", *of_run(run, …))``."""
    return of_runs([run], shown)


def of_runs(runs: Sequence[RunFolder], shown: Shown) -> Shown:
    """The same of one that shows several runs, each of which is told of once."""
    what, said = paragraph(*dict.fromkeys(map(run_text, runs))), shown.caption
    return shown._replace(caption=Text(f"{said.en} {what.en}", f"{said.zh}{what.zh}"))
