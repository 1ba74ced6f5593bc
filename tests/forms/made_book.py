"""An edition with real, short runs, and its chapters executed once each."""

from dataclasses import dataclass, field
from functools import cache

import pytest

import fer_lib.proofs
from fer_lib.editions import Edition
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.explain.maximization.run import MaximizationPlan, explain_maximization
from fer_lib.explain.saliency.run import SaliencySettings, explain_saliency
from fer_lib.training.loop import train
from tests.rendered_chapter import ROOT, Chapter, execute
from tests.texts import chapter_names

READ_NO_FACES = ("10_convolution", "12_softmax", "13_backpropagation", "15_digits", "16_masks")
"""Chapters that read neither the edition's images nor the runs that were trained on them."""
CHAPTERS = [name for name in chapter_names(ROOT) if name not in READ_NO_FACES]
SHORT = {
    "preset": "report-a", "epochs": 1, "batch_size": 32, "split": "source", "optimizer": "adamw", "learning_rate": 2e-3,
    "schedule": "one_cycle",
}  # fmt: skip
LITTLE = MaximizationPlan(filters=2, steps=3, robust_steps=1, step_factors=(2.0, 0.5), restarts=1, images=16)
SETTINGS = SaliencySettings(images_per_class=1, curve_steps=3, perturbations=1)
PROVED = cache(fer_lib.proofs.run_chapter)
"""What is proved is proved once for all books."""


@dataclass(frozen=True)
class Book:
    """An edition whose data and runs are made, and the chapters that tests have executed of it.

    Attributes:
        form: what the tests call it.
        edition: with its data and runs.
        executed: name → chapter.
    """

    form: str
    edition: Edition
    executed: dict[str, Chapter] = field(default_factory=dict)

    def chapter(self, name: str) -> Chapter:
        """A chapter, executed if it is not yet."""
        if name not in self.executed:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(fer_lib.proofs, "run_chapter", PROVED)
                self.executed[name] = execute(name, self.edition.root)
        return self.executed[name]


def make_runs(edition: Edition) -> None:
    """What ``make runs`` and the step ``explain`` make."""
    for name, config in edition.configs.items():
        train(config, edition.data(name), edition.run(name))
    explained = {edition.main_run, *companion_runs(edition.configs, edition.main_run).values()}
    for name in explained:
        explain_maximization(
            edition.run(name), edition.data(name), edition.run(name).path / "explain", LITTLE
        )
    main = edition.run()
    explain_saliency(main, edition.data(), main.path / "explain", SETTINGS)
