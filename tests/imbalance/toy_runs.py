"""The ablation on a toy problem, trained once for all tests."""

from functools import cache

from fer_lib.data.masks import MaskDataset
from fer_lib.imbalance.ablation import AblationRuns, Budget, run_ablation
from tests.data.masks.mask_files import toy_masks

BUDGET = Budget(seeds=2, epochs=12, batch_size=16)


@cache
def toy_data() -> MaskDataset:
    return toy_masks()


@cache
def toy_runs() -> AblationRuns:
    return run_ablation(toy_data(), BUDGET)
