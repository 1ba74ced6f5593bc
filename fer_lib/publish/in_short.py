"""What a chapter found, in a few sentences at its top and on the cover."""

from fer_lib.language import LANGUAGES, Text
from fer_lib.publish.output import emit


def in_short(*findings: Text) -> None:
    """Print what a chapter found as a list, in both languages.

    It is called where the results are known; the book shows it at the top of the page, before the first section, and
    the first of the findings on the cover, with a link to the chapter.

    Args:
        findings: two to four, the most important one first; each one sentence that can stand alone.

    Raises:
        ValueError: for fewer than two or more than four.
    """
    if not 2 <= len(findings) <= 4:
        raise ValueError(f"in_short: 2 to 4 findings are expected, not {len(findings)}")
    for lang in LANGUAGES:
        listed = [finding[lang] for finding in findings]
        body = "\n".join(f"- {finding}" for finding in listed)
        emit(
            lang,
            "in-short",
            {"text/markdown": body},
            title=Text("In short", "本章重點")[lang],
            findings=listed,
        )
