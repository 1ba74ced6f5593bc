from pathlib import Path

from fer_lib.disk import FileSystem, Need, environment_of, file_systems, is_writable


def test_needs_of_one_file_system_are_added_up(tmp_path: Path) -> None:
    needs = [Need("runs", tmp_path / "not" / "there", 3), Need("book", tmp_path, 4)]
    (system,) = file_systems(needs)
    assert system.needs == tuple(needs)
    assert system.needed == 7
    assert system.free > 0


def test_only_what_is_needed_is_named() -> None:
    needs = (Need("environment", Path(), 0), Need("book", Path(), 2**29))
    assert FileSystem(needs, 2**31).describe() == "2.0 GiB free; 0.5 GiB needed still: book 0.5"
    assert FileSystem(needs[:1], 2**31).describe() == "2.0 GiB free; nothing needed still"


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not is_writable(tmp_path / "gone")


def test_environment_is_found_by_the_script_that_decides_it(root: Path) -> None:
    assert environment_of(root) == root / ".venv"
