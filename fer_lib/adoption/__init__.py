"""Trainings from elsewhere: weights, histories and predictions as others write them become a run folder."""
