"""``doctor`` says for each thing that the project needs whether it is there, and what to do if not."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fer_lib.doctor import Finding


def add_parser(subparsers: Any) -> None:
    """Adds ``doctor``."""
    parser = subparsers.add_parser(
        "doctor",
        help="check Python, packages, accelerator, fonts, TeX, browser, disk space",
        description="Print OK, WARN or FAIL and the remedy for everything that the project needs. "
        "Exit status: 1 if something that is required is missing, else 0.",
    )
    parser.add_argument(
        "--edition", default="quick", help="whose data and runs need disk space (default: quick)"
    )
    parser.add_argument("--data", default="", help="your data, where the edition leaves them to you")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def describe(findings: "list[Finding]") -> str:
    """One line a finding, its remedy below it, and a sentence about all of them."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<4}  {finding.name:<{width}}  {finding.detail}")
        if finding.remedy:
            lines.append(f"      {'':<{width}}  -> {finding.remedy}")
    counts = {status: sum(f.status == status for f in findings) for status in ("FAIL", "WARN")}
    verdict = (
        "Nothing required is missing" if not counts["FAIL"] else f"{counts['FAIL']} FAIL: mend these first"
    )
    return "\n".join([*lines, "", f"{verdict}; {counts['WARN']} WARN."])


def run(arguments: argparse.Namespace) -> int:
    """Prints the findings. Returns 1 if one of them is ``FAIL``."""
    from fer_lib.doctor import examine

    findings = examine(edition=arguments.edition, data=arguments.data)
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        print(describe(findings))
    return int(any(finding.status == "FAIL" for finding in findings))
