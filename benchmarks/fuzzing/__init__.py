"""What ``benchmarks/fuzz_inputs.py`` is made of: sources, what is done to them, and how one is read."""
