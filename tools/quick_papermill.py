"""papermill as it is, two seconds sooner: ``python -m tools.quick_papermill`` takes the arguments of ``papermill``.

papermill checks notebooks with jsonschema, which on import builds a grammar of internationalized addresses if it finds
the package for it. No notebook needs that, and a batch would pay for it with every run and every chapter. Nor does
it or its kernel need to collect garbage while importing.
"""

import os
import sys

import tools.seldom_collect

os.environ["PYTHONSTARTUP"] = tools.seldom_collect.__file__  # what the kernel runs first
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # an import of it now fails, as if it were missing

from papermill.cli import papermill  # noqa: E402

if __name__ == "__main__":
    papermill(prog_name="papermill")
