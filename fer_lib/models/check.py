"""Whether a network can be trained here, before anything is: what it gives, a gradient step, saving and loading.

What a training would only show after hours, or never, is a mistake that is named here: an answer of another shape, a
network that answers differently each time, images that influence each other, layers that are no part of the network.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from safetensors.torch import load, save
from torch import Tensor, nn

from fer_lib.data.dataset import DataShape
from fer_lib.errors import UserError
from fer_lib.models.layers import Totals, count
from fer_lib.models.memory_format import channels_last
from fer_lib.models.random_state import random_state_kept
from fer_lib.models.unregistered import loose_parts, plain_tensors

Fail = Callable[[str, BaseException, str], UserError]
"""Makes a ``UserError`` of what failed, the error and a hint; it may know the line in the user's file."""
_SAME, _ALONE = 1e-5, 1e-3
"""How much an answer may change, as a share of the largest logit: in a batch of the same size, and of another."""


@dataclass(frozen=True)
class NetworkCheck:
    """What a network that can be trained was seen to do.

    Attributes:
        shape: of the data that it was held against.
        totals: its parameters and operations.
        without_gradient: parameters that a training step leaves alone, as no gradient reaches them.
        shared: parameters that stand in the network under several names, one group each.
        warnings: what may be meant and mostly is not, one sentence each.
    """

    shape: DataShape
    totals: Totals
    without_gradient: tuple[str, ...]
    shared: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...]


def _plain_failure(name: str, what: str, error: BaseException, hint: str = "") -> UserError:
    said = " ".join(str(error).split())[:300]
    return UserError(f"{name}: {what}: {type(error).__name__}: {said}{f'; {hint}' if hint else ''}")


def check_model(
    build: Callable[[], nn.Module], shape: DataShape, *, name: str = "the network", fail: Fail | None = None,
    device: torch.device | str = "cpu",
) -> NetworkCheck:  # fmt: skip
    """See that a network can be trained on data of this shape. Random numbers are as they were.

    Args:
        build: makes the network; it is called twice, as weights are loaded into a second one.
        shape: of the data.
        name: what messages call the network.
        fail: makes an error of what an exception in the network's code says; by default it names the network.
        device: where to try it.

    Raises:
        UserError: naming what was seen, what is expected, and what to do: if the network fails for such images, does
            not give float [N, K], all finite, lets images influence each other or answers differently for the same
            image in evaluation mode, changes its input, has no parameters or gradients, or does not give the same
            answers once its weights have been saved and loaded.
    """
    with random_state_kept(), _full_precision():
        torch.manual_seed(0)
        network = channels_last(build().to(device))
        if parts := loose_parts(network):
            raise UserError(
                f"{name}: {parts[0]} is in a plain list or dict, so PyTorch does not know its weights, and they would "
                "not be trained; use nn.ModuleList, nn.ModuleDict or nn.ParameterList"
            )
        examples = torch.rand(3, *shape.image, device=device).mul_(2).sub_(1)
        examples[1], examples[2] = (
            examples[1] / 2 + 0.5,
            examples[2] / 2 - 0.5,
        )  # bright and dark: unlike each other
        examples = examples.contiguous(memory_format=torch.channels_last)
        trial = _Trial(network, shape, name, fail or partial(_plain_failure, name), examples)
        answers = trial.check_answers()
        without_gradient = trial.check_step()
        _check_saving(network, build, trial)
        totals = count(network, examples[:2])
    warnings = []
    if _are_probabilities(answers):
        warnings.append(
            f"{name} ends in a softmax: its rows are not negative and sum to 1. The loss (cross entropy) takes the "
            "softmax itself, so the network would learn slowly; give the values before it"
        )
    if without_gradient:
        more = f" and {len(without_gradient) - 3} more" if len(without_gradient) > 3 else ""
        warnings.append(
            f"{name}: no gradient reaches {', '.join(without_gradient[:3])}{more}; they keep their first values"
        )
    if totals.not_counted:
        warnings.append(f"{name}: operations of {', '.join(totals.not_counted)} are not counted")
    return NetworkCheck(shape, totals, without_gradient, _shared(network), tuple(warnings))


