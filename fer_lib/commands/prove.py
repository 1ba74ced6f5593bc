"""``python -m fer_lib prove``: check the claims of the book's written problems."""

import argparse
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_lib.proofs.claim import Counterexample


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand ``prove``."""
    parser = subparsers.add_parser("prove", help="check the claims of the written problems")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="claims to check, e.g. conv.output_size; all if none"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list of results")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the claims and print a line each. Returns 1 if a verdict is not the expected one, else 0.

    Raises:
        UserError: for an unknown id.
    """
    from fer_lib.proofs import registry

    results = []
    for result in registry.run(arguments.ids):
        results.append(result)
        if not arguments.json:
            mark = "ok  " if result.as_expected else "FAIL"
            line = f"{mark} {result.claim.id:35} {result.verdict:20} {result.seconds:7.3f} s"
            if not result.as_expected:
                line += f"  expected: {result.claim.expected}"
            if result.finding.counterexample:
                line += f"  {_plain(result.finding.counterexample)}"
            print(line, flush=True)
    wrong = sum(not result.as_expected for result in results)
    if arguments.json:
        print(json.dumps([result.to_json() for result in results], indent=1, ensure_ascii=False))
    else:
        seconds = sum(result.seconds for result in results)
        print(f"{len(results)} claims in {seconds:.1f} s, {len(results) - wrong} as expected, {wrong} not")
    return 1 if wrong else 0


def _plain(counterexample: "Counterexample") -> str:
    """A counterexample without LaTeX: ``W=2, k=1``; the refuted formula's own value comes as ``formula N``."""
    plain = []
    for symbol, value in counterexample:
        name = re.sub(r"\\text{(.*?)}", r"\1", symbol).replace(r"\hat ", "formula ")
        plain.append(f"{name}={value}")
    return ", ".join(plain)
