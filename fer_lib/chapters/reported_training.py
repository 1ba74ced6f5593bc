"""A report's training, seed by seed, for claims on its curves: the edition's own, else the kept one (``results/``)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import Interval, over_seeds
from fer_lib.chapters.report_runs import report_config, report_runs, training_differences
from fer_lib.config import make_config
from fer_lib.editions import Edition
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.runs.history import History
from fer_lib.runs.results import Result
from fer_lib.wording import listed, paragraph, tidy


@dataclass(frozen=True)
class Seed:
    """One training.

    Attributes:
        name: of the run.
        history: its epochs.
        accuracies: of the kept weights, by split: ``train``, ``validation``, and ``test`` where it has labels.
        seconds_per_epoch: median.
        machine: what it was trained on, and how exactly it computed.
    """

    name: str
    history: History
    accuracies: dict[str, Proportion]
    seconds_per_epoch: float
    machine: tuple[str, str]

    @classmethod
    def of_run(cls, run: RunFolder) -> "Seed":
        """A finished run of the edition."""
        return cls._read(run.name, run.history(), run.metrics(), run.provenance())

    @classmethod
    def of_result(cls, result: Result) -> "Seed":
        """A kept run."""
        return cls._read(result.name, result.history, result.metrics, result.provenance)

    @classmethod
    def _read(cls, name: str, history: History, metrics: dict, provenance: dict) -> "Seed":  # type: ignore[type-arg]
        return cls(
            name,
            history,
            {split: Proportion(found["correct"], found["n"]) for split, found in metrics["splits"].items()},
            float(metrics["seconds_per_epoch"]),
            (str(provenance["device"]["name"]), str(provenance["precision"])),
        )

    def share_of(self, split: str, share: float) -> Proportion:
        """A share of the split's images, as a count of them."""
        n = self.accuracies[split].n
        return Proportion(round(share * n), n)


@dataclass(frozen=True)
class ReportedTraining:
    """A report's training, or why there is none.

    Attributes:
        preset: the report's.
        seeds: one or more, or none where ``reason`` says why.
        is_kept: whether the figures are kept ones, not the edition's.
        reason: why there is none, in a sentence or two.
    """

    preset: str
    seeds: tuple[Seed, ...] = ()
    is_kept: bool = False
    reason: Text | None = None

    @property
    def epochs(self) -> int:
        """Of the shortest."""
        return min(seed.history.last.epoch for seed in self.seeds)

    def described(self) -> Text:
        """Which runs answer, in a sentence."""
        several = len(self.seeds) > 1
        runs = listed([Text(f"`{seed.name}`", f"`{seed.name}`") for seed in self.seeds])
        if self.is_kept:
            where, place = ("the kept long run", "s" * several, " on FER2013"), "保存的 FER2013 長時間訓練"
        else:
            where, place = ("the run", "s" * several, " of this edition"), "本版的訓練"
        return tidy(
            Text(
                f"Asked of {where[0]}{where[1]} {runs.en}{where[2]}, trained as in the report.",
                f"檢驗的對象是{place} {runs.zh}，訓練方式同報告。",
            )
        )

    def interval(
        self, estimate: Callable[[Seed], float], own: Callable[[Seed], Interval] | None = None
    ) -> Interval | None:
        """``over_seeds`` of an estimate.

        Args:
            estimate: of one seed.
            own: the interval of one seed's.
        """
        return over_seeds(
            [estimate(seed) for seed in self.seeds], [own(seed) for seed in self.seeds] if own else []
        )

    def unasked(self, *claims: str) -> list[Answer]:
        """An answer for each claim that says why it is not asked. Raises ``ValueError`` if there is a training."""
        if self.reason is None:
            raise ValueError(f"{self.preset}: {[seed.name for seed in self.seeds]} answer")
        return [Answer.unasked(claim, self.reason) for claim in claims]


def reported_training(edition: Edition, results: Sequence[Result], preset: str) -> ReportedTraining:
    """The training of a report, by ``report_runs``; where the edition has none, the kept one.

    Args:
        edition: the edition.
        results: the kept runs.
        preset: the report's.
    """
    own = report_runs(edition, preset, training=True)
    if own.runs:
        return ReportedTraining(preset, tuple(map(Seed.of_run, own.runs)))
    kept = kept_seeds(edition, results, preset)
    if kept:
        return ReportedTraining(preset, kept, is_kept=True)
    reason = paragraph(
        own.reason or Text("", ""),
        Text("Nor is such a training among the kept results.", "保存的結果裡也沒有這樣的訓練。"),
    )
    return ReportedTraining(preset, reason=reason)


def kept_seeds(edition: Edition, results: Sequence[Result], preset: str) -> tuple[Seed, ...]:
    """The kept runs that are a report's training, one a seed; with copies of test images kept, as the reports had them,
    before those with copies dropped.
    """
    wanted = report_config(edition.root, preset)
    found: dict[bool, dict[int, Seed]] = {}
    for result in results:
        try:
            config = make_config(result.config, f"results/{result.name}")
        except UserError:
            continue  # kept before a key of the configuration was renamed
        if not training_differences(config, wanted):
            found.setdefault(config.drop_leaked, {}).setdefault(config.seed, Seed.of_result(result))
    return tuple(found.get(wanted.drop_leaked, found.get(not wanted.drop_leaked, {})).values())
