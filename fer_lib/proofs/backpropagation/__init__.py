"""Chapter 13: backpropagation for any depth, and what a network can learn that starts at zero."""

from fer_lib.proofs.backpropagation import composition, recursion, slips, twins, zero_start

CLAIMS = (*recursion.CLAIMS, *composition.CLAIMS, *slips.CLAIMS, *zero_start.CLAIMS, *twins.CLAIMS)

__all__ = ["CLAIMS", "composition", "recursion", "slips", "twins", "zero_start"]
