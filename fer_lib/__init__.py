"""Train, judge and explain face-expression networks, and print the result as a bilingual course report."""

__version__ = "0.1.0"
