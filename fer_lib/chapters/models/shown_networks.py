"""Which networks the chapter takes apart: those of the reports and the edition's, or the edition's alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fer_lib.chapters.models.network import Network, network_of_run, take_apart
from fer_lib.editions import Edition
from fer_lib.models import MODELS
from fer_lib.network_code import bare_reference
from fer_lib.runs.files import PROVENANCE


@dataclass(frozen=True)
class ShownNetworks:
    """The networks in the order of the chapter.

    Attributes:
        main: that of the main run.
        others: all that differ from it.
    """

    main: Network
    others: Sequence[Network]

    @property
    def all(self) -> list[Network]:
        """The main run's first."""
        return [self.main, *self.others]


def shown_networks(book: Edition) -> ShownNetworks:
    """The main run's network; then those of the reports and the project, or of the edition's other runs."""
    first, *rest = _runs_by_network(book)
    main = replace(network_of_run(book, first[0]), runs=first)
    if book.reference_reports:
        return ShownNetworks(main, [take_apart(name) for name in MODELS if name != main.name])
    main = replace(main, with_report=False)
    names, others = {main.shown_name}, []
    for runs in rest:
        network = replace(network_of_run(book, runs[0]), runs=runs, with_report=False)
        others.append(replace(network, apart=runs[0] if network.shown_name in names else ""))
        names.add(network.shown_name)
    return ShownNetworks(main, others)


def _runs_by_network(book: Edition) -> list[tuple[str, ...]]:
    """The runs that have one network, the main run's first; of the others those that have been made.

    Networks that differ in nothing but activation, normalization and dropout count as one.
    """
    runs_of: dict[str, list[str]] = {}
    for name in dict.fromkeys([book.main_run, *book.configs]):
        if name == book.main_run or (book.run(name).path / PROVENANCE).is_file():
            runs_of.setdefault(_plan(book, name), []).append(name)
    return [tuple(runs) for runs in runs_of.values()]


def _plan(book: Edition, name: str) -> str:
    """What two runs share that have the same network."""
    config, run = book.configs[name], book.run(name)
    made = (run.path / PROVENANCE).is_file()
    code = (run.provenance().get("network") or {}).get("sha256") if made else None
    return json.dumps(
        [bare_reference(config.model), code, run.shape if made else None, config.model_options],
        sort_keys=True,
    )
