"""``claims``: every claim of the five reports with its source, its criterion and its verdict in an edition."""

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_lib.chapters.recorded_answers import RecordedAnswer


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "claims",
        help="list the claims of the five reports with their verdicts in an edition",
        description="List every claim of the five reports: where the report makes it, what has to be seen for it to "
        "hold, which chapter judges it, and the verdict that the edition's chapters came to (none where they were not "
        "made).",
    )
    parser.add_argument(
        "ids", nargs="*", metavar="CLAIM", help="only these, for example A5 C6, with the numbers that decided"
    )
    parser.add_argument("--edition", default="quick", help="whose verdicts (default: quick)")
    parser.add_argument(
        "--language", choices=("en", "zh-TW"), default="en", help="of the texts (default: en)"
    )
    parser.add_argument("--json", action="store_true", help="print a list of objects, both languages in each")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print them. Raises ``UserError`` for an unknown edition or claim, or a damaged chapter."""
    from fer_lib.chapters.claims import all_claims
    from fer_lib.chapters.recorded_answers import recorded_answers
    from fer_lib.editions import read_edition
    from fer_lib.errors import UserError

    edition = read_edition(arguments.edition)
    if not edition.reference_reports:
        raise UserError(
            f"{edition.file}: reference_reports: false, so no chapter judges a claim of the five reports; name another "
            "edition (--edition quick)"
        )
    answers = recorded_answers(edition.folder / "chapters")
    known = all_claims()
    wanted = [name.upper() for name in arguments.ids] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        raise UserError(
            f"{', '.join(unknown)}: no claim has this id; they are A1 to E12, and `claims` lists them"
        )
    if arguments.json:
        print(
            json.dumps([_as_json(name, answers.get(name)) for name in wanted], indent=2, ensure_ascii=False)
        )
        return 0
    if not answers:
        print(
            f"No chapter of the edition {arguments.edition} has been made (make chapters EDITION={arguments.edition}), "
            "so no claim has a verdict yet.\n"
        )
    for name in wanted:
        print("\n".join(_lines(name, answers.get(name), arguments.language, in_full=bool(arguments.ids))))
    return 0


def _as_json(name: str, answer: "RecordedAnswer | None") -> dict[str, object]:
    from dataclasses import asdict

    from fer_lib.chapters.claims import all_claims

    claim = all_claims()[name]
    return {
        "id": claim.id,
        "report": claim.report,
        "chapter": claim.chapter,
        "source": asdict(claim.source),
        "claim": asdict(claim.text),
        "criterion": asdict(claim.criterion),
        "proofs": list(claim.proofs),
        "verdict": answer.verdict if answer else None,
        "finding": asdict(answer.finding) if answer else None,
    }


def _lines(name: str, answer: "RecordedAnswer | None", lang: str, *, in_full: bool) -> list[str]:
    from fer_lib.chapters.claims import all_claims
    from fer_lib.chapters.judgement import VERDICTS
    from fer_lib.language import LANGUAGES, Text

    claim = all_claims()[name]
    language = next(known for known in LANGUAGES if known == lang)
    none = Text("none", "無")
    verdict = (VERDICTS[answer.verdict] if answer else none)[language]
    report = Text(f"report {claim.report}, {claim.source.en}", f"報告 {claim.report}，{claim.source.zh}")
    lines = [
        f"{name:<4} {verdict}: {claim.text[language]}",
        f"     {Text('source', '出處')[language]}: {report[language]}",
        f"     {Text('criterion', '判準')[language]}: {claim.criterion[language]}",
    ]
    if in_full:
        lines += [
            f"     {Text('chapter', '章')[language]}: {claim.chapter}",
            f"     {Text('finding', '結果')[language]}: {answer.finding[language] if answer else '–'}",
        ]
    return lines
