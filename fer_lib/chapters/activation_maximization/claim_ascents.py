"""The ascents of the networks of the reports that claims are asked of: whose they are, or why there are none."""

from dataclasses import dataclass, replace
from pathlib import Path

from fer_lib.chapters.activation_maximization.findings import MaximizationFindings, read_findings
from fer_lib.chapters.claims import Answer
from fer_lib.chapters.report_runs import ReportRuns, report_runs
from fer_lib.editions import Edition
from fer_lib.explain.maximization.run import SUMMARY
from fer_lib.language import Text


@dataclass(frozen=True, eq=False)
class AskedAscents:
    """A report's network in an edition, and its ascents.

    Attributes:
        runs: which run answers, or why none.
        findings: of that run; None if none answers.
    """

    runs: ReportRuns
    findings: MaximizationFindings | None

    def unasked(self, *claims: str) -> list[Answer]:
        """An answer for each claim that says why it is not asked."""
        return self.runs.unasked(*claims)


def ask_ascents(book: Edition, preset: str) -> AskedAscents:
    """Read the ascents of the edition's first run of a report's network that was explained.

    Raises:
        UserError: if what was found for it is damaged.
    """
    runs = report_runs(book, preset)
    for run in runs.runs:
        if Path(run.path, "explain", SUMMARY).is_file():
            return AskedAscents(replace(runs, runs=(run,)), read_findings(run))
    if runs.reason is None:
        names = ", ".join(f"`{run.name}`" for run in runs.runs)
        reason = Text(f"No ascents were computed for {names}.", f"沒有計算 {names} 的梯度上升。")
        runs = replace(runs, runs=(), reason=reason)
    return AskedAscents(runs, None)
