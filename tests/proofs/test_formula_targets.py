"""The formulas that readers' own are compared with, against automatic differentiation and linear algebra."""

import numpy as np
import pytest
import sympy as sp
import torch

from fer_lib.proofs.backpropagation import formula_targets as b
from fer_lib.proofs.batchnorm import formula_targets as n
from fer_lib.proofs.convolution import formula_targets as conv
from fer_lib.proofs.equality.evaluation import evaluate
from fer_lib.proofs.formula_targets import TARGETS
from fer_lib.proofs.operation_counts import LAYER_A
from fer_lib.proofs.pca import formula_targets as pca
from fer_lib.proofs.softmax import formula_targets as s
from fer_lib.proofs.windows import window_positions


def numbers(target, values):
    """The correct formula of a target at a point, as a float."""
    return float(evaluate(TARGETS[target].correct, values))


def entries(base, array):
    return {base[tuple(int(n) + 1 for n in place)]: sp.Float(float(a)) for place, a in np.ndenumerate(array)}


def test_batch_normalization_targets_agree_with_autograd():
    draw = np.random.Generator(np.random.PCG64(1))
    size, eps = 6, 0.1
    x = torch.tensor(draw.normal(size=size), requires_grad=True)
    slopes = torch.tensor(draw.normal(size=size))
    scale, shift = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (1.5, -0.5))
    mean = x.mean()
    variance = ((x - mean) ** 2).mean()
    xhat = (x - mean) / torch.sqrt(variance + eps)
    for kept in (mean, variance, xhat):
        kept.retain_grad()
    ((scale * xhat + shift) * slopes).sum().backward()
    own = {n.m: sp.Integer(size), n.v: sp.Float(float(variance.detach()) + eps), n.epsilon: sp.Float(eps)}
    own |= {n.gamma: sp.Float(1.5), n.mu: sp.Float(float(mean.detach())), n.beta: sp.Float(-0.5)}
    own |= entries(n.c, (x - mean).detach().numpy()) | entries(n.g, slopes.numpy())
    for name, tensor in {"dvar": variance, "dmean": mean, "dgamma": scale, "dbeta": shift}.items():
        assert numbers(f"batchnorm.{name}", own) == pytest.approx(float(tensor.grad), abs=1e-12)
    for place in range(size):
        at = own | {n.k: sp.Integer(place + 1)}
        assert numbers("batchnorm.dx", at) == pytest.approx(float(x.grad[place]), abs=1e-12)
        assert numbers("batchnorm.dxhat", at) == pytest.approx(float(xhat.grad[place]), abs=1e-12)


def test_softmax_targets_agree_with_autograd():
    scores = torch.tensor([0.3, -1.2, 2.0, 0.1], dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0.1, 0.2, 0.7, 0.0], dtype=torch.float64)
    torch.nn.functional.cross_entropy(scores, labels).backward()
    predictions = scores.detach().softmax(0)
    jacobian = torch.autograd.functional.jacobian(lambda z: z.softmax(0), scores.detach())
    values = {s.K: sp.Integer(4)} | entries(s.yhat, predictions.numpy()) | entries(s.y, labels.numpy())
    for row in range(4):
        at = values | {s.t: sp.Integer(row + 1), s.i: sp.Integer(row + 1)}
        assert numbers("softmax.gradient", at) == pytest.approx(float(scores.grad[row]), abs=1e-12)
        for column in range(4):
            found = numbers("softmax.jacobian", at | {s.j: sp.Integer(column + 1)})
            assert found == pytest.approx(float(jacobian[row, column]), abs=1e-12)


def test_backpropagation_targets_agree_with_autograd():
    draw = np.random.Generator(np.random.PCG64(2))
    before = torch.tensor(draw.normal(size=3), requires_grad=True)
    weights = torch.tensor(draw.normal(size=(3, 4)), requires_grad=True)
    bias = torch.tensor(draw.normal(size=4), requires_grad=True)
    slopes = torch.tensor(draw.normal(size=4))
    ((torch.sin(before) @ weights + bias) * slopes).sum().backward()
    values = {b.n: sp.Integer(4)} | entries(b.z, before.detach().numpy()) | entries(b.delta, slopes.numpy())
    values |= entries(b.W, weights.detach().numpy())

    def found(name, at):
        correct = TARGETS[f"backpropagation.{name}"].correct.replace(b.sigma, sp.sin)
        return float(evaluate(correct.replace(b.sigma_prime, sp.cos), values | at))

    for row in range(3):
        at = {b.i: sp.Integer(row + 1)}
        assert found("delta", at) == pytest.approx(float(before.grad[row]), abs=1e-12)
        for column in range(4):
            both = at | {b.j: sp.Integer(column + 1)}
            assert found("weights", both) == pytest.approx(float(weights.grad[row, column]), abs=1e-12)
            assert found("bias", both) == pytest.approx(float(bias.grad[column]), abs=1e-12)


def test_reconstruction_error_agrees_with_numpy():
    points = np.random.Generator(np.random.PCG64(3)).normal(size=(9, 4))
    centred = points - points.mean(axis=0)
    eigenvalues, vectors = np.linalg.eigh(centred.T @ centred / 9)
    for kept in (1, 2, 3):
        basis = vectors[:, ::-1][:, :kept]
        error = ((centred - centred @ basis @ basis.T) ** 2).sum()
        values = {pca.N: sp.Integer(9), pca.d: sp.Integer(4), pca.k: sp.Integer(kept)}
        values |= entries(pca.eigenvalue, eigenvalues[::-1])
        assert numbers("pca.reconstruction_error", values) == pytest.approx(error, abs=1e-12)


def test_convolution_targets_agree_with_counting():
    for width, padding, kernel, stride in [(48, 1, 3, 1), (7, 0, 3, 2), (5, 2, 4, 3), (1, 0, 1, 1)]:
        values = {conv.W: width, conv.P: padding, conv.K: kernel, conv.S: stride}
        positions = window_positions(width, kernel, stride, padding)
        assert TARGETS["conv.output_size"].correct.subs(values) == len(positions)
    # The numbers that report D prints for its layer A.
    values = {conv.C: LAYER_A.in_channels, conv.F: LAYER_A.filters}
    values |= dict(zip((conv.K1, conv.K2, conv.M1, conv.M2), (*LAYER_A.kernel, *LAYER_A.output), strict=True))
    counts = {"parameters": 126, "multiplications": 1080, "additions": 1080, "additions_without_bias": 1026}
    for name, count in counts.items():
        assert TARGETS[f"conv.{name}"].correct.subs(values) == count
