"""Chapter 17: all runs of an edition side by side, in tables, figures and sentences."""