def _full_precision() -> AbstractContextManager[None]:
    """On GPUs too, so that batches of two sizes are rounded about the same."""
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)


@dataclass(frozen=True)
class _Trial:
    """A network with three images to try it on."""

    network: nn.Module
    shape: DataShape
    name: str
    fail: Fail
    examples: Tensor

    def _answer(self, images: Tensor, mode: str = "evaluation") -> Tensor:
        """What the network gives for images, if it is float [N, K]."""
        seen, before = list(images.shape), images.clone()
        try:
            answer = self.network(images)
        except Exception as error:
            raise self.fail(
                f"fails for images {seen} in {mode} mode", error, self._hint(str(error))
            ) from None
        expected = [len(images), self.shape.num_classes]
        if not isinstance(answer, Tensor):
            raise UserError(
                f"{self.name}: gives {_described(answer)} in {mode} mode, expected one tensor {expected}; return the "
                "logits alone"
            )
        if list(answer.shape) != expected:
            raise UserError(
                f"{self.name}: gives {list(answer.shape)} for images {seen}, expected {expected}: "
                f"{self._shape_hint(answer, len(images))}"
            )
        if not answer.is_floating_point():
            raise UserError(
                f"{self.name}: gives {answer.dtype}, expected logits as float; do not take the argmax"
            )
        if not answer.isfinite().all():
            raise UserError(
                f"{self.name}: gives values that are not finite for images in [−1, 1] in {mode} mode"
            )
        if not torch.equal(images, before):
            raise UserError(
                f"{self.name}: changes the images that it is given; write `x = x - m` and not `x -= m`, and let no "
                "first layer work in place"
            )
        return answer

    def _hint(self, said: str) -> str:
        """What to do about the errors that PyTorch gives most often."""
        channels, image = self.shape.channels, self.shape.describe()
        if "channels, but got" in said or "expected input" in said:
            number = f"{channels} channel{'s' * (channels > 1)}"
            return f"the images have {number}: take in_channels in __init__ for the first layer"
        if "shapes cannot be multiplied" in said:
            return (
                f"a Linear layer expects other images than {image}: take image_size in __init__, use nn.LazyLinear, or "
                "put nn.AdaptiveAvgPool2d before it"
            )
        if "utput size is too small" in said or "Kernel size can't be greater" in said:
            return f"images of {image} are too small for so many poolings or strides"
        return ""

    def _shape_hint(self, answer: Tensor, n: int) -> str:
        classes = self.shape.num_classes
        if answer.ndim == 2 and len(answer) == n:
            return f"take num_classes in __init__ and give it to the last layer (here num_classes={classes})"
        if answer.ndim and len(answer) != n and answer.ndim == 2:
            return "the images of a batch are mixed; flatten with x.flatten(1), not with view(-1, …)"
        if answer.numel() == n * classes:
            return "flatten it with x.flatten(1); squeeze() also drops a batch of one"
        return "one row of logits an image; take a mean over the map, or flatten it before the last layer"

    def check_answers(self) -> Tensor:
        """Evaluation mode: shape, and one answer an image, whatever stands beside it. Gives the logits [2, K]."""
        self.network.eval()
        with torch.no_grad():
            answers = self._answer(self.examples[:2])
            again = self._answer(self.examples[:2])
            alone = self._answer(self.examples[:1])
            beside = self._answer(self.examples[[0, 2]])
        largest = float(answers.abs().max())
        if not _is_close(answers, again, _SAME * largest):
            raise UserError(
                f"{self.name}: gives other answers for the same images the second time, in evaluation mode; F.dropout "
                "needs training=self.training, and nothing else may be random"
            )
        # A batch of another size is rounded otherwise, one of the same size is not.
        is_beside = _is_close(answers[0], beside[0], _SAME * largest)
        if not (is_beside and _is_close(answers[0], alone[0], _ALONE * largest)):
            raise UserError(
                f"{self.name}: what it gives for an image depends on the others in the batch, in evaluation mode; a "
                "mean or softmax over the first dimension, or BatchNorm with track_running_stats=False, does so"
            )
        return answers

    def check_step(self) -> tuple[str, ...]:
        """One step of gradient descent in training mode. Gives the names of parameters that no gradient reaches."""
        trained = {name: p for name, p in self.network.named_parameters() if p.requires_grad}
        if not trained:
            raise UserError(f"{self.name}: has no parameters that could be trained")
        self.network.train()
        labels = torch.arange(2, device=self.examples.device) % self.shape.num_classes
        logits = self._answer(self.examples[:2], "training")
        try:
            F.cross_entropy(logits, labels).backward()  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            hint = "the answer must depend on the parameters: no detach(), no .data, no torch.no_grad() in forward"
            raise self.fail("no gradient can be taken", error, hint) from None
        reached = {name: p.grad for name, p in trained.items() if p.grad is not None}
        for name, gradient in reached.items():
            if not gradient.isfinite().all():
                raise UserError(f"{self.name}: the gradient of {name} is not finite after one step")
        if not reached:
            raise UserError(f"{self.name}: no gradient reaches any of its {len(trained)} parameters")
        with torch.no_grad():
            for name, gradient in reached.items():
                trained[name].sub_(gradient, alpha=1e-3)
        self.network.zero_grad(set_to_none=True)
        return tuple(name for name in trained if name not in reached)


