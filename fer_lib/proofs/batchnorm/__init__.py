"""Chapter 11: the six gradients of batch normalization, what follows from them, and report C's slip."""

from fer_lib.proofs.batchnorm import comparison, consequences, gradients, layer, torch_checks

CLAIMS = (*gradients.CLAIMS, *consequences.CLAIMS, *torch_checks.CLAIMS)

__all__ = ["CLAIMS", "comparison", "consequences", "gradients", "layer", "torch_checks"]
