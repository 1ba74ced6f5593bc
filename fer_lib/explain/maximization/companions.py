"""Which further runs of an edition activation maximization goes through: the networks whose filters reports show."""

from collections.abc import Mapping

from fer_lib.config import RunConfig

COMPANION_MODELS = ("report-a-deep5", "report-b-cnn")
"""Report A shows filters of a five-block variant of its network, report B those of its CNN."""


def companion_runs(
    configs: Mapping[str, RunConfig], main_run: str, reference_reports: bool = True
) -> dict[str, str]:
    """For each of ``COMPANION_MODELS`` that the edition has, the first run of it.

    Args:
        configs: configurations by the run's name, in the edition's order.
        main_run: the run that is explained anyway; it is left out.
        reference_reports: whether the edition shows the five reports; without them nothing is held against their
            networks, and there are no companions.

    Returns:
        Model → name of the run; runs on shuffled pixels do not count, for their filters see no images as they are.
    """
    found: dict[str, str] = {}
    for name, config in configs.items() if reference_reports else ():
        if name != main_run and config.model in COMPANION_MODELS and not config.shuffle_pixels:
            found.setdefault(config.model, name)
    return {model: found[model] for model in COMPANION_MODELS if model in found}