def _check_saving(network: nn.Module, build: Callable[[], nn.Module], trial: _Trial) -> None:
    """Save the weights, load them into a second network, and hold its answers against those of the first."""
    state = network.state_dict()
    odd = next((key for key, value in state.items() if not isinstance(value, Tensor)), None)
    if odd:
        raise UserError(f"{trial.name}: {odd} of its state_dict is no tensor, and only tensors are saved")
    torch.manual_seed(1)
    second = channels_last(build().to(trial.examples.device))
    try:
        second.load_state_dict(load(save({key: value.clone().contiguous() for key, value in state.items()})))
    except Exception as error:
        hint = "the network must have the same parameters each time that it is made"
        raise trial.fail("its weights cannot be loaded again", error, hint) from None
    with torch.no_grad():
        one, other = (model.eval()(trial.examples[:2]) for model in (network, second))
    if not _is_close(one, other, _SAME * float(one.abs().max())):
        found = plain_tensors(network)
        which = f"{found[0]} is a plain tensor; " if found else ""
        raise UserError(
            f"{trial.name}: gives other answers once its weights are saved and loaded, so something is missing in its "
            f"state_dict: {which}make it an nn.Parameter, or name it in register_buffer"
        )


def _is_close(first: Tensor, second: Tensor, allowed: float) -> bool:
    return float((first - second).abs().max()) <= allowed


def _are_probabilities(answers: Tensor) -> bool:
    rows = answers.sum(1)
    return bool((answers >= 0).all()) and torch.allclose(rows, torch.ones_like(rows), atol=1e-4)


def _shared(network: nn.Module) -> tuple[tuple[str, ...], ...]:
    names: dict[int, list[str]] = {}
    for name, parameter in network.named_parameters(remove_duplicate=False):
        names.setdefault(id(parameter), []).append(name)
    return tuple(tuple(group) for group in names.values() if len(group) > 1)


def _described(value: object) -> str:
    if isinstance(value, tuple | list):
        parts = ", ".join(
            str(list(part.shape)) if isinstance(part, Tensor) else type(part).__name__ for part in value
        )
        return f"a {type(value).__name__} of {len(value)} ({parts})"
    return f"a {type(value).__name__}"
