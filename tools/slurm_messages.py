"""Of what Snakemake says while jobs run on a cluster, show what a user wants to know, one line a message.

    python -m snakemake … 2>&1 | python -m tools.slurm_messages

Jobs write their own output to files, and Snakemake's is long: of each job it lists all files. Shown are which job went
where, how many are done, what the scheduler refused or ended and why, and errors of Snakemake itself.
"""

import re
import signal
import sys
from collections.abc import Iterable, Iterator

_SUBMITTED = re.compile(
    r"Job \d+ has been submitted with SLURM jobid (\d+) \(log: .*?(\.snakemake/slurm_logs/rule_(.*)/[^/]+\.log)\)"
)
_PROGRESS = re.compile(r"\d+ of \d+ steps \(\d+%\) done")
_FAILED_RULE = re.compile(r"Error in rule (\S+):")
_MESSAGE = re.compile(r" {4}message: (.*)")
_END_OF_MESSAGE = re.compile(r" {4}[a-z ]+:|For further error details|\[")
_OWN_ERROR = re.compile(r"(error: |\w*(Error|Exception)\b).*")
_ADVICE = re.compile(r"\s*(Detailed failure reason unavailable.*|For further error details.*)")
_JOB = re.compile(r"SLURM-job '(\d+)'")
_SAID_ALREADY = ("WorkflowError:", "At least one job did not complete successfully.")
_LOG = re.compile(r"Complete log\(s\): .*?(\.snakemake/log/\S+)")


def messages(lines: Iterable[str]) -> Iterator[str]:
    """What is shown of Snakemake's lines.

    Args:
        lines: as Snakemake prints them, without ``--quiet``.
    """
    rule, message = "", [""]
    submitted: dict[str, re.Match[str]] = {}
    in_message = in_error = False
    for line in map(str.rstrip, lines):
        if in_message and _END_OF_MESSAGE.match(line):
            in_message = False
            text = _ADVICE.sub("", " ".join(" ".join(message).split()))
            job = submitted.get(found[1]) if (found := _JOB.search(text)) else None
            yield f"{job[3]}: {text} (see {job[2]})" if job else f"{rule}: {text}"
        if in_message:
            message.append(line)
        elif found := _SUBMITTED.match(line):
            submitted[found[1]] = found
            yield f"{found[3]}: Slurm job {found[1]}"
        elif found := _FAILED_RULE.match(line):
            rule = found[1]
        elif found := _MESSAGE.match(line):
            in_message, message = True, [found[1]]
        elif found := _LOG.match(line):
            yield f"Snakemake's own log: {found[1]}"
        elif line in _SAID_ALREADY:
            continue
        elif _PROGRESS.match(line) or (in_error and line):
            yield line
        elif _OWN_ERROR.match(line):
            in_error = True  # all that follows explains it
            yield line


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is Snakemake's, which cancels the jobs and says so
    for shown in messages(sys.stdin):
        print(shown, flush=True)
