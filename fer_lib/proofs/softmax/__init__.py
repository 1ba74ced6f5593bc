"""Chapter 12: softmax, cross entropy, their derivatives, and log-sum-exp in floating point."""

from fer_lib.proofs.softmax import binary_terms, derivatives, numbers, stability
from fer_lib.proofs.softmax import label_targets as targets

CLAIMS = (
    *derivatives.CLAIMS,
    *binary_terms.CLAIMS,
    *targets.CLAIMS,
    *stability.CLAIMS,
    *numbers.CLAIMS,
)

__all__ = ["CLAIMS", "binary_terms", "derivatives", "numbers", "stability", "targets"]
