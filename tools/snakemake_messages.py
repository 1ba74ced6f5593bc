"""Of what Snakemake says while jobs run on this machine, show its own errors; jobs say theirs through tools/job.py.

    python -m snakemake --quiet progress rules host reason … 2>&1 >&3 | python -m tools.snakemake_messages

Snakemake's ``--quiet all`` also hides why it failed before the first job, and what it could not write. What is not
known here to be without interest is shown.
"""

import re
import signal
import sys
from collections.abc import Iterable, Iterator

_NEWS = re.compile(
    r"Using workflow specific profile |Assuming unrestricted shared filesystem|Building DAG of jobs|host: |Using shell:"
    r"|Nothing to be done|Select jobs to execute|Execute \d+ jobs|Provided |Job stats:|Shutting down, this might take"
    r"|Exiting because a job execution failed|Complete log|Elapsed time:|At least one job did not complete"
    r"|Terminating processes on user request|Cancelling snakemake"
)
_OF_A_JOB = re.compile(r"CalledProcessError in file |Command '.*' returned non-zero exit status ")
_HEADS = ("RuleException:", "WorkflowError:")
"""First lines of messages; without any other line of it, a message has not said anything."""


def messages(lines: Iterable[str]) -> Iterator[str]:
    """What is shown of Snakemake's lines.

    Args:
        lines: as Snakemake prints them with ``--quiet progress rules host reason``.
    """
    head = ""
    for line in map(str.rstrip, lines):
        if line in _HEADS:
            head = line
        elif line and not _NEWS.match(line) and not _OF_A_JOB.match(line):
            yield from filter(None, (head, line))
            head = ""


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is Snakemake's, which ends the jobs
    sys.stdin.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    for shown in messages(sys.stdin):
        print(shown, flush=True)
