"""``make batch PROFILE=slurm`` on a grid, and one training over two nodes, on a real Slurm."""

import re
import subprocess
from pathlib import Path

import numpy as np

from fer_lib.config import make_config
from fer_lib.presets import read_preset
from fer_lib.runs import RunFolder
from fer_lib.training.data import training_data
from fer_lib.training.loop import train
from tests.slurm.cluster import Cluster, wait_until
from tests.slurm.conftest import LONG


def submitted(cluster: Cluster) -> list[tuple[str, ...]]:
    """Comment (which names rule and run), node and state of every job that the cluster has had, in order."""
    shown = cluster.run("squeue", "--states=all", "--noheader", "--sort=i", "--format=%k|%N|%T").stdout
    return [tuple(line.split("|")) for line in shown.splitlines()]


def hold_a_job(cluster: Cluster, folder: Path) -> None:
    """Submit a job that does not start, as a killed batch of this folder leaves it."""
    job = [
        "--hold",
        "--comment=rule_train_wildcards_x",
        "--output=/dev/null",
        f"--chdir={folder}",
        "--wrap=true",
    ]
    assert cluster.run("sbatch", *job).returncode == 0


def end_job(cluster: Cluster, run: str) -> None:
    """End a run's running job from outside, as its time limit would: SIGTERM, and SIGKILL for what is left."""
    shown = cluster.run("squeue", "--states=running", "--noheader", "--format=%A|%k").stdout
    (job,) = [line.split("|")[0] for line in shown.splitlines() if line.endswith(f"_{run}")]
    ended = cluster.run("scancel", job)
    assert ended.returncode == 0, ended.stderr


def test_a_failed_and_an_ended_job_stop_no_other_and_the_same_command_makes_only_these(
    cluster, project, start_batch
):
    folder = project / "runs" / "grid"
    done, failing, long = folder / "dnn-lr1.0-s0", folder / "dnn-lr0.5-s0", folder / "long"
    obstacle = failing / "history.csv"
    obstacle.mkdir(parents=True)  # shows only when the training writes

    with start_batch() as first:
        checkpoint = long / "checkpoint.pt"
        reached = wait_until(lambda: checkpoint.exists() or first.poll() is not None, 600)
        if reached and checkpoint.exists():
            end_job(cluster, "long")
        printed = first.communicate()[0]
    assert first.returncode != 0, printed
    jobs = submitted(cluster)
    assert [(name, state) for name, _, state in jobs[:1]] == [("rule_data_wildcards_data", "COMPLETED")], (
        printed
    )
    assert sorted((name, state) for name, _, state in jobs[1:]) == [
        ("rule_train_wildcards_dnn-lr0.5-s0", "FAILED"),
        ("rule_train_wildcards_dnn-lr1.0-s0", "COMPLETED"),
        ("rule_train_wildcards_long", "CANCELLED"),
    ], printed
    assert {node for _, node, _ in jobs} == {"n1", "n2"}
    assert [RunFolder(path).is_complete for path in (done, failing, long)] == [True, False, False]
    for run in (failing, long):
        assert f"train/{run.name}: SLURM-job" in printed
    listed = {line.split()[0]: line for line in printed.splitlines() if line.startswith("  ")}
    assert "FAILED in cell" in listed[failing.name]
    assert "history.csv: cannot be written" in listed[failing.name]
    assert "goes on" in listed["long"]  # "failed", or "interrupted" where SIGKILL came before that was noted
    assert "Traceback" not in printed
    asked_for = cluster.run("scontrol", "show", "job", "2").stdout
    for part in ("TresPerJob=gres:gpu:1", "TimeLimit=04:00:00", "MinMemoryNode=16000M", "Partition=course"):
        assert part in asked_for, asked_for

    before = {path: path.stat().st_mtime_ns for path in done.iterdir()}
    finished = len(RunFolder(long).history().records)
    obstacle.rmdir()
    hold_a_job(cluster, project)
    hold_a_job(cluster, project / "runs")
    with start_batch() as second:
        printed = second.communicate()[0]
    assert second.returncode == 0, printed
    assert "cancelling what an earlier command has left in the queue: Slurm job 5\n" in printed
    left, of_another_folder, *new = submitted(cluster)[4:]
    assert left[2] == "CANCELLED"
    assert of_another_folder[2] == "PENDING"
    assert sorted((name, state) for name, _, state in new) == [
        ("rule_train_wildcards_dnn-lr0.5-s0", "COMPLETED"),
        ("rule_train_wildcards_long", "COMPLETED"),
    ]
    assert all(RunFolder(path).is_complete for path in (failing, long))
    assert {path: path.stat().st_mtime_ns for path in before} == before
    resumed = re.search(r"going on after epoch (\d+)", (long / "train.log.txt").read_text("utf8"))
    # The history is written just before the checkpoint, so the end may have come between the two.
    assert resumed
    assert finished - int(resumed[1]) in (0, 1)
    assert [record.epoch for record in RunFolder(long).history().records] == list(range(1, LONG + 1))


def test_two_nodes_share_a_training(cluster, project):
    options = {
        "model": "report-b-dnn", "dropout": 0.0, "epochs": 3, "batch_size": 32, "device": "cpu",
        "precision": "float32", "data": str(project / "my faces.csv"), "split": "source",
    }  # fmt: skip
    pairs = [word for key, value in options.items() for word in ("-p", key, str(value))]
    command = ["sbatch", "--parsable", "--nodes=2", "--output=shared.log", "tools/slurm_train.sh"]
    job = subprocess.run(
        [*command, "presets/smoke.yaml", "-p", "name", "shared", *pairs],
        cwd=project, env=cluster.environment, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip

    def state() -> str:
        return cluster.run(
            "squeue", "--states=all", "--noheader", f"--jobs={job}", "--format=%T"
        ).stdout.strip()

    assert wait_until(lambda: state() not in ("PENDING", "CONFIGURING", "RUNNING", "COMPLETING"), 600)
    log = (project / "shared.log").read_text("utf8")
    assert state() == "COMPLETED", log
    shared = RunFolder(project / "runs" / "shared")
    assert shared.provenance()["device"]["processes"] == 2
    assert log.count("epoch   3/3") == 1

    preset = read_preset(project / "presets" / "smoke.yaml")
    config = make_config({**preset, **options, "name": "alone"})
    alone = train(config, training_data(config), RunFolder(project / "runs" / "alone"))
    losses = [[r.train_loss for r in run.history().records] for run in (alone, shared)]
    assert np.allclose(losses[0], losses[1], rtol=1e-4, atol=0)
