"""Training: a pure step, a short explicit loop, and a run folder that says all of what happened."""
