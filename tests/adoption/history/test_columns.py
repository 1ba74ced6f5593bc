"""What the names of columns mean."""

import pytest

from fer_lib.adoption.history.columns import is_epoch, is_step, meaning_of


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("loss", "train_loss"), ("acc", "train_accuracy"), ("accuracy", "train_accuracy"),
        ("val_loss", "validation_loss"), ("val_acc", "validation_accuracy"), ("lr", "learning_rate"),
        ("Accuracy/val", "validation_accuracy"), ("Loss_train/Loss", "train_loss"), ("valAcc", "validation_accuracy"),
        ("train loss", "train_loss"), ("Valid Accuracy", "validation_accuracy"), ("eval_loss", "validation_loss"),
        ("train/epoch_accuracy", "train_accuracy"), ("validation/epoch_loss", "validation_loss"),
        ("sparse_categorical_accuracy", "train_accuracy"), ("val_top1", "validation_accuracy"),
        ("acc@1", "train_accuracy"), ("train_cross_entropy", "train_loss"), ("val_macro_f1", "validation_macro_f1"),
        ("lr-AdamW", "learning_rate"), ("learning_rate", "learning_rate"), ("seconds", "seconds"),
        ("images_per_second", "images_per_second"),
    ],
)  # fmt: skip
def test_names_that_are_known(name, field):
    assert meaning_of(name).field == field


@pytest.mark.parametrize(
    "name",
    ["test_loss", "test/acc", "top5_acc", "val_top5", "aux_loss", "loss2", "val_f1", "precision", "balanced_accuracy",
     "train_val_loss", "grad_norm", "macro_f1", "time", "", "evaluation_loss_vs_iterations", "accuracy_gap"],
)  # fmt: skip
def test_names_that_say_something_else(name):
    assert meaning_of(name) is None


def test_the_whole_epoch_comes_before_its_steps():
    assert (
        meaning_of("train_loss")
        < meaning_of("loss_epoch")
        < meaning_of("loss")
        < meaning_of("train_loss_step")
    )


def test_numbers_of_epochs_and_steps():
    assert is_epoch("epoch")
    assert is_epoch("Epoch")
    assert not is_epoch("epoch_loss")
    assert is_step("step")
    assert is_step("")
    assert not is_step("train_loss_step")
