"""Activation maximization: the ascent, its parts, what was found for filters and classes, and what that says."""
