"""Scripts run with programs of the system replaced by recorders, which note how they were called."""

import os
import subprocess
from pathlib import Path

SETTINGS = ("EDITION", "DATA", "DIGITS", "MASKS", "JOBS", "GPUS", "PROFILE")
RECORDER = (
    '#!/bin/sh\nfor a in "$(basename "$0")" "$@"; do printf "<%s>" "$a"; done >>"$LOG"; echo >>"$LOG"\n'
)


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
