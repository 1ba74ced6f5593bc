"""Is a formula equal to another? Sought are a proof and values for which the two differ."""

from fer_lib.proofs.equality.decision import Decision, Given
from fer_lib.proofs.equality.time_limit import TimeUpError, time_limit

__all__ = ["Decision", "Given", "TimeUpError", "time_limit"]
