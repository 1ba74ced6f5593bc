import json

from tools.where_it_failed import describe_failure


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
