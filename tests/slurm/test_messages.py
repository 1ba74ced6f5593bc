"""What a user sees of Snakemake while jobs run on a cluster."""

from tools.slurm_messages import messages

SNAKEMAKE = """\
Using workflow specific profile profiles/slurm for setting default command line arguments.
Building DAG of jobs...
No SLURM account given, trying to guess.

[Sat Nov 21 10:52:03 2026]
rule train:
    input: notebooks/train.ipynb, my faces.csv
    jobid: 3
Job 3 has been submitted with SLURM jobid 4711 (log: {here}/.snakemake/slurm_logs/rule_train/dnn-s1/4711.log).
[Sat Nov 21 10:53:03 2026]
Finished jobid: 4 (Rule: train)
3 of 5 steps (60%) done
[Sat Nov 21 10:54:03 2026]
Error in rule train:
    message: SLURM-job '4711' failed, SLURM status is: 'TIMEOUT'. Detailed failure reason unavailable (…).
For further error details see the cluster/cloud log and the log files of the involved rule(s).
    jobid: 3
    shell:
        python -m papermill -y '{{"error": 1}}'
        (command exited with non-zero exit code)
[Sat Nov 21 10:54:04 2026]
Error in rule explain:
    message: SLURM sbatch failed. The error message was 'sbatch: error: invalid partition specified: nope
sbatch: error: Batch job submission failed: Invalid partition name specified'.
    sbatch call:
        sbatch --parsable --partition nope
For further error details see the cluster/cloud log and the log files of the involved rule(s).
    jobid: 2
Exiting because a job execution failed. Look above for error messages
Complete log(s): {here}/.snakemake/log/2026-11-21T105202.568014.snakemake.log
WorkflowError:
At least one job did not complete successfully.
"""


def test_each_job_progress_and_the_schedulers_reasons_are_one_line_each(tmp_path):
    assert list(messages(SNAKEMAKE.format(here=tmp_path).splitlines(keepends=True))) == [
        "train/dnn-s1: Slurm job 4711",
        "3 of 5 steps (60%) done",
        "train/dnn-s1: SLURM-job '4711' failed, SLURM status is: 'TIMEOUT'. "
        "(see .snakemake/slurm_logs/rule_train/dnn-s1/4711.log)",
        "explain: SLURM sbatch failed. The error message was 'sbatch: error: invalid partition specified: nope "
        "sbatch: error: Batch job submission failed: Invalid partition name specified'.",
        "Snakemake's own log: .snakemake/log/2026-11-21T105202.568014.snakemake.log",
    ]


def test_an_error_of_snakemake_itself_is_shown_whole():
    own = [
        "Building DAG of jobs...",
        "MissingInputException in rule data in file Snakefile, line 93:",
        "Missing input files:",
        "    x.csv",
    ]
    assert list(messages(own)) == own[1:]
