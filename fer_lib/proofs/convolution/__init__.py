"""Chapter 10: sizes, parameters, operations and gradients of a convolution layer."""

from fer_lib.proofs.convolution import counts, gradients, sizes, variants

CLAIMS = (*sizes.CLAIMS, *variants.CLAIMS, *counts.CLAIMS, *gradients.CLAIMS)

__all__ = ["CLAIMS", "counts", "gradients", "sizes", "variants"]
