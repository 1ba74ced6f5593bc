import json

from tools.library_modules import library_modules
from tools.where_it_failed import describe_failure


def test_a_training_does_not_depend_on_the_proofs_nor_on_the_book(root):
    modules = library_modules(root / "notebooks" / "train.ipynb", root)
    assert "fer_lib/training/loop.py" in modules
    assert "fer_lib/models/report_a.py" in modules
    assert not [m for m in modules if m.startswith(("fer_lib/proofs", "fer_lib/commands", "book"))]


def test_imports_are_followed_and_magics_are_passed_over(tmp_path):
    package = tmp_path / "fer_lib"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("from fer_lib import b\n")
    (package / "b.py").write_text("import fer_lib.c\n")
    (package / "c.py").write_text("def f():\n    from fer_lib.d import x\n")
    (package / "d.py").write_text("import os\n")
    (package / "e.py").write_text("")
    cells = [{"cell_type": "code", "source": ["%matplotlib inline\n", "from fer_lib.a import b"]}]
    (tmp_path / "n.ipynb").write_text(
        json.dumps({"cells": [*cells, {"cell_type": "markdown", "source": ["# x"]}]})
    )
    assert library_modules(tmp_path / "n.ipynb", tmp_path) == [
        "fer_lib/__init__.py", "fer_lib/a.py", "fer_lib/b.py", "fer_lib/c.py", "fer_lib/d.py",
    ]  # fmt: skip


def test_a_failure_is_one_line_with_cell_and_error(tmp_path):
    error = {"output_type": "error", "ename": "UserError", "evalue": "x.csv: line 3:\n bad"}
    cells = [{"cell_type": "markdown", "source": []}, {"cell_type": "code", "source": [], "outputs": [error]}]
    path = tmp_path / "n.log.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    line = describe_failure(path, tmp_path / "n.txt")
    assert "cell 2: UserError: x.csv: line 3: bad" in line
    assert str(path) in line
    assert "\n" not in line
    assert "before the notebook ran" in describe_failure(tmp_path / "none.ipynb", tmp_path / "n.txt")
