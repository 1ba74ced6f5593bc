"""papermill with the project's own kernel, two seconds sooner: ``python -m tools.quick_papermill`` takes its arguments.

A notebook names the kernel that it was saved with, which may be one of another machine, or none at all; and a kernel
of a known name may belong to another Python. Whatever it names, this Python runs it (``--kernel`` chooses another).

Its kernel is spoken to through sockets in a folder of its own. Over TCP, papermill looks for free ports and the kernel
takes them a moment later; of two that start at once one may find a port taken, and dies.

papermill checks notebooks with jsonschema, which on import builds a grammar of internationalized addresses if it finds
the package for it. No notebook needs that, and a batch would pay for it with every run and every chapter. Nor does
it or its kernel need to collect garbage while importing.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import tools.seldom_collect

os.environ["PYTHONSTARTUP"] = tools.seldom_collect.__file__  # what the kernel runs first
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # an import of it now fails, as if it were missing

# Kernels that were installed elsewhere do not take the place of the environment's.
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
os.environ.pop("JUPYTER_PATH", None)

from papermill.cli import papermill  # noqa: E402
from papermill.engines import NBClientEngine, papermill_engines  # noqa: E402
from traitlets.config import Config  # noqa: E402

OWN_KERNEL = ["--kernel", "python3", "--language", "python"]
LONGEST_SOCKET = 100
"""Letters of a socket's path; systems allow 103 to 107."""


class SocketEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, with sockets in a folder in the place of ports where the folder's name is short enough."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute the cells of a notebook in a kernel of its own."""
        with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
            sockets = Path(folder, "socket")
            if len(f"{sockets}-5") <= LONGEST_SOCKET:
                connection = {
                    "transport": "ipc",
                    "ip": str(sockets),
                    "connection_file": f"{folder}/kernel.json",
                }
                options["config"] = Config({"KernelManager": connection})
            return super().execute_managed_notebook(nb_man, kernel_name, **options)


papermill_engines.register(None, SocketEngine)

if __name__ == "__main__":
    papermill([*OWN_KERNEL, *sys.argv[1:]], prog_name="papermill")
