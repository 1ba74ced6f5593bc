import json
import subprocess
import sys
from pathlib import Path

import pytest

from fer_lib import disk, doctor
from fer_lib.cli import main
from fer_lib.commands.doctor import describe
from fer_lib.disk import CUDA, ENVIRONMENT, FileSystem, Need
from fer_lib.doctor import Finding, check_disk, check_package, check_python, examine, guarded, pinned_packages
from tools import make_pdfs


def test_every_package_of_pyproject_is_looked_at(root: Path) -> None:
    pins = pinned_packages(root / "pyproject.toml")
    findings = {finding.name: finding for finding in examine()}
    assert set(pins) < set(findings)
    assert findings["numpy"] == Finding("numpy", "OK", pins["numpy"][0])
    assert pins["pytest"][1]
    assert not pins["torch"][1]
    others = {"Python", "accelerator", "bfloat16 on the CPU", "font of figures", "fonts of the PDFs", "TeX"}
    others |= {"browser", "disk", "environment", "memory", "temporary folder"}
    assert set(findings) - set(pins) == others


def test_every_bad_finding_has_a_remedy() -> None:
    findings = [
        check_python((3, 10, 4)),
        check_package("no-such-package", "1.0"),
        check_package("no-such-package", "1.0", only_dev=True),
        check_package("numpy", "0.1"),
    ]
    assert [finding.status for finding in findings] == ["FAIL", "FAIL", "WARN", "WARN"]
    assert all(finding.remedy for finding in findings)


def test_missing_programs_are_warned_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    findings = [doctor.check_tex(), doctor.check_pdf_fonts(), doctor.check_browser()]
    assert [finding.status for finding in findings] == ["WARN"] * 3
    assert findings[0].detail == "missing: latexmk, xelatex"
    assert "Noto Serif CJK TC" in findings[1].detail


def test_small_disk_is_warned_of_with_what_needs_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = FileSystem((Need("book", Path("there"), 2**30), Need("data", Path("here"), 0)), free=2**29)
    monkeypatch.setattr(disk, "file_systems", lambda needs: [small])
    monkeypatch.setattr(doctor, "edition_needs", lambda *given: [])
    assert list(check_disk(root)) == [
        Finding("disk", "WARN", "0.5 GiB free; 1.0 GiB needed still: book 1.0", "make room for there")
    ]


def disk_needs(root: Path, monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, int]:
    """What the disk is asked for."""
    found: list[Need] = []
    monkeypatch.setattr(disk, "file_systems", lambda needs: found.extend(needs) or [])
    assert list(check_disk(root, **given)) == []
    return {need.what: need.size for need in found}


def test_disk_counts_what_is_not_there_yet(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("assignments", "editions", "presets"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "tools").symlink_to(root / "tools")
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.delenv("TORCH", raising=False)
    usual = disk_needs(tmp_path, monkeypatch)
    assert usual["environment with CUDA"] == ENVIRONMENT + CUDA
    assert usual["runs of quick"] > 100 * 2**20
    assert usual["book"] == disk.BOOK
    monkeypatch.setenv("TORCH", "cpu")
    assert disk_needs(tmp_path, monkeypatch)["environment without CUDA"] == ENVIRONMENT
    torch = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "torch" / "__init__.py"
    page = tmp_path / "book" / "_build" / "html" / "index.html"
    for made in (torch, page):
        made.parent.mkdir(parents=True)
        made.touch()
    there = disk_needs(tmp_path, monkeypatch, edition="reports")
    assert (there["environment"], there["book"]) == (0, 0)
    assert there["runs of reports (without its data, which nobody has named)"] > usual["runs of quick"]


def test_temporary_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert doctor.check_temporary_folder() == Finding("temporary folder", "OK", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    finding = doctor.check_temporary_folder()
    assert (finding.status, finding.detail) == ("WARN", f"{tmp_path / 'gone'} cannot be written")
    assert "export TMPDIR=" in finding.remedy


def test_environment_is_the_one_that_make_uses(tmp_path: Path, root: Path) -> None:
    (tmp_path / "tools").symlink_to(root / "tools")
    other = doctor.check_environment(tmp_path)
    assert other.status == "WARN"
    assert other.detail == f"{sys.prefix}; make uses {tmp_path / '.venv'}"
    (tmp_path / ".venv").symlink_to(sys.prefix)
    assert doctor.check_environment(tmp_path).status == "OK"


def test_broken_package_is_a_finding_not_a_traceback() -> None:
    def check() -> Finding:
        raise OSError("libtorch.so:\n cannot open")

    assert guarded("torch", check) == Finding(
        "torch", "FAIL", "OSError: libtorch.so: cannot open", "make setup"
    )


def test_exit_status_is_1_only_if_something_required_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    warned = [Finding("Python", "OK", "3.11.2"), Finding("TeX", "WARN", "missing: xelatex", "install it")]
    monkeypatch.setattr(doctor, "examine", lambda **given: warned)
    assert main(["doctor"]) == 0
    assert "Nothing required is missing; 1 WARN." in capsys.readouterr().out
    monkeypatch.setattr(
        doctor, "examine", lambda **given: [*warned, Finding("torch", "FAIL", "not installed", "x")]
    )
    assert main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[2]["status"] == "FAIL"


def test_remedy_stands_below_its_finding() -> None:
    text = describe([Finding("TeX", "WARN", "missing: xelatex", "install it")])
    assert text.splitlines()[:2] == ["WARN  TeX  missing: xelatex", "           -> install it"]


def test_works_without_any_package(root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, '.'); import fer_lib.__main__", "doctor"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr == ""
    assert "FAIL  torch" in result.stdout


def test_doctor_and_the_pdfs_agree_on_what_tex_needs() -> None:
    assert doctor.TEX_PROGRAMS == make_pdfs.TEX_PROGRAMS
    assert doctor.TEX_FILES == make_pdfs.TEX_FILES
    assert doctor.PDF_FONTS == make_pdfs.TEX_FONTS
    assert doctor.BROWSERS == make_pdfs.BROWSERS
