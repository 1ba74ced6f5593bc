"""Report A's claim that LeakyReLU and PReLU make no significant difference (A2), from an edition's runs."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups, described_accuracies
from fer_lib.config import Activation
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.wording import points

NAMES: dict[Activation, Text] = {
    "relu": Text("ReLU", " ReLU "),
    "leaky_relu": Text("LeakyReLU", " LeakyReLU "),
    "prelu": Text("PReLU", " PReLU "),
}


@dataclass(frozen=True)
class ActivationExperiment:
    """Trainings that differ in the activation alone.

    Attributes:
        groups: two or more, in the order of ``NAMES``.
    """

    groups: tuple[SeedGroup, ...]

    @cached_property
    def family(self) -> ComparisonFamily:
        """Every two activations, compared on the validation images."""
        return ComparisonFamily(
            tuple(compare_groups(one, other) for one, other in combinations(self.groups, 2))
        )

    @property
    def epochs(self) -> int:
        """Epochs of the longest training."""
        return max(run.config().epochs for group in self.groups for run in group.runs)

    def describe(self) -> list[Text]:
        """What the data show of the claim, and what they cannot show; a paragraph each."""
        family = self.family
        verdicts = family.verdicts
        told = zip(family.comparisons, family.adjusted, verdicts, strict=True)
        differences = [group.describe(p) for group, p, verdict in told if verdict in ("first", "second")]
        tests = len(verdicts)
        if differences:
            agreement = Text(
                "The claim does not hold here for every pair. " + " ".join(text.en for text in differences),
                "這項主張在這裡並非每一對都成立。" + "".join(text.zh for text in differences),
            )
        else:
            agreement = Text(
                f"The claim agrees with the data: none of the {tests} comparisons shows a difference.",
                f"資料與這項主張相符：{tests} 項比較都看不出差異。",
            )
        limit = family.detectable_difference
        if limit is None:
            return [agreement]
        missed = points(limit).lstrip("+")
        bounds = [abs(b) for g in family.comparisons for c in g.comparisons for b in c.difference_interval]
        room = points(max(bounds)).lstrip("+")
        limits = Text(
            f"No difference shown is not the same as equal. With {family.n:,} images and as many disagreements as "
            f"there are here, a true difference below about {missed} points would be missed more often than one time "
            f"in five, and the intervals leave room for up to {room} points.",
            f"看不出差異不等於沒有差異。以這裡的 {family.n:,} 張影像和意見不同的張數，真正的差異若小於約 {missed} "
            f"個百分點，五次裡會漏掉一次以上；信賴區間也還容許最多 {room} 個百分點的差異。",
        )
        if all(len(group.runs) == 1 for group in self.groups):
            limits = Text(
                limits.en
                + " And each activation was trained once: the test knows the chance in the choice of the "
                "images, not the chance in the seed.",
                limits.zh
                + "而且每種激活函數只訓練了一次：檢定只考慮了抽到哪些影像的偶然，沒有考慮隨機種子的偶然。",
            )
        return [agreement, limits]

    def alt(self) -> Text:
        """What a drawing of the accuracies shows."""
        each = described_accuracies(self.groups, Text(" and ", " 與 "))
        return Text(f"Validation and training accuracy: {each.en}.", f"驗證與訓練準確率：{each.zh}。")


def read_activations(edition: Edition) -> ActivationExperiment | None:
    """The edition's runs under ``roles: activations:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    named = edition.roles.activations
    if not named:
        return None
    return ActivationExperiment(
        tuple(
            SeedGroup(NAMES[kind], tuple(edition.run(run) for run in named[kind]))
            for kind in NAMES
            if kind in named
        )
    )
