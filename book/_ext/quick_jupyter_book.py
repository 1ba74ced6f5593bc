"""jupyter-book, seconds sooner: ``python book/_ext/quick_jupyter_book.py build book/`` takes its arguments.

On import jsonschema builds a grammar of internationalized addresses if it finds the package for it, which no book
needs; and Python searches a heap for garbage that only grows. ``jupyter-book build book/`` itself does the same without
either.
"""

import gc
import sys

gc.set_threshold(100_000)
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # an import of it now fails, as if it were missing
sys.path[0] = ""  # the folder where it is called, as for ``python -m``

from jupyter_book.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main(prog_name="jupyter-book")
