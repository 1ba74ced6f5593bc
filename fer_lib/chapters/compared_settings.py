"""In which settings two trainings differ that are compared: in the one that is asked of, or in more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from fer_lib.chapters.report_runs import keys_text
from fer_lib.config import UPKEEP, RunConfig
from fer_lib.language import Text
from fer_lib.wording import listed, spaced, tidy

SHORT = (bool, int, float, str)
"""Kinds of values that a sentence shows beside the key."""


@dataclass(frozen=True)
class ComparedSettings:
    """In what two trainings differ, by ``RunConfig.differences``; names and where data lie do not count.

    Attributes:
        asked: the keys in question that differ.
        others: every other key that differs, with the two values.
    """

    asked: tuple[str, ...]
    others: dict[str, tuple[Any, Any]]

    @property
    def is_fair(self) -> bool:
        """Whether they differ in what is asked and in nothing else, so that it may be called the cause."""
        return bool(self.asked) and not self.others

    def named(self) -> Text:
        """The other keys with both values, one after another; empty for none."""
        return listed([_with_values(key, *values) for key, values in self.others.items()])


def compare_settings(
    first: Sequence[RunConfig], second: Sequence[RunConfig], asked: Collection[str]
) -> ComparedSettings:
    """In what two kinds of trainings differ.

    Args:
        first: configurations of the one kind, one a seed.
        second: of the other; the first of it is compared with the first, …
        asked: keys that the comparison is about.
    """
    differing: dict[str, tuple[Any, Any]] = {}
    for one, other in zip(first, second, strict=False):
        for key, values in one.differences(other, "name", *UPKEEP).items():
            differing.setdefault(key, values)
    return ComparedSettings(
        tuple(key for key in differing if key in asked),
        {key: values for key, values in differing.items() if key not in asked},
    )


def _with_values(key: str, one: object, other: object) -> Text:
    name = keys_text([key])
    if not all(isinstance(value, SHORT) for value in (one, other)):
        return name
    return Text(f"{name.en} ({_shown(one)}, {_shown(other)})", f"{name.zh}（{_shown(one)}、{_shown(other)}）")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return f"`{value}`".lower()
    if isinstance(value, str):
        return f"`{value}`"
    return f"{value:g}" if isinstance(value, float) else f"{value:,}"


def differ_in(what: Text, settings: ComparedSettings, names: tuple[Text, Text] | None = None) -> Text:
    """In which settings two trainings differ, and whether what is asked may be called the cause; in a sentence.

    Args:
        what: is asked.
        settings: in which they differ.
        names: of the two; None where the text has named them.
    """
    both = (
        Text("The two", "兩者")
        if names is None
        else Text(f"{names[0].en} and {names[1].en}", f"{names[0].zh}與{names[1].zh}")
    )
    both = Text(both.en[:1].upper() + both.en[1:], both.zh)
    others = settings.named()
    if settings.is_fair:
        said = Text(f"{both.en} differ in {what.en} alone.", f"{both.zh}只差在{what.zh}。")
    elif settings.asked:
        said = Text(
            f"{both.en} do not differ in {what.en} alone, but in this as well: {others.en}. So what sets them apart cannot be "
            f"put down to {what.en} alone.",
            f"{both.zh}不只差在{what.zh}，這些設定也不同：{others.zh}。因此兩者的差距不能只歸因於{what.zh}。",
        )
    elif settings.others:
        said = Text(
            f"{both.en} do not differ in {what.en}, but in this: {others.en}.",
            f"{both.zh}在{what.zh}上沒有不同，不同的是：{others.zh}。",
        )
    else:
        said = Text(f"{both.en} have the same settings.", f"{both.zh}的設定完全相同。")
    return tidy(Text(said.en, spaced(said.zh)))
