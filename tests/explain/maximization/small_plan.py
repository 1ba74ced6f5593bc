"""Ascents that cost little."""

from fer_lib.explain.maximization.run import MaximizationPlan

PLAN = MaximizationPlan(filters=3, steps=3, robust_steps=2, step_factors=(2.0,), restarts=2, images=20)
