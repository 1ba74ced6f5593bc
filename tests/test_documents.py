"""README, HANDBOOK and CONTRIBUTING: what they name is there, and what they have one type works."""

import importlib
import json
import re
import shlex
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib import publish
from fer_lib.cli import build_parser, main
from fer_lib.metrics.predictions import Predictions
from fer_lib.publish import output
from tests.texts import tracked_files

DOCUMENTS = ("README.md", "HANDBOOK.md", "CONTRIBUTING.md")
LONGEST_README = 120
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
MADE = ("runs/", "reports/", "book/chapters/", "book/_build", ".venv")
SUFFIXES = {".ipynb", ".lock", ".py", ".sh", ".toml", ".yaml", ".yml"}
OF_THE_READER = {"homework.yaml", "out.ipynb", "my_net.py"}
PLACEHOLDERS = ("path/to", "NAME", "profiles/ours")
SETTINGS_OF_MAKE = {"UPGRADE", "PIP_EXTRA_INDEX_URL"}
"""Read by the scripts and programs that make calls, not by the Makefile."""


@pytest.fixture(scope="module", params=DOCUMENTS)
def document(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / request.param).read_text("utf8")


def commands(text: str) -> list[str]:
    """Lines of shell code and inline code, without remarks, continued lines joined."""
    shell = "".join(code for language, code in FENCED.findall(text) if language == "bash")
    lines = [*shell.replace("\\\n", " ").splitlines(), *INLINE.findall(FENCED.sub("", text))]
    return [re.sub(r"\s+#\s.*", "", line).strip() for line in lines]


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to the headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def status_of_parsing(words: list[str]) -> object:
    """0, or what argparse would exit with."""
    try:
        build_parser().parse_args(words)
    except SystemExit as ended:
        return ended.code
    return 0


def test_the_readme_is_for_one_minute(root: Path) -> None:
    assert (root / "README.md").read_text("utf8").count("\n") <= LONGEST_README


def test_every_link_leads_somewhere(root: Path, document: str) -> None:
    for link in LINK.findall(FENCED.sub("", document)):
        assert not link.startswith("http"), "an address cannot be checked without a network"
        name, _, anchor = link.partition("#")
        assert not name or (root / name).exists(), link
        if anchor:
            assert anchor in anchors((root / name).read_text("utf8") if name else document), link


def test_every_command_of_the_library_is_one(document: str) -> None:
    found = [line.partition("-m fer_lib ")[2] for line in commands(document) if "-m fer_lib " in line]
    assert found
    for line in found:
        words = shlex.split(line)
        # `results keep`, named without its argument, is a command as well.
        named = all(re.fullmatch("[a-z]+", word) for word in words)
        assert status_of_parsing([*words, "--help"] if named else words) == 0, line


def test_every_target_and_setting_of_make_is_one(root: Path, document: str) -> None:
    makefile = (root / "Makefile").read_text("utf8")
    called = [shlex.split(call) for line in commands(document) for call in re.findall(r"^make [^&]+", line)]
    assert called
    for _, target, *settings in called:
        assert f"\n{target}:" in makefile, target
        for setting in settings:
            name = setting.partition("=")[0]
            assert name in SETTINGS_OF_MAKE or f"\n{name} ?=" in makefile, name


def test_every_file_that_is_named_is_there(root: Path, document: str) -> None:
    tracked = tracked_files(root)
    folders = {path.parts[0] for path in tracked if len(path.parts) > 1}
    names = {path.name for path in tracked} | OF_THE_READER
    words = {word for line in commands(document) for word in line.split() if PATH.fullmatch(word)}
    missing = []
    for word in words:
        if word.startswith(MADE) or any(part in word for part in PLACEHOLDERS):
            continue
        if "/" in word and word.partition("/")[0] in folders:
            missing += [word] * (not (root / word).exists())
        elif "/" not in word and Path(word).suffix in SUFFIXES:
            missing += [word] * (word not in names)
    assert missing == []


def test_contributing_has_the_packages_in_their_order(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text("utf8")
    table = text[text.index("| from above to below") : text.index("Single modules")]
    told = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table.splitlines()[2:] if "|" in row]
    contract = tomllib.loads((root / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    layers = [re.findall(r"fer_lib\.(\w+)", layer) for layer in contract["layers"]]
    packages = {path.parent.name for path in (root / "fer_lib").glob("*/__init__.py")}
    assert told == [layer for layer in layers if packages & {*layer}]


def test_the_network_in_the_handbook_can_be_trained_and_explained(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "HANDBOOK.md").read_text("utf8")
    network = next(code for language, code in FENCED.findall(text) if language == "python")
    (tmp_path / "my_net.py").write_text(network, "utf8")
    monkeypatch.chdir(tmp_path)
    (check,) = [line for line in commands(text) if "models check my_net.py" in line]
    assert main([*shlex.split(check)[3:], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["warnings"] == []
    assert set(found["methods"].values()) == {""}
    assert len(found["filters"]) == 12


@pytest.mark.parametrize(
    ("right_of_bright", "verdict"), [(12, "not clearly better"), (38, "clearly better at the bright half")]
)
@pytest.mark.parametrize("channels", [(), (3,)])
def test_the_chapter_that_a_new_report_has_works(
    root: Path,
    right_of_bright: int,
    verdict: str,
    channels: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(root / "tools" / "new_report")
    halves_of = importlib.import_module("brightness").Halves.of
    images = np.repeat(np.arange(80, dtype=np.uint8), 48 * 48 * max(1, *channels, 1)).reshape(
        -1, 48, 48, *channels
    )
    right = np.r_[np.arange(40) < 10, np.arange(40) < right_of_bright]
    answers = Predictions(np.arange(80), np.zeros(80, np.int64), np.where(right, [[1], [0]], [[0], [1]]).T)
    halves = halves_of(
        SimpleNamespace(predictions=lambda split: answers),
        SimpleNamespace(images=images, class_names=["happy", "sad"]),
    )
    assert [half.successes for half in halves.both] == [10, right_of_bright]
    sent = []
    monkeypatch.setattr(output, "display", lambda data, raw, metadata: sent.append((metadata["fer"], data)))
    published = {"publish": publish, "halves": halves, "run": None, "of_run": lambda run, shown: shown}
    exec(code_of(root / "tools" / "new_report" / "bright_and_dark.ipynb")[-1], published)
    assert {about["kind"] for about, _ in sent} == {"figure", "table", "text", "caption", "in-short"}
    assert verdict in next(data["text/markdown"] for about, data in sent if about["kind"] == "text")


def test_the_handbook_shows_the_code_of_that_chapter(root: Path) -> None:
    text = (root / "HANDBOOK.md").read_text("utf8")
    section = text.partition("### A chapter of your own")[2].partition("\n### ")[0]
    (shown,) = (code for language, code in FENCED.findall(section) if language == "python")
    lines = "\n".join(code_of(root / "tools" / "new_report" / "bright_and_dark.ipynb")).splitlines()
    assert [line for line in shown.splitlines() if line and line not in lines] == []


def code_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
