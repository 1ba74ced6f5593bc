"""Put a note with the reason in the place of each chapter that could not be made, so that the rest is a book.

    python -m tools.failed_chapters EDITION              write the notes, remove those of chapters that are there again
    python -m tools.failed_chapters EDITION --trainings  print the names of the trainings that failed

The first exits with 0 if every chapter of the book or a note then, and with 1 if no chapter could be made.
What failed is read from ``runs/EDITION/.jobs``, where tools/job.py notes it.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from fer_lib.chapters.failed_chapter import note_page, reason_of
from fer_lib.editions import contents, read_edition
from fer_lib.editions.place import find_edition
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.runs.private_words import without_private_words
from tools.where_it_failed import find_error

BEFORE_ALL = ("data",)
"""Jobs that every chapter needs. Of the trainings it needs as many as there are."""
NEEDED = {
    "07_saliency": ("explain-*-saliency",),
    "08_activation_maximization": ("explain-*-maximization",),
}
"""Jobs, as patterns, that single chapters need besides: those of ``CHAPTER_NEEDS`` in the Snakefile."""
_PLACE = re.compile(
    r"^FAILED(?: without an error in a cell)?:? ?|\s*\((?:see|notebook with the error:) [^()]*\)$"
)


def chapters_of(root: Path, edition: str) -> list[str]:
    """The chapters of the edition's book that have a notebook, in reading order."""
    place = find_edition(edition, root)
    names = contents.chapters(contents.contents(edition, root))
    return [name for name in names if place.notebook(name, root).is_file()]


def failed_trainings(root: Path, edition: str) -> list[str]:
    """Names of the edition's runs that have failed and are not there."""
    folder = root / "runs" / edition
    return [
        name
        for name in read_edition(edition, root).configs
        if (folder / ".jobs" / f"train-{name}.failed").is_file()
        and not (folder / name / "metrics.json").is_file()
    ]


def _failures(jobs: Path, pages: Path, name: str) -> Iterator[Path]:
    """The notes on failures that explain why a chapter is not there, its own first."""
    own = jobs / f"chapter-{name}.failed"
    page = pages / f"{name}.ipynb"
    # A chapter may have been copied here from another machine since.
    if own.is_file() and not (page.is_file() and page.stat().st_mtime > own.stat().st_mtime):
        yield own
    for pattern in (*NEEDED.get(name, ()), *BEFORE_ALL):
        yield from (path for path in sorted(jobs.glob("*.failed")) if fnmatch(path.stem, pattern))


def why(root: Path, edition: str, name: str, failure: Path | None) -> tuple[Text, str]:
    """What failed, as the head of a sentence, and the error's words, without anything that tells of this machine.

    Args:
        root: the project.
        edition: name of the edition.
        name: of the chapter.
        failure: the note on it; None if there is none.
    """
    if failure is None:
        trainings = failed_trainings(root, edition)
        missing = ", ".join(trainings) or "none"
        return (
            Text(
                "it was not begun, because something before it did not end",
                "前面的步驟沒有完成，所以還沒開始",
            ),
            f"failed trainings: {missing}; make chapters EDITION={edition} tries again and says more",
        )
    if failure.stem == f"chapter-{name}":
        found = find_error(root / "runs" / edition / "chapters" / f"{name}.log.ipynb")
        if found is not None:
            cell, error, message = found
            place = Text(
                f"cell {cell} of `notebooks/{name}.ipynb` ended with an error",
                f"`notebooks/{name}.ipynb` 的第 {cell} 格執行時發生錯誤",
            )
            for run in failed_trainings(root, edition):
                if f"runs/{edition}/{run}/" in message:
                    needed = Text(
                        f"the training `{run}`, which it needs, failed", f"它所需要的訓練 `{run}` 失敗了"
                    )
                    return needed, _words((failure.parent / f"train-{run}.failed").read_text("utf8"), root)
            return place, _words(f"{error}: {message}", root)
        place = Text(
            f"`notebooks/{name}.ipynb` did not run to its end", f"`notebooks/{name}.ipynb` 沒有執行到最後"
        )
    else:
        place = Text(
            f"a step that it needs failed, `{failure.stem}`", f"它所需要的步驟 `{failure.stem}` 失敗了"
        )
    return place, _words(failure.read_text("utf8"), root)


def _words(told: str, root: Path) -> str:
    """An error's words without where its log lies, and without anything that tells of this machine."""
    told = _PLACE.sub("", told.strip()).replace(f"{root}/", "").replace(f"{UserError.__name__}: ", "")
    return without_private_words(told)


def write_notes(root: Path, edition: str) -> list[str]:
    """Write the notes for the chapters that could not be made, remove the others.

    Returns:
        The chapters with a note; nothing is written if these are all.
    """
    jobs, pages = root / "runs" / edition / ".jobs", root / "book" / "chapters"
    names = chapters_of(root, edition)
    place = find_edition(edition, root)
    failed: dict[str, Path | None] = {}
    for name in names:
        failure = next(_failures(jobs, pages, name), None)
        if failure is not None or not (pages / f"{name}.ipynb").is_file():
            failed[name] = failure
    if len(failed) == len(names):
        return names
    pages.mkdir(parents=True, exist_ok=True)
    for name in names:
        note = pages / f"{name}.md"
        if name in failed:
            text = note_page(place.notebook(name, root), *why(root, edition, name, failed[name]), edition)
            (pages / f"{name}.ipynb").unlink(missing_ok=True)  # what it said is out of date
            note.write_text(text, "utf8")
        elif reason_of(note) is not None:
            note.unlink()
    return list(failed)


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        description="Write notes in the place of chapters that could not be made."
    )
    parser.add_argument("edition", help="name of the edition")
    parser.add_argument("--trainings", action="store_true", help="only print the trainings that failed")
    wanted = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        if wanted.trainings:
            contents.check_contents(
                wanted.edition, root
            )  # where it cannot be, nothing was begun, and nothing failed
            print(",".join(failed_trainings(root, wanted.edition)))
            return 0
        failed = write_notes(root, wanted.edition)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if len(failed) == len(chapters_of(root, wanted.edition)):
        print("No chapter could be made, so there is no book; the messages above say why.", file=sys.stderr)
        return 1
    for name in failed:
        print(
            f"{name}: NOT MADE; its page will say why: {reason_of(root / 'book/chapters' / f'{name}.md')}",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
