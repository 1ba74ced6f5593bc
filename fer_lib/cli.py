"""The command line: one module of ``fer_lib.commands`` a subcommand, a clear sentence for every mistake."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from fer_lib import __version__, commands
from fer_lib.console import forgive_encoding
from fer_lib.errors import UserError
from fer_lib.refusals import refusal_of_machine


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand.

    Each module of ``fer_lib.commands`` defines ``add_parser(subparsers)``, which adds its subcommand and
    sets ``run`` to a function that takes the parsed arguments and returns the exit status. Heavy imports
    (torch, sympy) belong inside ``run``, so that ``--help`` is quick.
    """
    parser = argparse.ArgumentParser(prog="python -m fer_lib", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda m: m.name):
        importlib.import_module(f"fer_lib.commands.{module.name}").add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 for success, 1 for a negative finding, 2 for a mistake of the user's."""
    forgive_encoding()
    arguments = build_parser().parse_args(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()  # a full disk is noticed here, not when Python ends
        return status
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # what a shell expects of a program that Ctrl-C ended
    except BrokenPipeError:  # `… | head` closed the pipe: that is not an error
        sys.stderr.close()
        return 0
    except (OSError, MemoryError, UnicodeEncodeError) as error:
        reason = refusal_of_machine(error)
        if reason is None:
            raise
        print(f"error: {reason}", file=sys.stderr)
        if isinstance(error, OSError) and not error.filename:
            sys.stdout = None  # it is full, or closed: Python would fail once more when it ends
        return 2
