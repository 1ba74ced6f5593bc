"""Scripts run with programs of the system replaced by recorders, which note how they were called."""

import os
import shutil
import subprocess
from pathlib import Path

SETTINGS = (
    "EDITION", "DATA", "DIGITS", "MASKS", "JOBS", "GPUS", "PROFILE", "TORCH", "YES", "REMOTE", "DRY_RUN",
)  # fmt: skip
RECORDER = (
    '#!/bin/sh\nfor a in "$(basename "$0")" "$@"; do printf "<%s>" "$a"; done >>"$LOG"; echo >>"$LOG"\n'
)


def copy_for_make(root: Path, tmp_path: Path) -> Path:
    """The Makefile and what it calls, in a folder whose name has a blank."""
    folder = tmp_path / "my report"
    for name in ("tools", "editions", "profiles"):
        shutil.copytree(root / name, folder / name)
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "_config.yml"):
        shutil.copy2(root / name, folder / name)
    return folder


def program(folder: Path, name: str, text: str = RECORDER) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf8")
    path.chmod(0o755)
    return path


def call(
    folder: Path, *command: str, path: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal; ``path`` replaces the search path, so that nothing real is found."""
    clean = {
        k: v
        for k, v in os.environ.items()
        if k not in ("MAKEFLAGS", "MAKELEVEL", "PYTHON", "CUDA_VISIBLE_DEVICES", *SETTINGS)
    }
    clean |= {"LOG": str(folder / "log"), **env}
    if path:
        clean["PATH"] = str(path)
    return subprocess.run(
        command, cwd=folder, env=clean, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def logged(folder: Path) -> list[str]:
    log = folder / "log"
    return log.read_text("utf8").splitlines() if log.exists() else []
