"""``make batch PROFILE=slurm`` and one training over two nodes, on a real Slurm."""

import subprocess
from pathlib import Path

import numpy as np

from fer_lib.config import make_config, read_preset
from fer_lib.runs import RunFolder
from fer_lib.training.data import training_data
from fer_lib.training.loop import train
from tests.slurm.cluster import Cluster, wait_until


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


def test_a_failing_job_stops_no_other_and_the_same_command_makes_only_it(cluster, project, make_batch):
    folder = project / "runs" / "grid"
    obstacle = folder / "dnn-s1" / "history.csv"
    obstacle.mkdir(parents=True)  # shows only when the training writes

    first = make_batch()
    printed = first.stdout + first.stderr
    assert first.returncode != 0, printed
    jobs = submitted(cluster)
    assert [(name, state) for name, _, state in jobs[:1]] == [("rule_data", "COMPLETED")], printed
    assert sorted((name, state) for name, _, state in jobs[1:]) == [
        ("rule_train_wildcards_dnn-s0", "COMPLETED"),
        ("rule_train_wildcards_dnn-s1", "FAILED"),
    ], printed
    assert {node for _, node, _ in jobs} == {"n1", "n2"}
    assert [RunFolder(folder / f"dnn-s{seed}").is_complete for seed in (0, 1)] == [True, False]
    assert "train/dnn-s1: SLURM-job" in printed
    (listed,) = [line for line in printed.splitlines() if line.startswith("  dnn-s1 ") and "failed" in line]
    assert "FAILED in cell" in listed
    assert "history.csv: cannot be written" in listed
    assert "Traceback" not in printed
    asked_for = cluster.run("scontrol", "show", "job", "2").stdout
    for part in ("TresPerJob=gres:gpu:1", "TimeLimit=04:00:00", "MinMemoryNode=16000M", "Partition=course"):
        assert part in asked_for, asked_for

    before = {path: path.stat().st_mtime_ns for path in (folder / "dnn-s0").iterdir()}
    obstacle.rmdir()
    hold_a_job(cluster, project)
    hold_a_job(cluster, project / "runs")
    second = make_batch()
    assert second.returncode == 0, second.stdout + second.stderr
    assert "cancelling what an earlier command has left in the queue: Slurm job 4\n" in second.stdout
    left, of_another_folder, *new = submitted(cluster)[3:]
    assert left[2] == "CANCELLED"
    assert of_another_folder[2] == "PENDING"
    assert [(name, state) for name, _, state in new] == [("rule_train_wildcards_dnn-s1", "COMPLETED")]
    assert RunFolder(folder / "dnn-s1").is_complete
    assert {path: path.stat().st_mtime_ns for path in before} == before


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
