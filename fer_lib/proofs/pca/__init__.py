"""Chapter 14: principal component analysis, in general and of the ten points of report D."""

from fer_lib.proofs.pca import exact, identities, numeric, ten_points
from fer_lib.proofs.pca.claims import CLAIMS, COMPONENTS_AND_ERROR, EIGENVECTORS, GENERAL

__all__ = [
    "CLAIMS",
    "COMPONENTS_AND_ERROR",
    "EIGENVECTORS",
    "GENERAL",
    "exact",
    "identities",
    "numeric",
    "ten_points",
]
