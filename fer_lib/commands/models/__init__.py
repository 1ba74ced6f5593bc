"""``models`` lists the networks with parameters and operations; ``models check`` tries a network of one's own."""

import argparse
import json
from dataclasses import asdict
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its action ``check``; without an action it lists."""
    parser = subparsers.add_parser(
        "models", help="list the networks: parameters, operations, memory; or check one of your own"
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="try a network of your own before any training",
        description="See that a network can be trained on data of a shape, count its parameters and operations, and "
        "say which methods of explanation are defined for it and why others are not. Its file is run for that.",
    )
    check.add_argument(
        "network", metavar="FILE.py:CLASS", help="your network, or the name of one of the project's"
    )
    check.add_argument("--options", default="{}", metavar="YAML", help="what its class takes: '{depth: 18}'")
    check.add_argument("--data", metavar="PATH", help="your data, which say the classes, channels and size")
    check.add_argument("--size", nargs=2, type=int, metavar=("H", "W"), help="without data (default: 48 48)")
    check.add_argument("--channels", type=int, choices=(1, 3), help="without data (default: 1)")
    check.add_argument("--classes", type=int, metavar="K", help="without data (default: 7)")
    check.add_argument("--json", action="store_true", help="print an object")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    """Try a network. Raises ``UserError`` if it cannot be trained on data of this shape."""
    from fer_lib.commands.models.check import check, lines

    report = check(arguments)
    print(json.dumps(report, indent=2, ensure_ascii=False) if arguments.json else "\n".join(lines(report)))
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Print the table, or JSON. Returns 1 if a network does not have what its report prints."""
    from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
    from fer_lib.models import MODELS, count, create_model, example_input
    from fer_lib.models.registry import own_shape

    shapes = {name: own_shape(name) for name in MODELS}
    rows: list[dict[str, Any]] = [
        {"name": name, **asdict(count(create_model(name, shape), example_input(shape)))}
        for name, shape in shapes.items()
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
        "\nfor the images and classes of each network's report. "
        "total: with BatchNorm's running statistics, as Keras counts. MACs: multiply-accumulates for one image."
    )
    print("activations: all layers' outputs for one image in float32.\n\nPrinted in the reports:")
    for printed in PRINTED_COUNTS:
        truth = f"; the network has {printed.trainable():,} parameters" if printed.is_erratum else ""
        verdict = "DIFFERS" if printed in disagreeing else "erratum" if printed.is_erratum else "agrees"
        print(f"  {verdict:<8}{printed.model:<14}{printed.printed:>10,}  {printed.meaning.en}{truth}")
    return int(bool(disagreeing))
