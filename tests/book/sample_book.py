"""A small book for the tests: three chapters with all that the book's extensions handle.

The chapters look like what the pipeline leaves: executed, with the outputs that ``fer_lib.publish`` writes,
in both languages, and with papermill's notes about the machine.
"""

import base64
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
from matplotlib.figure import Figure
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parents[2]
MACHINE_PATH = "/home/someone-else/runs/quick"
TOC = """\
format: jb-book
root: chapters/cover
parts:
  - caption: Data | 資料
    numbered: true
    chapters:
      - file: chapters/01_data
      - file: chapters/02_layers
  - caption: Appendix | 附錄
    chapters:
      - file: references
      - file: glossary
"""


def prose(english: str, chinese: str) -> list[NotebookNode]:
    """A pair of prose cells."""
    return [
        new_markdown_cell(english, metadata={"tags": ["lang-en"]}),
        new_markdown_cell(chinese, metadata={"tags": ["lang-zh-TW"]}),
    ]


def published(kind: str, data: dict[str, str], lang: str, **about: object) -> NotebookNode:
    """An output as ``fer_lib.publish`` writes it."""
    metadata = {"fer": {"lang": lang, "kind": kind, **about}}
    return new_output("display_data", data=data, metadata=metadata)


def _draw(file_format: str) -> str:
    figure = Figure(figsize=(5, 2.6), layout="constrained")
    axes = figure.subplots()
    axes.bar(["0", "1", "2"], [3, 5, 2])
    buffer = io.BytesIO()
    figure.savefig(buffer, format=file_format, dpi=200)
    plt.close(figure)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def figure_outputs(name: str, captions: tuple[str, str], alts: tuple[str, str]) -> list[NotebookNode]:
    """A figure in both languages."""
    png, pdf = _draw("png"), _draw("pdf")
    outputs = []
    for lang, caption, alt in zip(("en", "zh-TW"), captions, alts, strict=True):
        data = {"image/png": png, "application/pdf": pdf, "text/plain": alt}
        about = {"name": name, "caption": caption, "alt": alt, "width": 480}
        outputs.append(published("figure", data, lang, **about))
        outputs.append(published("caption", {"text/markdown": f"*{caption}*"}, lang))
    return outputs


def table_outputs(name: str, captions: tuple[str, str], bodies: tuple[str, str]) -> list[NotebookNode]:
    """A table in both languages."""
    return [
        published("table", {"text/markdown": body}, lang, name=name, caption=caption)
        for lang, caption, body in zip(("en", "zh-TW"), captions, bodies, strict=True)
    ]


def hidden_code(source: str, outputs: list[NotebookNode]) -> NotebookNode:
    """A code cell whose code a reader unfolds."""
    return new_code_cell(source, outputs=outputs, execution_count=1, metadata={"tags": ["remove-input"]})


def notebook(cells: list[NotebookNode]) -> NotebookNode:
    """A notebook as papermill leaves it."""
    parameters = new_code_cell('run = "quick"', metadata={"tags": ["parameters"]})
    injected = new_code_cell(f'run = "{MACHINE_PATH}"', metadata={"tags": ["injected-parameters"]})
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "papermill": {"input_path": f"{MACHINE_PATH}/in.ipynb", "parameters": {"run": MACHINE_PATH}},
    }
    return new_notebook(cells=[cells[0], cells[1], parameters, injected, *cells[2:]], metadata=metadata)


def cover() -> NotebookNode:
    """The root document."""
    title = new_markdown_cell("# {{ report_title }}")
    fields = new_markdown_cell("```{report-fields}\n```")
    summary = prose(
        "The best network reaches an accuracy of 0.61 ({numref}`tab-scores`).\n\n## How to read this book\n\nIn order.",
        "最好的模型準確率為 0.61（{numref}`tab-scores`）。\n\n## 如何閱讀本書\n\n依序閱讀。",
    )
    return notebook([title, fields, *summary])


