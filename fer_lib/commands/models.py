"""``models``: the networks with their parameters and operations, held against what the reports print."""

import argparse
import json
from dataclasses import asdict
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("models", help="list the networks: parameters, operations, memory")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table, or JSON. Returns 1 if a network does not have what its report prints."""
    from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
    from fer_lib.models import MODELS, count, create_model, example_input

    rows: list[dict[str, Any]] = [
        {"name": name, **asdict(count(create_model(name), example_input()))} for name in MODELS
    ]
    disagreeing = [printed for printed in PRINTED_COUNTS if not printed.agrees()]
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return int(bool(disagreeing))
    print(f"{'network':<16}{'trainable':>12}{'total':>12}{'weights only':>14}{'MACs':>14}{'activations':>13}")
    for row in rows:
        print(
            f"{row['name']:<16}{row['trainable']:>12,}{row['total']:>12,}{row['weights_only']:>14,}"
            f"{row['macs']:>14,}{4 * row['activations'] / 2**20:>9.2f} MiB"
        )
    print(
        "\ntotal: with BatchNorm's running statistics, as Keras counts. MACs: multiply-accumulates for one image."
    )
    print("activations: all layers' outputs for one image in float32.\n\nPrinted in the reports:")
    for printed in PRINTED_COUNTS:
        truth = f"; the network has {printed.trainable():,} parameters" if printed.is_erratum else ""
        verdict = "DIFFERS" if printed in disagreeing else "erratum" if printed.is_erratum else "agrees"
        print(f"  {verdict:<8}{printed.model:<14}{printed.printed:>10,}  {printed.meaning.en}{truth}")
    return int(bool(disagreeing))
