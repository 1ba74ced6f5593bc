"""Results of claims as a table of the book."""

from collections.abc import Sequence

from fer_lib import publish
from fer_lib.language import Text
from fer_lib.proofs.claim import METHOD_NAMES, VERDICT_NAMES, Result

COLUMNS = (
    Text("Claim", "命題"),
    Text("Asserted by", "出處"),
    Text("Method", "方法"),
    Text("Verdict", "判定"),
    Text("ms", "毫秒"),
)


def verdict_text(result: Result) -> Text:
    """The verdict in words, with the counterexample or the largest error, and a mark if it is unexpected."""
    words = VERDICT_NAMES[result.verdict]
    if result.finding.counterexample:
        formula = result.finding.counterexample_latex
        words = Text(f"{words.en}: ${formula}$", f"{words.zh}：${formula}$")
    elif result.finding.largest_error is not None:
        error = result.finding.largest_error
        words = Text(f"{words.en}, error ≤ {error:.1g}", f"{words.zh}，誤差 ≤ {error:.1g}")
    if not result.as_expected:
        expected = VERDICT_NAMES[result.claim.expected]
        words = Text(f"**{words.en} (expected: {expected.en})**", f"**{words.zh}（預期：{expected.zh}）**")
    return words


def publish_claims(name: str, caption: Text, results: Sequence[Result]) -> None:
    """Print a numbered table of results: claim, who asserted it, method, verdict, milliseconds.

    Args:
        name: the table's label without ``tab-``.
        caption: what the claims are about.
        results: the rows, in order.
    """
    publish.table(
        name,
        caption,
        COLUMNS,
        [
            [
                Text(
                    f"{result.claim.meaning.en} (`{result.claim.id}`)",
                    f"{result.claim.meaning.zh}（`{result.claim.id}`）",
                ),
                result.claim.source.text,
                METHOD_NAMES[result.claim.method],
                verdict_text(result),
                f"{1000 * result.seconds:.0f}",
            ]
            for result in results
        ],
        "llllr",
    )


def publish_verdict_counts(results: Sequence[Result]) -> None:
    """Print one sentence that counts the verdicts, and name what differs from the expectation, if anything does."""
    count = {verdict: sum(r.verdict == verdict for r in results) for verdict in VERDICT_NAMES}
    seconds = sum(r.seconds for r in results)
    unexpected = [r.claim.id for r in results if not r.as_expected]
    en = (
        f"{len(results)} claims were checked in {seconds:.1f} s: {count['proved']} are proved, "
        f"{count['refuted']} refuted, {count['checked numerically']} checked with numbers."
    )
    zh = (
        f"共檢查 {len(results)} 個命題，費時 {seconds:.1f} 秒：{count['proved']} 個已證明，"
        f"{count['refuted']} 個已推翻，{count['checked numerically']} 個以數值驗證。"
    )
    if unexpected:
        en += f" Not as expected: {', '.join(unexpected)}."
        zh += f"與預期不符：{'、'.join(unexpected)}。"
    else:
        en += " Every verdict is the expected one."
        zh += "所有判定皆符合預期。"
    publish.text(Text(en, zh))
