"""Is all there that the project needs? Each check looks at one thing and names the remedy.

Nothing here needs an installed package, so that it can also say that all of them are missing.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fer_lib import disk

ROOT = Path(__file__).resolve().parent.parent
GIB = 2**30
OLDEST_PYTHON = (3, 11)
MEMORY = 4 * GIB
"""What the quick edition is made for."""

TEX_PROGRAMS = ("latexmk", "xelatex")
TEX_FILES = ("xeCJK.sty", "titlesec.sty", "unicode-math.sty", "pgfplots.sty", "FreeSerif.otf")
PDF_FONTS = ("Noto Serif CJK TC", "Noto Sans CJK TC", "Noto Sans Mono CJK TC")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Status = Literal["OK", "WARN", "FAIL"]


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        name: what was looked at.
        status: ``FAIL`` where the project cannot work, ``WARN`` where a part of it cannot or will be slow.
        detail: what is there.
        remedy: what to do about it; empty if nothing is to be done.
    """

    name: str
    status: Status
    detail: str
    remedy: str = ""


def pinned_packages(pyproject: Path) -> dict[str, tuple[str, bool]]:
    """Name of each package of pyproject.toml -> its pinned version, and whether only developers need it."""
    project = tomllib.loads(pyproject.read_text("utf8"))["project"]
    groups = ((project["dependencies"], False), (project["optional-dependencies"]["dev"], True))
    pins = ((re.split(r"==|\s|;", line), only_dev) for lines, only_dev in groups for line in lines)
    return {name: (version, only_dev) for (name, version, *_), only_dev in pins}


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Whether Python is new enough."""
    found = ".".join(map(str, version))
    if version >= OLDEST_PYTHON:
        return Finding("Python", "OK", found)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Finding("Python", "FAIL", found, f"install Python {oldest} or newer, then: make setup")


def check_package(name: str, pinned: str, only_dev: bool = False) -> Finding:
    """Whether a package is installed, in the version that the project was tested with."""
    try:
        found = importlib.metadata.version(name).split("+")[0]
    except importlib.metadata.PackageNotFoundError:
        missing: Status = "WARN" if only_dev else "FAIL"
        return Finding(name, missing, "not installed", "make setup")
    if found == pinned:
        return Finding(name, "OK", found)
    return Finding(name, "WARN", f"{found}; tested with {pinned}", "make setup")


def check_packages(pyproject: Path) -> Iterator[Finding]:
    """Each package of pyproject.toml; one finding if that file is not there."""
    if not pyproject.is_file():
        yield Finding("packages", "FAIL", "pyproject.toml not found", "run this in a clone of the repository")
        return
    for name, (pinned, only_dev) in pinned_packages(pyproject).items():
        yield check_package(name, pinned, only_dev)


def check_accelerator() -> Finding:
    """Which processor trains the networks."""
    import torch

    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        memory = properties.total_memory / GIB
        return Finding("accelerator", "OK", f"CUDA: {properties.name}, {memory:.0f} GiB")
    if torch.backends.mps.is_available():
        return Finding("accelerator", "OK", "MPS (Apple)")
    if shutil.which("nvidia-smi"):
        remedy = "update the NVIDIA driver, or install the torch build for your CUDA version"
        return Finding(
            "accelerator",
            "WARN",
            f"there is an NVIDIA driver that torch {torch.__version__} cannot use",
            remedy,
        )
    return Finding(
        "accelerator", "OK", "none: networks train on the CPU, which is enough for the quick edition"
    )


def check_bfloat16() -> Finding:
    """Whether the CPU multiplies bfloat16 in hardware, which makes training there faster."""
    from fer_lib.training.device import computes_bfloat16

    if computes_bfloat16("cpu"):
        return Finding("bfloat16 on the CPU", "OK", "in hardware; precision: auto trains with it")
    return Finding(
        "bfloat16 on the CPU", "OK", "not in hardware; precision: auto trains in float32, only slower"
    )


def check_figure_font() -> Finding:
    """Whether figures have Chinese type."""
    import noto_cjk_sans_otc

    fonts = sorted(path.name for path in Path(noto_cjk_sans_otc.__file__).parent.glob("*.ttc"))
    if fonts:
        return Finding("font of figures", "OK", ", ".join(fonts))
    return Finding("font of figures", "FAIL", "noto-cjk-sans-otc holds no font", "make setup")


def _output_of(*command: str) -> str:
    """What a program prints; nothing if it is not there or fails."""
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, encoding="utf8", errors="replace", check=False).stdout


def check_pdf_fonts() -> Finding:
    """Whether the system has the Chinese fonts of the PDFs."""
    families = _output_of("fc-list", ":", "family")
    missing = [font for font in PDF_FONTS if font not in families]
    if not missing:
        return Finding("fonts of the PDFs", "OK", ", ".join(PDF_FONTS))
    remedy = "Debian, Ubuntu: sudo apt-get install fontconfig fonts-noto-cjk"
    return Finding("fonts of the PDFs", "WARN", f"missing: {', '.join(missing)}", remedy)


def check_tex() -> Finding:
    """Whether XeLaTeX can set the PDFs."""
    missing = [program for program in TEX_PROGRAMS if not shutil.which(program)]
    missing = missing or [name for name in TEX_FILES if not _output_of("kpsewhich", name).strip()]
    if not missing:
        return Finding("TeX", "OK", "XeLaTeX with all it needs")
    remedy = "make system-report installs it or says how; until then Chromium prints the PDFs"
    return Finding("TeX", "WARN", f"missing: {', '.join(missing)}", remedy)


def check_browser() -> Finding:
    """Whether there is a Chromium, which tests the site and prints PDFs where TeX is missing."""
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found:
        return Finding("browser", "OK", found)
    return Finding("browser", "WARN", "no Chromium; tests of the site need it", "make system-tests")


def check_environment(root: Path = ROOT) -> Finding:
    """Whether this Python is of the environment that make uses."""
    used = disk.environment_of(root)
    if used.exists() and used.samefile(sys.prefix):
        return Finding("environment", "OK", f"{used}, the one that make uses")
    remedy = "make setup, then: source .venv/bin/activate" if used.name == ".venv" else "make setup"
    return Finding("environment", "WARN", f"{sys.prefix}; make uses {used}", remedy)


def check_temporary_folder() -> Finding:
    """Whether the folder for temporary files can be written; pip, the notebooks and XeLaTeX use it."""
    folder = disk.temporary_folder()
    if disk.is_writable(folder):
        return Finding("temporary folder", "OK", str(folder))
    remedy = "make room there, or name another folder: export TMPDIR=path"
    return Finding("temporary folder", "WARN", f"{folder} cannot be written", remedy)


def edition_needs(root: Path, edition: str, data: str) -> list[disk.Need]:
    """What the data and the runs of an edition have to write.

    Raises:
        UserError: if there is no such edition, or its data cannot be read.
    """
    from fer_lib.editions import check_sources, read_edition
    from fer_lib.editions.disk import disk_of
    from fer_lib.editions.estimate import edition_data

    found = read_edition(edition, root)
    check_sources(found, data)
    sizes = disk_of(found, edition_data(found, data), os.cpu_count() or 1)
    without = f" (without its {' and '.join(sizes.unknown)}, which nobody has named)" if sizes.unknown else ""
    return [
        disk.Need("data", found.folder, sizes.data),
        disk.Need(f"runs of {found.name}{without}", found.folder, sizes.runs),
    ]


def check_disk(root: Path = ROOT, edition: str = "quick", data: str = "") -> Iterator[Finding]:
    """Whether each file system has room for what is still to be written: environment, data, runs, book.

    Raises:
        UserError: as ``edition_needs``.
    """
    cuda = sys.platform == "linux" and os.environ.get("TORCH") != "cpu"
    needs = disk.environment_needs(disk.environment_of(root), disk.temporary_folder(), cuda)
    try:
        needs += edition_needs(root, edition, data)
    except ImportError:
        needs.append(disk.Need("data and runs of the quick edition", root / "runs", disk.QUICK))
    needs.append(disk.book_need(root))
    if not shutil.which("xelatex"):
        needs.append(disk.Need("XeLaTeX and fonts", Path("/usr"), disk.TEX))
    for system in disk.file_systems(needs):
        if system.free >= system.needed:
            yield Finding("disk", "OK", system.describe())
        else:
            places = " and ".join(dict.fromkeys(str(need.folder) for need in system.needs if need.size))
            yield Finding("disk", "WARN", system.describe(), f"make room for {places}")


def check_memory() -> Finding:
    """Whether the machine has the memory that the quick edition is made for."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return Finding("memory", "WARN", "unknown: this system does not say")
    detail = f"{total / GIB:.1f} GiB"
    # A machine sold with 4 GiB shows a little less.
    if total >= 0.9 * MEMORY:
        return Finding("memory", "OK", detail)
    return Finding("memory", "WARN", detail, f"close other programs; {MEMORY / GIB:.0f} GiB are recommended")


def guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """The finding of a check; one ``FAIL`` if what it looks through is itself missing or broken."""
    try:
        return check()
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        return Finding(name, "FAIL", " ".join(f"{type(error).__name__}: {error}".split()), "make setup")


def examine(root: Path = ROOT, edition: str = "quick", data: str = "") -> list[Finding]:
    """All findings, in the order in which a newcomer should mend them.

    Args:
        root: the project's folder.
        edition: whose data and runs the disk must hold.
        data: the user's data, where the edition leaves them to her.

    Raises:
        UserError: if there is no such edition, or the data cannot be read.
    """
    checks: dict[str, Callable[[], Finding]] = {
        "accelerator": check_accelerator,
        "bfloat16 on the CPU": check_bfloat16,
        "font of figures": check_figure_font,
        "fonts of the PDFs": check_pdf_fonts,
        "TeX": check_tex,
        "browser": check_browser,
        "memory": check_memory,
        "temporary folder": check_temporary_folder,
    }
    return [
        check_python(),
        guarded("environment", lambda: check_environment(root)),
        *check_packages(root / "pyproject.toml"),
        *(guarded(name, check) for name, check in checks.items()),
        *check_disk(root, edition, data),
    ]
