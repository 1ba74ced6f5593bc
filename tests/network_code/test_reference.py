import pytest

from fer_lib.errors import UserError
from fer_lib.network_code import bare_reference, find_network, is_reference, reference_from


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project's folder with a network in ``nets/``, and another folder below it as the working directory."""
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "my_net.py").write_text("class Net: pass\n")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


@pytest.mark.parametrize(
    "model", ["my_net.py:Net", "a/b.py:C", "my_net.py", "nets/my_net", "my_net:Net", "C:\\n.py:N"]
)
def test_what_names_a_file_is_a_reference(model):
    assert is_reference(model)


@pytest.mark.parametrize("model", ["report-a", "vgg-fer-small"])
def test_a_name_of_the_registry_is_none(model):
    assert not is_reference(model)
    assert bare_reference(model) == model


@pytest.mark.parametrize(
    "model", ["my_net.py:Net", "/a/b/my_net.py:Net", "nets/my_net.py:Net", "C:\\nets\\my_net.py:Net"]
)
def test_the_bare_reference_has_no_folder(model):
    assert bare_reference(model) == "my_net.py:Net"


def test_a_path_counts_from_the_working_directory_then_from_the_project(project):
    assert find_network("nets/my_net.py:Net") == (project / "nets" / "my_net.py", "Net")
    assert find_network("../nets/my_net.py:Net")[0].resolve() == project / "nets" / "my_net.py"
    (project / "notebooks" / "nets").mkdir()
    (project / "notebooks" / "nets" / "my_net.py").touch()
    assert find_network("nets/my_net.py:Net")[0].resolve() == project / "notebooks" / "nets" / "my_net.py"


def test_a_path_of_an_edition_counts_from_the_project_alone(project, monkeypatch):
    assert reference_from("nets/my_net.py:Net", project) == f"{project.as_posix()}/nets/my_net.py:Net"
    assert reference_from("report-a", project) == "report-a"
    assert reference_from("nets/other.py:Net", project) == "nets/other.py:Net"
    monkeypatch.chdir(project)
    assert reference_from("nets/my_net.py:Net", project) == "nets/my_net.py:Net"


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("nets/my_nets.py:Net", "nets/my_nets.py: there is no such file; a path counts from"),
        ("../nets/my_nets.py:Net", "did you mean ../nets/my_net.py?"),
        ("../nets/my_net.py", "'../nets/my_net.py' names no network; .* expected: ../nets/my_net.py:MyNet"),
        ("../nets/my_net:Net", "names no network"),
        ("../nets/my_net.py:", "names no network"),
        ("../nets/my_net.py:a.b", "names no network"),
        ("../nets/.py:Net", "there is no such file"),
        ("../n.py:Net", "n.py: this is a folder"),
        ("../we?rd.py:Net", "the file's name may have letters"),
    ],
)
def test_what_names_no_network(project, reference, words):
    (project / "n.py").mkdir()
    (project / "we?rd.py").touch()
    with pytest.raises(UserError, match=words):
        find_network(reference)
