"""Which labels may be wrong: a ranking, and the evidence for and against it."""
