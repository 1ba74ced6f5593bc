"""Scores of predictions, with their uncertainty: accuracy, F1, calibration, confusion, and tests that compare them."""
