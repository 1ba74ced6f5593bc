"""Take a run that was trained elsewhere into an edition, and hold it against the edition's data.

python -m tools.take_in EDITION RUN
"""

import sys
from pathlib import Path

from fer_lib.adoption.for_edition import check_adopted, take_in
from fer_lib.editions import read_edition
from fer_lib.errors import UserError


def main(edition_name: str, name: str) -> None:
    """Copy the run unless the copy is the same already, and say how its data differ from the edition's.

    Raises:
        UserError: if it is no complete run, or is of other classes or images of another form.
    """
    edition = read_edition(edition_name)
    source, target = edition.adopted[name], edition.run(name)
    if source.exists():
        take_in(source, target)
    for sentence in check_adopted(target, edition.data(name), edition.file):
        print(sentence)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except UserError as error:
        sys.exit(f"error: {Path(sys.argv[1]).name}: {error}")
