"""A project with one edition, for chapters that are executed in this process."""

from pathlib import Path
from typing import Any

import yaml

from fer_lib.data import ImageDataset
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import Edition, read_edition
from tests.rendered_chapter import ROOT

OF_THE_REPOSITORY = ("notebooks", "presets", "_toc.yml", "_config.yml", "pyproject.toml")
KEPT_RUNS = ("report-a", "report-a-dropped")
"""Of those in ``results``; more would only take longer to draw."""


def make_project(folder: Path, edition: dict[str, Any], **datasets: ImageDataset) -> Edition:
    """A project whose edition, ``forms``, has its data prepared and no runs yet.

    Args:
        folder: is made.
        edition: what its file says; a title and nameless data are added where they are missing.
        datasets: name of a source → its images; those of the main runs are ``data``.
    """
    folder.mkdir(parents=True)
    for name in OF_THE_REPOSITORY:
        (folder / name).symlink_to(ROOT / name)
    (folder / "results").mkdir()
    for name in KEPT_RUNS:
        (folder / "results" / name).symlink_to(ROOT / "results" / name)
    (folder / "editions").mkdir()
    values = {"title": {"en": "A test", "zh-TW": "測試版"}, "data": {"source": None}, **edition}
    (folder / "editions" / "forms.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), "utf8")
    made = read_edition("forms", folder)
    made.folder.mkdir(parents=True)
    for name, dataset in datasets.items():
        write_prepared(made.folder / name, dataset)
    return made