def data_chapter() -> NotebookNode:
    """A chapter with a figure, tables, a note, a citation, and each kind of thing that a reader unfolds."""
    headings = ("| Class | Count | Accuracy |", "| 類別 | 數量 | 準確率 |")
    rule = "\n| :--- | ---: | ---: |\n"
    rows = (
        "| Happy | 1,204 | $0.87$ |\n| Fear | 310 | $0.41$ |",
        "| 高興 | 1,204 | $0.87$ |\n| 恐懼 | 310 | $0.41$ |",
    )
    scores = tuple(head + rule + body for head, body in zip(headings, rows, strict=True))
    outputs = [
        *figure_outputs(
            "counts",
            (
                "Images in each class, $n = 1{,}514$; see {numref}`tab-scores`.",
                "各類別的影像數，$n = 1{,}514$；見{numref}`tab-scores`。",
            ),
            (
                'Bars: class 1 has "most" images, 5: class 2 has 2.',
                "長條圖：類別 1 的影像最多，類別 2 最少。",
            ),
        ),
        *table_outputs("scores", ("Accuracy by class.", "各類別的準確率。"), scores),
        *table_outputs("sortable-runs", ("All runs.", "所有訓練。"), scores),
        published("note", {"text/markdown": "These faces are synthetic."}, "en", admonition="note"),
        published("note", {"text/markdown": "這些臉是合成的。"}, "zh-TW", admonition="note"),
        published("text", {"text/markdown": "Fear is confused most: 41 of 100."}, "en"),
        published("text", {"text/markdown": "恐懼最常被混淆：100 張中有 41 張。"}, "zh-TW"),
        new_output("stream", name="stdout", text="1514 images\n"),
    ]
    return notebook(
        [
            *prose("# The data\n\nThe confusion matrix comes later.", "# 資料\n\n混淆矩陣在後面的章節。"),
            hidden_code(
                "counts = {'happy': 1204, 'fear': 310}\nprint(sum(counts.values()), 'images')", outputs
            ),
            *prose(
                "## Labels\n\nFaces were collected for {cite}`goodfellow2013challenges`.",
                "## 標籤\n\n這些臉取自 {cite}`goodfellow2013challenges`。",
            ),
            *prose(
                "```{admonition} The numbers of *images* ($n = 310$)\n:class: dropdown\n\nFear: 310.\n```\n\n"
                "```{toggle}\nHappy: 1,204.\n```",
                "```{admonition} 各類別的*影像張數*（$n = 310$）\n:class: dropdown\n\n恐懼：310。\n```\n\n"
                "```{toggle}\n高興：1,204。\n```",
            ),
        ]
    )


def layers_chapter() -> NotebookNode:
    """A chapter with a numbered equation and code that is shown."""
    return notebook(
        [
            *prose(
                "# Convolution\n\nA convolution's output size is {eq}`size`. Batch normalization follows.",
                "# 卷積\n\n卷積的輸出大小是 {eq}`size`，接著是批次正規化。",
            ),
            new_markdown_cell("$$\no = \\left\\lfloor \\frac{n + 2p - k}{s} \\right\\rfloor + 1\n$$ (size)"),
            *prose(
                "$$\no = \\tfrac{n}{2}\\quad \\text{divided by } 2\n$$ (half)",
                "$$\no = \\tfrac{n}{2}\\quad \\text{除以 } 2\n$$ (half)",
            ),
            new_code_cell(
                "def output_size(n, k, p, s):\n    return (n + 2 * p - k) // s + 1\n\noutput_size(48, 3, 1, 2)",
                outputs=[new_output("execute_result", data={"text/plain": "24"}, execution_count=2)],
                execution_count=2,
            ),
        ]
    )


JUPYTER_BOOK = Path("book", "_ext", "quick_jupyter_book.py")
CHAPTERS = {"cover": cover, "01_data": data_chapter, "02_layers": layers_chapter}


def write_sample_book(root: Path) -> None:
    """Make a repository with the real book's configuration and code, and the sample chapters."""
    ignore = shutil.ignore_patterns("_build", "chapters", "__pycache__", "_config.yml", "_toc.yml")
    shutil.copytree(ROOT / "book", root / "book", ignore=ignore, dirs_exist_ok=True)
    shutil.copy2(ROOT / "_config.yml", root)
    (root / "_toc.yml").write_text(TOC, "utf8")
    for name in ("_config.yml", "_toc.yml"):
        (root / "book" / name).symlink_to(f"../{name}")
    chapters = root / "book" / "chapters"
    chapters.mkdir()
    for name, make in CHAPTERS.items():
        nbformat.write(make(), chapters / f"{name}.ipynb")
    (root / "tools").mkdir()
    for name in ("make_pdfs.py", "snakemake_messages.py"):
        shutil.copy2(ROOT / "tools" / name, root / "tools")


def build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build the site of a repository as strictly as the project does."""
    environment = {key: value for key, value in os.environ.items() if key != "FER_BOOK_LANGUAGE"}
    return subprocess.run(
        [sys.executable, str(JUPYTER_BOOK), "build", "book/", "-n", "-W", "--keep-going", *options],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
