"""papermill as it is, a second sooner: ``python -m tools.quick_papermill`` takes the arguments of ``papermill``.

papermill checks notebooks with jsonschema, which on import builds a grammar of internationalized addresses if it finds
the package for it. No notebook needs that, and a batch would pay for it with every run and every chapter.
"""

import sys

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # an import of it now fails, as if it were missing

from papermill.cli import papermill  # noqa: E402

if __name__ == "__main__":
    papermill(prog_name="papermill")
