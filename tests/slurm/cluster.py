"""A small Slurm cluster on this machine: Debian's slurmctld, munge and two slurmd, each a child of this process.

Nothing outside its folder is touched: daemons and commands read ``slurm.conf`` there, munge has a key and a socket of
its own, and the ports are free ones. A real cluster's configuration on the same machine does not matter.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

COMMANDS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "sinfo")
NODES = ("n1", "n2")
START_SECONDS = 120

# Times that Slurm waits for are short; a node need not have the memory and cores that it says it has.
CONFIGURATION = """\
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
KillWait=2
MinJobAge=3600
MpiDefault=none
ReturnToService=2
MailProg=/bin/true
GresTypes=gpu
{nodes}
PartitionName=course Nodes={names} Default=YES MaxTime=24:00:00 State=UP
"""
NODE = "NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=4 RealMemory=64000 Gres=gpu:1"


def reason_against() -> str | None:
    """Why no cluster can be set up here; None if one can."""
    if not sys.platform.startswith("linux"):
        return "Slurm runs on Linux only"
    lacking = [name for name in COMMANDS if not find(name)]
    if lacking:
        return f"not installed: {', '.join(lacking)} (Debian: apt-get install munge slurmctld slurmd slurm-client)"
    if os.geteuid() != 0:
        return "Debian's slurmd starts jobs as root only"
    return None


def find(name: str) -> str | None:
    """Path of a program, also where daemons are, which is not on every user's search path."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def free_ports(n: int) -> list[int]:
    """Ports of this machine that nothing listens to."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it has become true in so many seconds."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def processes_of(folder: Path) -> list[int]:
    """Everything that runs for the cluster in a folder: daemons and jobs have its name in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = path.read_bytes()
        except OSError:  # it has ended
            continue
        if str(folder).encode() in environment and int(path.parent.name) != os.getpid():
            found.append(int(path.parent.name))
    return found


def kill_processes_of(folder: Path) -> None:
    """Leave nothing running, whatever it is doing."""
    while left := processes_of(folder):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


class Cluster:
    """Starts when the block is entered and is gone when it is left.

    Args:
        folder: an empty folder; its path is short, since a socket's name is limited to 107 characters.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemons: list[subprocess.Popen[bytes]] = []
        self.watch: subprocess.Popen[bytes] | None = None
        bin_folder = folder / "bin"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SLURM_", "SBATCH_", "SRUN_"))},
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
        }
        # Inside a job, Snakemake takes SLURM_… out of the environment before it calls srun.
        bin_folder.mkdir()
        wrapper = bin_folder / "srun"
        wrapper.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {find("srun")} "$@"\n')
        wrapper.chmod(0o755)

    def __enter__(self) -> "Cluster":
        # If this process is killed, the pipe closes, and the watch ends what is left.
        self.watch = subprocess.Popen(
            [sys.executable, __file__, str(self.folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            self._configure()
            self._start("munged", "--foreground", *(f"--{k}={self.folder}/{v}" for k, v in {
                "key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid",
                "log-file": "munge.log", "seed-file": "munge.seed",
            }.items()))  # fmt: skip
            self._start("slurmctld", "-D", "-c")
            for name in NODES:
                self._start("slurmd", "-D", "-N", name)
            if not wait_until(self._is_idle, START_SECONDS):
                raise RuntimeError(f"the cluster did not start: {self.logs()}")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a user of the cluster does."""
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )

    def logs(self) -> str:
        """What the daemons have written."""
        return "\n".join(f"{path.name}:\n{path.read_text()[-3000:]}" for path in self.folder.glob("*.log"))

    def stop(self) -> None:
        """Cancel the jobs, end the daemons by their process ids, and see that nothing is left."""
        if len(self.daemons) > 1:
            self.run("scancel", "--full", "--user", pwd.getpwuid(os.geteuid()).pw_name)
            wait_until(lambda: not self.run("squeue", "--noheader").stdout, 10)
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.daemons.clear()
        wait_until(lambda: not processes_of(self.folder), 5)
        kill_processes_of(self.folder)
        if self.watch:
            self.watch.communicate()

    def _configure(self) -> None:
        host, ports = socket.gethostname(), free_ports(1 + len(NODES))
        nodes = [NODE.format(name=n, host=host, port=p) for n, p in zip(NODES, ports[1:], strict=True)]
        text = CONFIGURATION.format(
            host=host, user=pwd.getpwuid(os.geteuid()).pw_name, folder=self.folder, controller_port=ports[0],
            nodes="\n".join(nodes), names=",".join(NODES),
        )  # fmt: skip
        (self.folder / "slurm.conf").write_text(text)
        (self.folder / "gres.conf").write_text("Name=gpu File=/dev/null\n")
        (self.folder / "state").mkdir()
        key = self.folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(os.urandom(128))
        self.folder.chmod(0o755)  # munge wants its socket to be within everybody's reach

    def _start(self, name: str, *arguments: str) -> None:
        command = [str(find(name)), *arguments]
        with (self.folder / f"{name}-output.log").open("ab") as log:
            self.daemons.append(
                subprocess.Popen(
                    command, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
            )
        if name == "munged":
            wait_until((self.folder / "munge.socket").exists, START_SECONDS)

    def _is_idle(self) -> bool:
        dead = [d.args for d in self.daemons if d.poll() is not None]
        if dead:
            raise RuntimeError(f"ended at once: {dead}\n{self.logs()}")
        return self.run("sinfo", "--noheader", "--Node", "--format", "%T").stdout.split() == ["idle"] * len(
            NODES
        )


if __name__ == "__main__":  # the watch
    sys.stdin.read()
    kill_processes_of(Path(sys.argv[1]))
    shutil.rmtree(sys.argv[1], ignore_errors=True)
