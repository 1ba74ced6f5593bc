"""Verdicts on the reports' claims, read back from the executed chapters of an edition."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from fer_lib.chapters.claims import all_claims
from fer_lib.chapters.judgement import Verdict
from fer_lib.errors import UserError
from fer_lib.language import Text


@dataclass(frozen=True)
class RecordedAnswer:
    """What an executed chapter left by ``publish_cards``.

    Attributes:
        verdict: on the claim.
        finding: what was seen, with numbers.
    """

    verdict: Verdict
    finding: Text


def recorded_answers(chapters: Path) -> dict[str, RecordedAnswer]:
    """The answers of all chapters of an edition by the claims' ids.

    Args:
        chapters: ``runs/<edition>/chapters``, where the pipeline keeps each executed notebook; it need not be there.

    Raises:
        UserError: if a notebook in it is damaged.
    """
    answers: dict[str, RecordedAnswer] = {}
    for path in sorted(chapters.glob("*.ipynb")):
        try:
            notebook = json.loads(path.read_text("utf8"))
            for about in _published(notebook):
                if about["kind"] == "card":
                    answers[about["answer"]["id"]] = _checked(about["answer"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"{path}: not an executed chapter ({type(error).__name__}: {error}); delete it, and "
                "`make chapters` makes it again"
            ) from None
    return answers


def _published(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """What ``fer_lib.publish`` wrote into a notebook's outputs: their metadata."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return [output["metadata"]["fer"] for output in outputs if "fer" in output.get("metadata", {})]


def _checked(answer: dict[str, str]) -> RecordedAnswer:
    if answer["verdict"] not in get_args(Verdict) or answer["id"] not in all_claims():
        raise ValueError(f"{answer['id']}: {answer['verdict']}")
    return RecordedAnswer(cast(Verdict, answer["verdict"]), Text(answer["en"], answer["zh"]))
