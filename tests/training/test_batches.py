import numpy as np
import pytest
import torch
from torch.nn.functional import one_hot

from fer_lib.config import RunConfig
from fer_lib.models import to_input
from fer_lib.training.batches import TrainingBatches, mix, steps_of_an_epoch
from tests.conftest import toy_faces

CPU = torch.device("cpu")


def batches(rank: int = 0, world_size: int = 1, **options) -> TrainingBatches:
    faces, config = toy_faces(), RunConfig(**{"batch_size": 20, "seed": 3} | options)
    return TrainingBatches(faces, faces.indices("train"), config, CPU, rank, world_size)


def labels_of(made: TrainingBatches, epoch: int) -> list[int]:
    return torch.cat([labels for _, labels in made.epoch(epoch)]).tolist()


def test_every_epoch_sees_each_image_once():
    made = batches()
    inputs, labels = zip(*made.epoch(1), strict=True)
    sizes = [len(part) for part in labels]
    assert sum(sizes) == made.size == len(toy_faces().indices("train"))
    assert max(sizes) - min(sizes) <= 1
    seen = sorted(x.tobytes() for x in torch.cat(inputs).numpy())
    assert seen == sorted(x.tobytes() for x in to_input(made.images).numpy())
    order = [labels_of(made, n) for n in (1, 1, 2)]
    assert order[0] == order[1] != order[2]


def test_processes_share_each_batch_and_no_image_twice():
    alone = batches(batch_size=24)
    both = [batches(rank, 2, batch_size=24) for rank in (0, 1)]
    for step, (whole, *parts) in enumerate(
        zip(alone.epoch(1), *(part.epoch(1) for part in both), strict=True)
    ):
        together = torch.cat([inputs for inputs, _ in parts])
        assert len(parts[0][1]) == len(parts[1][1])
        assert sorted(x.tobytes() for x in together.numpy()) == sorted(
            x.tobytes() for x in whole[0].numpy()
        ), step


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_no_batch_is_of_one_image_and_none_is_larger_but_for_three_in_place_of_two(processes):
    for images in range(2, 130):
        for batch_size in range(2, 40):
            steps = steps_of_an_epoch(images * processes, batch_size * processes, processes)
            sizes = {len(part) for part in torch.arange(images).tensor_split(steps)}
            assert min(sizes) >= 2
            if batch_size == 2 and images % 2:
                assert sizes <= {2, 3}
            else:  # as before there was a rule for the batch of one: the same steps, so the same bits
                assert steps == -(-images // batch_size)
                assert max(sizes) <= batch_size


def test_two_images_a_step_and_an_odd_number_of_images():
    faces = toy_faces(300)
    config = RunConfig(batch_size=2)
    made = TrainingBatches(faces, faces.indices("train")[:101], config, CPU)
    sizes = [len(labels) for _, labels in made.epoch(1)]
    assert sorted(sizes) == [2] * 49 + [3]
    assert len(sizes) == made.steps


def test_resampling_balances_the_classes_anew_in_each_round():
    faces = toy_faces(400)
    keep = np.concatenate([np.flatnonzero(faces.labels == c)[: 5 + 3 * c] for c in range(7)])
    config = RunConfig(batch_size=8, resampling_rounds=3, epochs=6)
    made = TrainingBatches(faces, np.sort(keep), config, CPU)
    seen = []
    for epoch in range(1, 7):
        inputs, labels = zip(*made.epoch(epoch), strict=True)
        assert torch.bincount(torch.cat(labels)).tolist() == [5] * 7
        seen.append({x.tobytes() for x in torch.cat(inputs).numpy()})
    assert seen[0] == seen[1] != seen[2] == seen[3] != seen[4] == seen[5]
    assert made.size == 35


def test_balanced_batches_hold_every_class_alike():
    faces = toy_faces(400)
    keep = np.concatenate([np.flatnonzero(faces.labels == c)[: 8 + 6 * c] for c in range(7)])
    config = RunConfig(batch_size=28, sampling="balanced")
    made = TrainingBatches(faces, np.sort(keep), config, CPU)
    assert made.size == len(keep)
    for _, labels in made.epoch(1):
        counts = torch.bincount(labels, minlength=7)
        assert counts.max() - counts.min() <= 2


def test_mixup_mixes_images_and_labels_by_the_same_share():
    labels = torch.arange(7).repeat(4)
    inputs = labels[:, None, None, None].float().expand(-1, 1, 48, 48)
    shares = []
    for seed in range(200):
        mixed, targets = mix(inputs, one_hot(labels, 7).float(), 0.5, torch.Generator().manual_seed(seed))
        assert targets.sum(1) == pytest.approx(np.ones(28), abs=1e-6)
        # The image is its class's number everywhere: the mixed image is the targets' mean class.
        assert torch.allclose(mixed[:, 0, 0, 0], targets @ torch.arange(7.0), atol=1e-5)
        # The share of an image's own label; with itself as partner it is 1, so the smallest one tells.
        shares.append(float(targets[torch.arange(28), labels].min()))
    # Beta(½, ½) has mean ½ and variance 1/8.
    assert np.mean(shares) == pytest.approx(0.5, abs=0.08)
    assert np.var(shares) == pytest.approx(0.125, abs=0.04)


def test_mixup_in_batches_gives_probabilities():
    _, targets = next(batches(mixup=0.2).epoch(1))
    assert targets.shape[1] == 7
    assert targets.dtype == torch.float32
