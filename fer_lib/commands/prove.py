"""``python -m fer_lib prove``: check the claims of the book's written problems, or a formula of one's own."""

import argparse
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fer_lib.errors import UserError

if TYPE_CHECKING:
    from fer_lib.proofs.claim import Counterexample

JSON = "--json"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand ``prove``."""
    parser = subparsers.add_parser("prove", help="check the claims of the written problems")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="claims to check, e.g. conv.output_size; all if none"
    )
    parser.add_argument(JSON, action="store_true", help="print a JSON list of results")
    parser.add_argument(
        "--against",
        # All that follows, because many a formula begins with a minus sign, like an option.
        nargs=argparse.REMAINDER,
        metavar="ID FORMULA",
        help="compare a formula of yours, in SymPy syntax or LaTeX, with the correct one: exit status 0 if it is "
        "proved equal, 1 if it is refuted or not decided, 2 if it cannot be read. Without FORMULA, show "
        "the names that it may use; without ID, list all",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the claims and print a line each. Returns 1 if a verdict is not the expected one, else 0.

    Raises:
        UserError: for an unknown id.
    """
    if arguments.against is not None:
        if arguments.ids:
            raise UserError(f"--against checks one formula; leave out {' '.join(arguments.ids)}")
        words = [word for word in arguments.against if word != JSON]
        return _run_against(words, arguments.json or JSON in arguments.against)
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


def _run_against(words: Sequence[str], as_json: bool) -> int:
    """Compare a formula with a target and print the answer; with fewer words, print what can be asked."""
    from fer_lib.proofs import against, formula_targets

    if not words:
        print(against.describe_all())
        return 0
    if len(words) == 1:
        print(against.describe(formula_targets.find(words[0])))
        return 0
    if len(words) > 2:
        raise UserError("put the formula in quotation marks: it must be one argument after the ID")
    reading = against.read(words[0], words[1])
    if not as_json:
        # Before the comparison, which can take half a minute: the answer is about what was read.
        print(against.report_reading(reading), flush=True)
    answer = against.decide(words[0], words[1], reading)
    if as_json:
        print(json.dumps(answer.to_json(), indent=1, ensure_ascii=False))
    else:
        print(against.report(answer))
    return 0 if answer.decision.verdict == "proved" else 1
