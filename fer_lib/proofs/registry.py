"""All claims by id."""

import importlib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache

from fer_lib.errors import UserError
from fer_lib.proofs.claim import Claim, Result

# Each module defines CLAIMS, in the order in which its chapter derives them.
CLAIM_MODULES = (
    "fer_lib.proofs.convolution",
    "fer_lib.proofs.batchnorm",
    "fer_lib.proofs.softmax",
    "fer_lib.proofs.backpropagation",
    "fer_lib.proofs.pca",
)


@cache
def all_claims() -> dict[str, Claim]:
    """Every claim by id, in reading order.

    The modules are imported on the first call: SymPy, Z3 and torch cost seconds that ``--help`` need not pay.

    Raises:
        ValueError: if two claims have the same id.
    """
    claims: dict[str, Claim] = {}
    for name in CLAIM_MODULES:
        for claim in importlib.import_module(name).CLAIMS:
            if claim.id in claims:
                raise ValueError(f"two claims are called {claim.id}")
            claims[claim.id] = claim
    return claims


def select(ids: Sequence[str] = ()) -> list[Claim]:
    """The claims with these ids, in the order given; all of them for no ids.

    Raises:
        UserError: for an unknown id; the message lists the nearest names.
    """
    claims = all_claims()
    for unknown in (i for i in ids if i not in claims):
        near = get_close_matches(unknown, claims, n=5, cutoff=0.5)
        near = near or [i for i in claims if i.split(".")[0] == unknown.split(".")[0]] or list(claims)
        raise UserError(
            f"there is no claim “{unknown}”. Near names: {', '.join(near)}. "
            "`python -m fer_lib prove` without an ID runs all and lists them."
        )
    return [claims[i] for i in ids] if ids else list(claims.values())


def run(ids: Sequence[str] = ()) -> Iterator[Result]:
    """Check the claims with these ids, or all, and yield each result as soon as it is there.

    Raises:
        UserError: for an unknown id, before anything is checked.
    """
    return (claim.run() for claim in select(ids))


def run_chapter(prefix: str) -> dict[str, Result]:
    """Check the claims of one chapter, e.g. ``conv``, and return the results by id.

    Raises:
        ValueError: if no claim has this prefix.
    """
    chapter = [claim for claim in all_claims().values() if claim.id.split(".")[0] == prefix]
    if not chapter:
        raise ValueError(f"no claim's id begins with “{prefix}.”")
    return {claim.id: claim.run() for claim in chapter}
