"""papermill with the project's own kernel, two seconds sooner: ``python -m tools.quick_papermill`` takes its arguments.

A notebook names the kernel that it was saved with, which may be one of another machine, or none at all; and a kernel
of a known name may belong to another Python. Whatever it names, this Python runs it (``--kernel`` chooses another).

papermill checks notebooks with jsonschema, which on import builds a grammar of internationalized addresses if it finds
the package for it. No notebook needs that, and a batch would pay for it with every run and every chapter. Nor does
it or its kernel need to collect garbage while importing.
"""

import os
import sys

import tools.seldom_collect

os.environ["PYTHONSTARTUP"] = tools.seldom_collect.__file__  # what the kernel runs first
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # an import of it now fails, as if it were missing

# Kernels that were installed elsewhere do not take the place of the environment's.
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
os.environ.pop("JUPYTER_PATH", None)

from papermill.cli import papermill  # noqa: E402

OWN_KERNEL = ["--kernel", "python3", "--language", "python"]

if __name__ == "__main__":
    papermill([*OWN_KERNEL, *sys.argv[1:]], prog_name="papermill")
