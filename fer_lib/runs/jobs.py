"""Jobs of the pipeline: whether one is running, by the lock that it holds."""

import fcntl
from pathlib import Path


def is_running(job: Path) -> bool:
    """Whether a job's lock is held. The system lifts it when the job ends, however it ends."""
    try:
        with job.with_name(f"{job.name}.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
