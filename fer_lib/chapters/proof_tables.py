"""Machine-checked proofs as tables of the book, with their counterexamples and verdicts in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fer_lib import publish
from fer_lib.chapters.formula_words import in_both_languages
from fer_lib.language import Text
from fer_lib.proofs.claim import METHOD_NAMES, VERDICT_NAMES, Claim, Result

COLUMNS = (
    Text("Claim", "命題"),
    Text("Report", "報告"),
    Text("Verdict (method)", "判定（方法）"),
    Text("ms", "毫秒"),
)
REPORT_COLUMN = COLUMNS[1]
OF_REPORTS = re.compile(
    r"conv\.(pool_stride_one|chain_a|layer_[ab]\..*|output_side_d)|batchnorm\.dx_without_gamma|softmax\.report_.*"
    r"|backpropagation\.(relu_mask|sigmoid_slope|slope_at_[az]|zero_nothing_moves)"
    r"|pca\.(components_(centred|uncentred|digits)|error_printed)"
)
"""Ids of claims about a report's own network, exercise or slip; without the reports nobody would ask."""
WITHOUT_REPORTS = {
    "conv.output_size_course": Text(
        "$W$ and $H$ apart, the + 1 in the brackets", "$W$ 與 $H$ 分開，+ 1 在括號內"
    ),
    "pca.error_uncentred": Text("the error without subtracting the mean", "不減平均時的誤差"),
}
"""Claims whose own words speak of a report, or of its course, in other words."""
Results = Mapping[str, Result]
"""Results of proofs by the id of what was to be proved."""


class ProofTable(NamedTuple):
    """What ``publish_claims`` needs beside the name: ``publish_claims("sizes", *tables.sizes(results))``.

    Attributes:
        caption: what the claims are about.
        results: the rows, in order.
    """

    caption: Text
    results: Sequence[Result]


def proof_table(caption: Text, results: Results, *groups: Iterable[Claim]) -> ProofTable:
    """The results of some groups of claims, in their order, under a caption."""
    return ProofTable(caption, [results[claim.id] for group in groups for claim in group])


def shown_results(results: Sequence[Result], reports: bool) -> list[Result]:
    """Those that a book shows, with or without the five reports."""
    return [result for result in results if reports or not OF_REPORTS.fullmatch(result.claim.id)]


def verdict_text(result: Result) -> Text:
    """The verdict with its method and the largest error, and a mark if it is not the one expected."""
    verdict, method = VERDICT_NAMES[result.verdict], METHOD_NAMES[result.claim.method]
    detail = method
    if result.finding.largest_error is not None:
        error = result.finding.largest_error
        size = Text(f"error {error:.0e}", f"誤差 {error:.0e}") if error else Text("exact", "完全相等")
        verdict, detail = (Text("agrees", "相符"), size) if result.as_expected else (verdict, size)
    words = Text(f"{verdict.en} ({detail.en})", f"{verdict.zh}（{detail.zh}）")
    if result.verdict == "checked numerically" and detail is METHOD_NAMES["numeric"]:
        words = verdict  # it names the method already
    if not result.as_expected:
        expected = VERDICT_NAMES[result.claim.expected]
        words = Text(f"**{words.en}; expected: {expected.en}**", f"**{words.zh}；預期：{expected.zh}**")
    return words


def refutation_text(result: Result, reports: bool = True) -> Text:
    """One sentence with the counterexample of a refuted claim, and with its source where the reports are shown."""
    statement = in_both_languages(result.claim.statement)
    values = in_both_languages(result.finding.counterexample_latex)
    source = result.claim.source.text
    by = Text(f" ({source.en})", f"（{source.zh}）") if reports else Text("", "")
    hat = Text("; the hat marks what the claim gives", "；帽號表示該命題給出的值")
    note = hat if r"\hat" in values.en else Text("", "")
    return Text(
        f"`{result.claim.id}`{by.en}: ${statement.en}$ fails at ${values.en}${note.en}.",
        f"`{result.claim.id}`{by.zh}：${statement.zh}$ 在 ${values.zh}$ 時不成立{note.zh}。",
    )


def _meaning(result: Result, reports: bool) -> Text:
    own = result.claim.meaning if reports else WITHOUT_REPORTS.get(result.claim.id, result.claim.meaning)
    return Text(f"{own.en} `{result.claim.id}`", f"{own.zh} `{result.claim.id}`")


def publish_claims(name: str, caption: Text, results: Sequence[Result], reports: bool = True) -> None:
    """Print a numbered table of results, and below it the counterexample of each refuted claim.

    Args:
        name: the table's label without ``tab-``.
        caption: what the claims are about.
        results: the rows, in order. Each shows the claim, the report that asserted it (a dash for a claim that
            the book adds), the verdict with its method, and milliseconds.
        reports: whether the book shows the five reports; without them, neither the claims that are only about one of
            them nor who asserted the others.
    """
    shown = shown_results(results, reports)
    publish.table(
        name,
        caption,
        [column for column in COLUMNS if reports or column != REPORT_COLUMN],
        [
            [
                _meaning(result, reports),
                *([result.claim.source.report or "–"] if reports else []),
                verdict_text(result),
                f"{1000 * result.seconds:.0f}",
            ]
            for result in shown
        ],
        "lllr" if reports else "llr",
    )
    refuted = [result for result in shown if result.finding.counterexample]
    if refuted:
        publish.text(*(refutation_text(result, reports) for result in refuted))
