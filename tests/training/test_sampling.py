"""Which images an epoch sees where some classes are rare."""

import torch

from fer_lib.training.sampling import balanced_order, resampled

LABELS = torch.tensor([0] * 30 + [1] * 5 + [2] * 65)


def test_resampling_draws_as_many_of_each_class_as_the_rarest_has():
    rounds = [resampled(LABELS, current, seed=0) for current in range(4)]
    for drawn in rounds:
        assert LABELS[drawn].bincount().tolist() == [5, 5, 5]
        assert len(drawn.unique()) == 15
        assert drawn[LABELS[drawn] == 1].sort().values.tolist() == list(range(30, 35))  # all there are
    assert len({tuple(drawn.tolist()) for drawn in rounds}) == 4
    assert torch.equal(resampled(LABELS, 1, seed=0), rounds[1])


def test_every_run_of_a_balanced_epoch_holds_every_class_alike():
    order = balanced_order(LABELS, 1, seed=0)
    assert len(order) == len(LABELS)
    for size in (7, 20, 33):
        for batch in order.split(size)[:-1]:
            counts = LABELS[batch].bincount(minlength=3)
            assert counts.max() - counts.min() <= 2
    places = torch.arange(0, 99, 3)  # what the first of three processes gets is no class of its own
    assert LABELS[order[places]].bincount(minlength=3).min() > 5


def test_a_class_goes_through_its_own_images_over_the_epochs():
    epochs = [balanced_order(LABELS, number, seed=3) for number in range(1, 5)]
    everything = torch.cat(epochs)
    for label, images in enumerate((30, 5, 65)):
        seen = everything[LABELS[everything] == label]
        counts = torch.unique(seen, return_counts=True)[1]
        assert len(counts) == images
        assert counts.max() - counts.min() <= 2  # an epoch of 100 images leaves the last two of a turn out
    assert not torch.equal(epochs[0], epochs[1])
    assert torch.equal(balanced_order(LABELS, 2, seed=3), epochs[1])
    assert not torch.equal(balanced_order(LABELS, 2, seed=4), epochs[1])


def test_a_class_without_images_is_left_out():
    assert LABELS[balanced_order(LABELS[LABELS != 1], 1, 0)].numel() == 95
