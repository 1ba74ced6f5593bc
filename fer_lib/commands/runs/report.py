"""Runs in words and figures for ``python -m fer_lib runs``; none of it needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.metrics.comparison import Comparison
from fer_lib.runs import RunFolder
from fer_lib.runs.comparison import compare_runs
from fer_lib.runs.state import RunState
from fer_lib.wording import interval_percent, p_value_text, percent, points, points_interval


def as_json(state: RunState, full: bool = False) -> dict[str, Any]:
    """A run as plain JSON values; what is not known is null.

    Args:
        state: of the run.
        full: with configuration, figures and provenance.
    """
    accuracy, config = state.accuracy(), state.config
    values: dict[str, Any] = {
        "path": state.path.as_posix(),
        "state": state.state,
        "reason": state.reason,
        "model": config.model if config else None,
        "seed": config.seed if config else None,
        "epochs": state.epochs,
        "of_epochs": config.epochs if config else None,
        "n": accuracy.n if accuracy else None,
        "accuracy": accuracy.share if accuracy else None,
        "interval": list(accuracy.wilson_interval) if accuracy else None,
    }
    if full:
        values["config"] = config.recorded() if config else None
        values["metrics"] = state.figures.model_dump() if state.figures else None
        values["provenance"] = state.provenance or None
    return values


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def list_lines(states: Sequence[RunState]) -> list[str]:
    """A table of runs, and below it what is wrong with those that are not complete."""
    rows = [["run", "state", "network", "seed", "epochs", "validation (95% interval)", "n"]]
    for state in states:
        accuracy, config = state.accuracy(), state.config
        epochs = f"{state.epochs}/{config.epochs}" if config else "–"
        rows.append(
            [
                state.path.as_posix(), state.state, config.model if config else "–",
                str(config.seed) if config else "–", epochs,
                f"{percent(accuracy.share)} ({interval_percent(accuracy.wilson_interval)})" if accuracy else "–",
                f"{accuracy.n:,}" if accuracy else "–",
            ]
        )  # fmt: skip
    faults = [state for state in states if state.state != "complete"]
    count = f"{len(states)} run{'s' * (len(states) > 1)}" + (
        f", {len(faults)} not complete" if faults else ""
    )
    return [*_table(rows), "", count, *(f"{state.path.as_posix()}: {state.shown}" for state in faults)]


def show_lines(state: RunState) -> list[str]:
    """All about a run."""
    lines = [f"{state.path.as_posix()}: {state.shown}"]
    if state.figures:
        figures = state.figures
        rows = []
        for split in figures.splits:
            accuracy = state.accuracy(split)
            assert accuracy is not None
            interval = interval_percent(accuracy.wilson_interval)
            rows.append(
                [
                    f"{split} accuracy",
                    f"{percent(accuracy.share)} (95% interval {interval}, n = {accuracy.n:,})",
                ]
            )
        rows.append(["best epoch", f"{figures.selected.epoch} of {figures.selected.of}"])
        for name, value, shape in (
            ("parameters", figures.parameters, ",d"),
            ("multiply-accumulates", figures.macs, ",d"),
            ("seconds", figures.seconds, ",.1f"),
            ("seconds an epoch", figures.seconds_per_epoch, ",.2f"),
            ("images a second", figures.images_per_second, ",.0f"),
        ):
            rows.append([name, "–" if value is None else format(value, shape)])
        lines += ["", *_table(rows)]
    made = state.provenance
    if made:
        device, data, code = (made.get(key) or {} for key in ("device", "data", "code"))
        known = [
            ["data", f"{data.get('source', '–')}, SHA-256 {_short_hash(data)}"],
            ["device", f"{device.get('name', '–')}, {made.get('precision', '–')}"],
            ["code", f"fer_lib {code.get('fer_lib', '–')}, SHA-256 {_short_hash(code)}"],
            ["trained", f"{made.get('started', '–')} to {made.get('finished', '–')}"],
        ]
        if network := made.get("network"):
            known.insert(1, ["network", f"{network.get('reference', '–')}, SHA-256 {_short_hash(network)}"])
        lines += ["", *_table(known)]
    if state.config:
        values = state.config.recorded()
        lines += ["", *_table([[key, str(value)] for key, value in values.items()])]
    return lines


def compare_states(first: RunState, second: RunState, split: Split) -> Comparison:
    """Compare two runs image by image.

    Raises:
        UserError: if a run is not complete, or they were not judged on the same images of the same data.
    """
    for state in (first, second):
        if state.state != "complete":
            raise UserError(f"{state.path}: only complete runs can be compared; this one is {state.shown}")
    return compare_runs(RunFolder(first.path), RunFolder(second.path), split)


def _names(first: RunState, second: RunState) -> tuple[str, str]:
    """What to call two runs; their paths where they have the same name."""
    if first.name != second.name:
        return first.name, second.name
    return first.path.as_posix(), second.path.as_posix()


def _verdict(comparison: Comparison, names: tuple[str, str]) -> str:
    """What may be said of the difference."""
    match comparison.verdict():
        case "none":
            return f"No difference is shown between {names[0]} and {names[1]}."
        case "too small":
            return (
                "The difference is too small to be called one from one run of each: another seed can undo it."
            )
        case better:
            ahead, behind = names if better == "first" else names[::-1]
            return f"{ahead} is right more often than {behind}."


def differing_keys(first: RunState, second: RunState) -> dict[str, tuple[Any, Any]]:
    """Keys of the configurations that differ, with both values; names and places do not count.

    ``network code`` is a key beside them: two networks of one's own may have one name and not one code.
    """
    assert first.config is not None
    assert second.config is not None
    differing = first.config.differences(second.config)
    codes = [state.provenance.get("network") or {} for state in (first, second)]
    if codes[0] and codes[1] and codes[0].get("sha256") != codes[1].get("sha256"):
        differing["network code"] = (_short_hash(codes[0]), _short_hash(codes[1]))
    return differing


def _short_hash(about: Mapping[str, Any]) -> str:
    return str(about.get("sha256", "–"))[:12]


def compare_json(comparison: Comparison, first: RunState, second: RunState, split: Split) -> dict[str, Any]:
    """The comparison as plain JSON values."""
    return {
        "runs": [first.path.as_posix(), second.path.as_posix()],
        "split": split,
        "n": comparison.n,
        "accuracies": [comparison.first.share, comparison.second.share],
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "difference": comparison.difference,
        "interval": list(comparison.difference_interval),
        "p_value": comparison.p_value,
        "verdict": comparison.verdict(),
        "differing_keys": {key: list(values) for key, values in differing_keys(first, second).items()},
    }


def compare_lines(comparison: Comparison, first: RunState, second: RunState, split: Split) -> list[str]:
    """The comparison for people."""
    names = _names(first, second)
    rows = [
        [name, f"{percent(accuracy.share)} ({interval_percent(accuracy.wilson_interval)})"]
        for name, accuracy in zip(names, (comparison.first, comparison.second), strict=True)
    ]
    interval = points_interval(comparison.difference_interval).en
    rows += [
        ["difference in points", f"{points(comparison.difference)} ({interval})"],
        ["right alone", f"{comparison.only_first:,} : {comparison.only_second:,}"],
        ["McNemar's test", p_value_text(comparison.p_value)],
    ]
    differing = differing_keys(first, second)
    keys = [["key", "first", "second"], *([k, str(a), str(b)] for k, (a, b) in differing.items())]
    return [
        f"{comparison.n:,} {split} images; 95% intervals",
        "",
        *_table(rows),
        "",
        _verdict(comparison, names),
        "",
        *(_table(keys) if differing else ["The configurations are the same."]),
    ]
