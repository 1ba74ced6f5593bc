"""``python -m fer_lib`` runs the command line."""

import atexit
import gc
import sys

from fer_lib.cli import main

# While modules are imported, Python searches the growing heap for garbage again and again, and once more at the end:
# a command that needs torch is a second sooner without.
gc.set_threshold(100_000, *gc.get_threshold()[1:])
atexit.register(gc.freeze)
sys.exit(main())
