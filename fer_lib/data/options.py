"""``DataOptions``: which classes of a source are taken, and how its images and labels are turned into arrays."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from fer_lib.data.class_words import ORDERS, order_of

Resize = Literal["crop", "squash", "pad"]
Labels = Literal["hard", "plurality", "distribution"]
Side = Annotated[int, Field(ge=1, le=4096)]


class DataOptions(BaseModel):
    """The keys of an edition's ``data:`` beside the source, and the options of ``data prepare``.

    At their defaults everything is taken as it is: all classes, images of the size and colour that they have (one for
    all of them, or the source is refused), the labels of the source.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    classes: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Names of the classes in the order of the labels, each with what it is called in each language (may be empty).
    In a file also a list of names, or lines ``bread: 麵包`` and ``bread: {en: Bread, zh-TW: 麵包}``. Numbers in the
    source count through this list from 0. Empty: the source's own names."""
    numbers: Literal[0, 1, "fer2013", "raf-db", "affectnet", "ferplus", "ck+"] | None = None
    """What numbers of the source mean: the expressions as FER2013, RAF-DB, AffectNet, FER+ or CK+ count them, or the
    number from which they count through ``classes``. None: as the form says; where that can be two things, it is an
    error."""
    leave_out: tuple[str, ...] = ()
    """Classes whose images are left out; the others keep their order."""
    size: tuple[Side, Side] | None = None
    """Height and width in pixels that every image gets; None: as they are."""
    channels: Literal[1, 3] | None = None
    """1 turns colour into grey (ITU-R 601-2 luma), 3 repeats grey; None: as they are."""
    resize: Resize = "squash"
    """How an image of another shape becomes ``size``: ``crop`` cuts the middle out, ``squash`` does not keep the ratio
    of the sides, ``pad`` adds mid-grey borders. Resampled with antialiasing, by
    the bicubic filter, or the Hamming filter where the image becomes much smaller (``fit.HAMMING_FROM``)."""
    labels: Labels = "hard"
    """What the votes of FER+ beside ``fer2013.csv`` are used for. ``hard``: nothing, the labels are the source's.
    ``plurality``: the label is the class that most people chose. ``distribution``: the shares of the votes are the
    target of the training (and the label as with ``plurality``), Barsoum et al. 2016, section 3."""
    skip_unreadable: bool = False
    """Leave images out that cannot be read, and list them; otherwise the first ones are an error."""

    @field_validator("classes", mode="before")
    @classmethod
    def _titles(cls, value: Any) -> Any:
        """A list of names, or names with titles, as names with titles by language."""
        if isinstance(value, list | tuple):
            if len({str(name) for name in value}) < len(value):
                raise ValueError("a class stands twice")
            return {str(name): {} for name in value}
        if isinstance(value, Mapping):
            return {
                str(name): {"zh-TW": title} if isinstance(title, str) else title or {}
                for name, title in value.items()
            }
        return value

    @field_validator("classes")
    @classmethod
    def _languages(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        if len(value) == 1:
            raise ValueError("one class alone cannot be told from anything; name two or more")
        for name, titles in value.items():
            if "=" in name or any("|" in title for title in titles.values()):
                raise ValueError(f"{name}: '=' cannot stand in a name, nor '|' in a title")
            if unknown := set(titles) - {"en", "zh-TW"}:
                raise ValueError(f"{name}: {sorted(unknown)[0]!r} is no language of the book (en, zh-TW)")
        return value

    @field_validator("numbers", mode="before")
    @classmethod
    def _order(cls, value: Any) -> Any:
        if isinstance(value, str):
            return int(value) if value in ("0", "1") else order_of(value) or value
        return value

    @model_validator(mode="after")
    def _counts_through_something(self) -> "DataOptions":
        if isinstance(self.numbers, int) and not self.classes:
            raise ValueError(
                f"numbers: {self.numbers} says from where numbers count through the classes; name these too, or say "
                f"whose order it is ({', '.join(ORDERS)})"
            )
        return self

    @field_validator("leave_out", "size", mode="before")
    @classmethod
    def _tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    def options(self) -> "DataOptions":
        """These keys alone, where a subclass has more."""
        return DataOptions(**{name: getattr(self, name) for name in DataOptions.model_fields})
