"""Runs in words and figures for ``python -m fer_lib runs``; none of it needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

from fer_lib.config import PLACE
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
        "seed": state.known("seed"),
        "epochs": state.known_epochs,
        "of_epochs": state.known("epochs"),
        "n": accuracy.n if accuracy else None,
        "accuracy": accuracy.share if accuracy else None,
        "interval": list(accuracy.wilson_interval) if accuracy else None,
        "predictions_from": _sources(state),
    }
    if full:
        values["config"] = _recorded(state) or None
        values["metrics"] = state.figures.model_dump() if state.figures else None
        values["provenance"] = state.provenance or None
    return values


def _shown(value: object) -> str:
    """A value, or ``–`` for one that is not known."""
    return "–" if value is None else str(value)


def _recorded(state: RunState) -> dict[str, Any]:
    """The configuration, with None for what nobody has said of a training from elsewhere."""
    recorded = state.config.recorded() if state.config else {}
    return {
        key: value if key == "name" or state.known(key) is not None else None
        for key, value in recorded.items()
    }


def _sources(state: RunState) -> dict[str, str] | None:
    """Where the predictions of an adopted run are from, split by split; None for a run that was trained here."""
    found = (state.adopted or {}).get("predictions")
    return {str(split): str(source) for split, source in found.items()} if isinstance(found, dict) else None


def _adoption(state: RunState) -> str:
    """One sentence on where an adopted run's predictions are from; empty for others."""
    if state.adopted is None:
        return ""
    sources = _sources(state) or {}
    told = [f"{split} from {source}" for split, source in sources.items() if source != "weights"]
    rest = ", the others" if told else ""
    return f"predictions: {', '.join(told)}{rest}{' ' if rest else ''}computed from the weights"


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
        epochs = f"{_shown(state.known_epochs)}/{_shown(state.known('epochs'))}" if config else "–"
        rows.append(
            [
                state.path.as_posix(), state.state, config.model if config else "–",
                _shown(state.known("seed")), epochs,
                f"{percent(accuracy.share)} ({interval_percent(accuracy.wilson_interval)})" if accuracy else "–",
                f"{accuracy.n:,}" if accuracy else "–",
            ]
        )  # fmt: skip
    faults = [state for state in states if state.state != "complete"]
    count = f"{len(states)} run{'s' * (len(states) > 1)}" + (
        f", {len(faults)} not complete" if faults else ""
    )
    adopted = [f"{state.path.as_posix()}: adopted; {told}" for state in states if (told := _adoption(state))]
    return [
        *_table(rows), "", count, *(f"{state.path.as_posix()}: {state.shown}" for state in faults), *adopted
    ]  # fmt: skip


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
        rows.append(["best epoch", f"{_shown(figures.selected.epoch)} of {_shown(figures.selected.of)}"])
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
        if told := _adoption(state):
            known.append(["adopted", told])
        if network := made.get("network"):
            known.insert(1, ["network", f"{network.get('reference', '–')}, SHA-256 {_short_hash(network)}"])
        lines += ["", *_table(known)]
        notes = (state.adopted or {}).get("notes")
        lines += ["", *map(str, notes)] if isinstance(notes, list) and notes else []
    if state.config:
        lines += ["", *_table([[key, _shown(value)] for key, value in _recorded(state).items()])]
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
    """What may be said of the difference: two runs alone do not tell what another seed moves."""
    match comparison.verdict():
        case "none":
            return f"No difference is shown between {names[0]} and {names[1]}."
        case better:
            ahead, behind = names if better == "first" else names[::-1]
            return (
                f"{ahead} is right more often than {behind}; what another seed moves, the test does not know."
            )


def differing_keys(first: RunState, second: RunState) -> dict[str, tuple[Any, Any]]:
    """Keys of the configurations that differ, with both values; names and places do not count.

    What nobody has said of a training from elsewhere is None; a key that neither run knows is not listed. ``network
    code`` is a key beside them: two networks of one's own may have one name and not one code.
    """
    assert first.config is not None
    assert second.config is not None
    values = {
        key: (first.known(key), second.known(key))
        for key in type(first.config).model_fields
        if key not in PLACE
    }
    model = first.config.differences(second.config).get("model")
    values["model"] = model or (first.known("model"), first.known("model"))
    differing = {key: (one, other) for key, (one, other) in values.items() if one != other}
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
    keys = [["key", "first", "second"], *([k, _shown(a), _shown(b)] for k, (a, b) in differing.items())]
    return [
        f"{comparison.n:,} {split} images; 95% intervals",
        "",
        *_table(rows),
        "",
        _verdict(comparison, names),
        "",
        *(_table(keys) if differing else ["The configurations are the same."]),
    ]
