"""McNemar tests of a family of comparisons, adjusted by Holm, as a table."""

from fer_lib.chapters.seed_groups import ComparisonFamily
from fer_lib.language import Text
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized, p_value_number, points_with_interval


def paired_tests(caption: Text, family: ComparisonFamily) -> BookTable:
    """One row a comparison and seed: who, the difference, images that only either gets right, p-value."""
    rows: list[list[object]] = []
    for group, p_values in zip(family.comparisons, family.adjusted, strict=True):
        for number, (c, p) in enumerate(zip(group.comparisons, p_values, strict=True), 1):
            several = len(group.comparisons) > 1
            seed = Text(f" ({number})", f"（{number}）") if several else Text("", "")
            first, second = capitalized(c.names[0]), c.names[1]
            rows.append(
                [
                    Text(
                        f"{first.en} − {second.en}{seed.en}",
                        f"{first.zh.strip()} − {second.zh.strip()}{seed.zh}",
                    ),
                    points_with_interval(c.difference, c.difference_interval),
                    f"{c.only_first:,} : {c.only_second:,}",
                    p_value_number(p),
                ]
            )
    return BookTable(
        caption,
        [
            Text("First − second", "前者 − 後者"),
            Text("Points (95% interval)", "百分點（95% 信賴區間）"),
            Text("Alone right", "單獨答對"),
            Text("p (Holm)", "p（Holm）"),
        ],
        rows,
        "lrrr",
    )
