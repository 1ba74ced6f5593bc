"""Have Python look for garbage seldom: importing torch and leaving again then takes half as long.

While modules are imported, Python searches the growing heap again and again, and once more at the end, where nothing
needs to be found. ``quick_papermill`` imports this file and has IPython run it first in the kernel.
"""

import atexit
import gc

gc.set_threshold(100_000, *gc.get_threshold()[1:])
atexit.register(gc.freeze)
del atexit, gc  # in a kernel they would stand among the notebook's names
