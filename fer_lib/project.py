"""Where the project's folders are, for notebooks that may be opened anywhere in it."""

from pathlib import Path

from fer_lib.errors import UserError


def project_root() -> Path:
    """The nearest folder, from the working directory upwards, that holds ``_toc.yml`` and ``editions/``.

    Raises:
        UserError: if the working directory is not inside a copy of the project.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_toc.yml").is_file() and (folder / "editions").is_dir():
            return folder
    raise UserError("the working directory is not inside the project; open the notebook from its folder")
