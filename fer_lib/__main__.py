"""``python -m fer_lib`` runs the command line."""

import sys

from fer_lib.cli import main

sys.exit(main())
