"""Gradients for class-weighted and label-smoothed targets."""

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Source
from fer_lib.proofs.finite_sums import differentiate
from fer_lib.proofs.softmax.expressions import (
    LABEL_SUM,
    K,
    check_steps,
    delta,
    epsilon,
    i,
    k,
    over_classes,
    probability,
    t,
    w,
    y,
    z,
)


def weighted_loss(label: sp.Expr) -> sp.Expr:
    """Class-weighted cross entropy; ``label`` is the label of class ``i``."""
    return -over_classes(w[i] * label * sp.log(probability(i)), i)


def cross_entropy(label: sp.Expr) -> sp.Expr:
    """Cross entropy; ``label`` is the label of class ``i``."""
    return -over_classes(label * sp.log(probability(i)), i)


def smoothed(label: sp.Expr) -> sp.Expr:
    """A label of which the share ε is spread evenly over all classes."""
    return (1 - epsilon) * label + epsilon / K


WEIGHTED = (
    differentiate(weighted_loss(y[i]), z[k]),
    -over_classes(w[i] * y[i] * (delta(i, k) - probability(k)), i),
    probability(k) * over_classes(w[i] * y[i], i) - w[k] * y[k],
)
# A sample of class t: its label is 1 for t and 0 for the others.
WEIGHTED_CLASS = (
    differentiate(weighted_loss(delta(i, t)), z[k]),
    probability(k) * over_classes(w[i] * delta(i, t), i) - w[k] * delta(k, t),
    w[t] * (probability(k) - delta(k, t)),
)
# Labels that add up to 1 are the quotients y_i / Σ y.
_label = y[i] / LABEL_SUM
_label_k = y[k] / LABEL_SUM
SMOOTHED_SUM = (
    over_classes(smoothed(_label), i),
    (1 - epsilon) * over_classes(_label, i) + K * epsilon / K,
    sp.S.One,
)
SMOOTHED = (
    differentiate(cross_entropy(smoothed(_label)), z[k]),
    probability(k) * over_classes(smoothed(_label), i) - smoothed(_label_k),
    probability(k) - (1 - epsilon) * _label_k - epsilon / K,
)
WEIGHTED_SMOOTHED = (
    differentiate(weighted_loss(smoothed(_label)), z[k]),
    probability(k) * over_classes(w[i] * smoothed(_label), i) - w[k] * smoothed(_label_k),
)

OWN = Source()
CLAIMS = (
    Claim(
        "softmax.weighted",
        r"\frac{\partial L_w}{\partial z_k}=\hat y_k\sum_i w_iy_i-w_ky_k",
        Text("class weights, any labels", "類別權重，標籤任意"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(WEIGHTED),
    ),
    Claim(
        "softmax.weighted_class",
        r"y_i=\delta_{it}\implies\frac{\partial L_w}{\partial z_k}=w_t(\hat y_k-\delta_{kt})",
        Text("class weights, a sample of class t", "類別權重，樣本屬於類別 t"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(WEIGHTED_CLASS),
    ),
    Claim(
        "softmax.smoothed_sum",
        r"\sum_i y_i=1\implies\sum_i\bigl((1-\varepsilon)y_i+\varepsilon/K\bigr)=1",
        Text("smoothed labels add up to 1", "平滑後的標籤總和仍為 1"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(SMOOTHED_SUM),
    ),
    Claim(
        "softmax.smoothed",
        r"\frac{\partial L_\varepsilon}{\partial z_k}=\hat y_k-(1-\varepsilon)y_k-\frac{\varepsilon}{K}",
        Text("label smoothing", "標籤平滑"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(SMOOTHED),
    ),
    Claim(
        "softmax.weighted_smoothed",
        r"\frac{\partial L_{w,\varepsilon}}{\partial z_k}=\hat y_k\sum_i w_iy'_i-w_ky'_k",
        Text("both at once, smoothed labels y′", "兩者並用，平滑後的標籤為 y′"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(WEIGHTED_SMOOTHED),
    ),
)
