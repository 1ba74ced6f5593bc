"""The written problems of the reports as claims that a machine checks.

A ``Claim`` carries its statement, who asserted it, how it is checked and which verdict is expected;
``registry`` knows them all, ``python -m fer_lib prove`` and the chapters run the same objects.
"""

from fer_lib.proofs.claim import Claim, Finding, Method, Result, Source, Verdict
from fer_lib.proofs.registry import all_claims, run, run_chapter, select

__all__ = [
    "Claim",
    "Finding",
    "Method",
    "Result",
    "Source",
    "Verdict",
    "all_claims",
    "run",
    "run_chapter",
    "select",
]
