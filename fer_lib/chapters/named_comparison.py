"""The comparison of two networks (McNemar's test) in words: who is right more often, or why that cannot be told."""

from dataclasses import asdict, dataclass

from fer_lib.language import Text
from fer_lib.metrics.comparison import Comparison, compare
from fer_lib.metrics.predictions import Predictions
from fer_lib.runs import RunFolder
from fer_lib.runs.comparison import compare_runs
from fer_lib.wording import capitalized, p_value_text, points, points_interval, tidy


def size_in_points(difference: float) -> str:
    """A difference without its sign, in points, with two digits more where one would make a zero of it: ``1.2``, ``0.004``."""
    shown = points(abs(difference)).lstrip("+")
    return points(abs(difference), 3).lstrip("+") if difference and float(shown) == 0 else shown


@dataclass(frozen=True)
class NamedComparison(Comparison):
    """A comparison whose networks have names.

    Attributes:
        names: what to call the first and the second.
    """

    names: tuple[Text, Text]

    def counts(self) -> Text:
        """The counts that tell the two apart, with the test, in a sentence."""
        one, other = self.names
        return tidy(
            Text(
                f"Of {self.n:,} image{'s' * (self.n != 1)}, {one.en} alone is right on {self.only_first:,} and {other.en} alone on "
                f"{self.only_second:,} (McNemar's test: {p_value_text(self.p_value)}).",
                f"在 {self.n:,} 張影像中，只有{one.zh}答對的有 {self.only_first:,} 張，只有{other.zh}答對的有 "
                f"{self.only_second:,} 張（McNemar 檢定：{p_value_text(self.p_value)}）。",
            )
        )

    def describe(self, least: float = 0.0, p_value: float | None = None) -> Text:
        """The difference and what may be said of it, in a sentence; arguments as ``verdict``."""
        return tidy(self._described(least, p_value))

    def _described(self, least: float, p_value: float | None) -> Text:
        one, other = self.names
        interval = points_interval(self.difference_interval)
        size = size_in_points(self.difference)
        match self.verdict(least, p_value):
            case "none":
                return Text(
                    f"Between {one.en} and {other.en} no difference is shown: "
                    f"{points(self.difference)} points, 95% interval {interval.en}.",
                    f"{one.zh}與{other.zh}之間看不出差異：相差 {points(self.difference)} 個百分點，"
                    f"95% 信賴區間 {interval.zh}。",
                )
            case "too small":
                # So many digits that the size and what it is held against are told apart.
                digits = next(
                    d
                    for d in range(1, 9)
                    if round(abs(100 * self.difference), d) < round(100 * least, d) or d == 8
                )
                size, limit = (points(share, digits).lstrip("+") for share in (abs(self.difference), least))
                return Text(
                    f"{capitalized(one).en} and {other.en} are {size} points apart (95% interval {interval.en}): less than "
                    f"the {limit} points that the seed alone can move, so it is not called a difference.",
                    f"{one.zh}與{other.zh}相差 {size} 個百分點（95% 信賴區間 {interval.zh}），"
                    f"小於只換種子就可能有的 {limit} 個百分點，不算差異。",
                )
            case better:
                ahead, behind = (one, other) if better == "first" else (other, one)
                return Text(
                    f"{capitalized(ahead).en} is right more often than {behind.en}, by {size} points "
                    f"(95% interval of {one.en} minus {other.en}: {interval.en}).",
                    f"{ahead.zh}的準確率比{behind.zh}高 {size} 個百分點"
                    f"（{one.zh}減{other.zh}的 95% 信賴區間：{interval.zh}）。",
                )


def named(comparison: Comparison, names: tuple[Text, Text]) -> NamedComparison:
    """The comparison with what to call its networks."""
    return NamedComparison(**asdict(comparison), names=names)


def compare_named(first: Predictions, second: Predictions, names: tuple[Text, Text]) -> NamedComparison:
    """Compare two networks' predictions of the same images; raises ``UserError`` as ``compare``."""
    return named(compare(first, second, (names[0].en, names[1].en)), names)


def compare_named_runs(first: RunFolder, second: RunFolder, names: tuple[Text, Text]) -> NamedComparison:
    """Compare two finished runs on their validation images; raises ``UserError`` as ``compare_runs``."""
    return named(compare_runs(first, second), names)
