"""The configuration of one training run, refused before anything runs if a key or a value is wrong."""

import difflib
import hashlib
import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fer_lib.errors import UserError

Activation = Literal["relu", "leaky_relu", "prelu"]
Normalization = Literal["batch", "none"]
Dropout = Literal["network"] | Annotated[float, Field(ge=0, lt=1)]


class RunConfig(BaseModel):
    """Everything that decides a run's result; flat, so that papermill can set each key.

    The defaults are report A's network, trained for a few epochs on the built-in faces; the parameters
    cell of ``notebooks/train.ipynb`` repeats them and a test compares the two.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = Field("my-run", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    """Name of the run's folder."""
    runs_dir: str = "runs"
    """Folder that holds the runs."""
    overwrite: bool = False
    """Replace a run of the same name that has another configuration."""

    data: str = "synthetic"
    """``synthetic``, or a file or folder in one of the forms that ``fer_lib.data.load`` reads."""
    synthetic_size: int = Field(6000, ge=100, le=1_000_000)
    """Number of synthetic faces, if those are used."""
    split: Literal["source", "first", "last", "stratified", "fold"] = "source"
    """Where the validation images come from: as the source says, or taken from its training images.
    A source without validation images gives a stratified share."""
    validation_size: int | float = Field(0.1, gt=0)
    """Validation images of ``first``, ``last`` and ``stratified``: a count, or a share below 1."""
    folds: int = Field(5, ge=2, le=100)
    """``fold`` deals the training images out to so many folds, each class evenly, the same for the same seed."""
    fold: int = Field(0, ge=0)
    """Which of the folds validates, from 0. One run a fold gives every training image an out-of-fold prediction."""
    drop_leaked: bool = False
    """Leave training images out that are exact copies of validation or test images."""
    training_size: int = Field(0, ge=0)
    """Train on so many images only, drawn with each class's share (0: on all)."""
    shuffle_pixels: bool = False
    """Put the pixels of every image into one other, fixed order (chapter 4 shows what that takes away). Not together
    with augmentation that moves or covers pixels."""

    model: str = "report-a"
    """Name of a network, as ``python -m fer_lib models`` lists them."""
    activation: Activation = "relu"
    """Activation of the networks that leave the choice."""
    normalization: Normalization = "batch"
    """``batch``: batch normalization where the network has it; ``none``: the same network without it."""
    dropout: Dropout = "network"
    """``network``: the network's own rates; a number takes the place of all of them, and comes before the fully
    connected layers of a network that has none."""

    epochs: int = Field(12, ge=1, le=10_000)
    batch_size: int = Field(128, ge=2, le=65_536)
    """Images a step. Batch normalization needs at least two."""
    optimizer: Literal["adam", "adamw", "adadelta", "adadelta_keras", "sgd"] = "adamw"
    """``adadelta`` has PyTorch's constants (ρ = 0.9, ε = 1e-6), ``adadelta_keras`` those of Keras (0.95, 1e-7);
    SGD is with Nesterov momentum."""
    learning_rate: float = Field(2e-3, gt=0, le=100)
    """The highest learning rate of the schedule."""
    momentum: float = Field(0.9, ge=0, lt=1)
    """Of SGD."""
    schedule: Literal["constant", "step", "cosine", "one_cycle", "plateau"] = "one_cycle"
    schedule_epochs: int = Field(30, ge=1)
    """``step`` multiplies the learning rate by ``schedule_factor`` after every so many epochs; ``plateau`` does
    after so many epochs without a better ``best_metric``."""
    schedule_factor: float = Field(0.1, gt=0, lt=1)

    weight_decay: float = Field(0.01, ge=0, le=10)
    """Decoupled in AdamW, an L2 term in the gradient of the others; biases and normalization are left out."""
    l1: float = Field(0.0, ge=0, le=1)
    """Factor of Σ|w| over kernels and matrices in the loss."""
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    mixup: float = Field(0.0, ge=0, le=10)
    """α of the Beta distribution that mixes pairs of images and labels (Zhang et al. 2018); 0: no mixing."""
    class_weights: Literal["none", "balanced"] | list[Annotated[float, Field(ge=0)]] = "none"
    """Weights of the classes in the loss: ``balanced`` is N / (K·N_k), or one number a class in class order."""
    resampling_rounds: int = Field(0, ge=0)
    """0: every epoch sees every image. n: the training is cut into n rounds, each on a new draw of equally many
    images of each class, as many as the rarest has."""

    flip: bool = False
    """Mirror each training image with probability ½."""
    shift: float = Field(0.0, ge=0, le=0.5)
    """Move each training image either way by whole pixels, up to this share of the side."""
    rotation: float = Field(0.0, ge=0, le=180)
    """Turn each training image by up to this many degrees either way."""
    crop: float = Field(1.0, gt=0, le=1)
    """Cut a square from each training image, its side between this share and all of the image's, and enlarge it."""
    erasing: float = Field(0.0, ge=0, le=1)
    """Probability of covering a random rectangle of a training image with grey (Zhong et al. 2020)."""
    brightness: float = Field(0.0, ge=0, le=1)
    """Multiply the grey levels of each training image by a factor between 1 − this and 1 + this."""

    ema: float = Field(0.0, ge=0, lt=1)
    """Validate and keep a moving average of the weights, of which each step keeps this share; 0: the weights."""
    best_metric: Literal["validation_accuracy", "validation_loss", "validation_macro_f1", "epoch"] = (
        "validation_accuracy"
    )
    """Chooses the epoch whose weights are kept; ``epoch``: the last, so that the validation labels choose nothing."""
    early_stopping: int = Field(0, ge=0)
    """End the training after so many epochs without a better ``best_metric``; 0: never."""
    test_time_augmentation: Literal["none", "mirror", "mirror_and_shift"] = "none"
    """The final scores are the mean over each image and its mirror image, or over both and eight shifts of each by
    up to two pixels. The epochs are scored without."""

    seed: int = Field(0, ge=0, lt=2**31)
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """``auto``: bfloat16 autocast where the processor computes in it, else float32."""
    checkpoint_every: int = Field(1, ge=1)
    """Epochs from one checkpoint to the next."""

    def hash(self) -> str:
        """SHA-256 (hex) of all that decides the result: not names, places, nor how often it is saved."""
        decisive = self.model_dump(exclude={"name", "runs_dir", "overwrite", "data", "checkpoint_every"})
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def _explain(error: ValidationError, source: str) -> str:
    lines = []
    for problem in error.errors():
        key = str(problem["loc"][0]) if problem["loc"] else "?"
        match problem["type"]:
            case "extra_forbidden":
                near = difflib.get_close_matches(key, RunConfig.model_fields, 1)
                lines.append(f"unknown key {key!r}" + (f": did you mean {near[0]!r}?" if near else ""))
            case "float_type" | "int_type" if isinstance(problem["input"], str):
                hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if "e" in problem["input"] else ""
                lines.append(f"{key}: {problem['input']!r} is text, a number is expected{hint}")
            case _:
                lines.append(f"{key}: {problem['input']!r}: {problem['msg']}")
    return f"{source}: " + "; ".join(dict.fromkeys(lines))


def make_config(values: Mapping[str, Any], source: str = "configuration") -> RunConfig:
    """Check values and make a configuration of them.

    Args:
        values: keys and values, for example of a preset.
        source: what to call them in an error message.

    Raises:
        UserError: for an unknown key, a wrong type or a value out of range; all problems at once.
    """
    try:
        config = RunConfig(**values)
    except ValidationError as error:
        raise UserError(_explain(error, source)) from None
    except TypeError:
        raise UserError(f"{source}: keys must be names, one a line: `epochs: 12`") from None
    moved = [key for key in ("flip", "shift", "rotation", "erasing") if getattr(config, key)]
    moved += ["crop"] if config.crop < 1 else []
    if config.shuffle_pixels and moved:
        raise UserError(
            f"{source}: shuffle_pixels: the images are shuffled before they are augmented, and "
            f"{', '.join(moved)} means nothing on shuffled pixels; leave one of them out"
        )
    if isinstance(config.validation_size, float) and config.validation_size >= 1:
        size = config.validation_size
        raise UserError(f"{source}: validation_size: {size} is neither a share below 1 nor a whole count")
    if config.fold >= config.folds:
        raise UserError(
            f"{source}: fold: {config.fold} is not among the folds 0 to {config.folds - 1} that "
            f"folds: {config.folds} makes"
        )
    if config.best_metric == "epoch" and (config.schedule == "plateau" or config.early_stopping):
        raise UserError(
            f"{source}: best_metric: epoch keeps the last epoch whatever it is worth, so schedule: plateau and "
            "early_stopping have nothing to wait for; choose another best_metric or leave them out"
        )
    return config


def read_preset(path: Path) -> dict[str, Any]:
    """The keys and values of a preset file, not yet checked.

    Raises:
        UserError: if the file is not there or is not a flat YAML mapping.
    """
    try:
        values = yaml.safe_load(path.read_text("utf8"))
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml"))) or "none"
        raise UserError(f"{path}: there is no such preset (presets there: {known})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise UserError(f"{path}: expected lines of the form `key: value`")
    return values


def config_from_notebook(namespace: Mapping[str, Any]) -> RunConfig:
    """The configuration that a notebook's parameters cell and papermill's injected cell have set.

    papermill only warns of a parameter that the notebook does not know, so everything that looks like a
    parameter is looked at: every plain value with a public name that IPython has not put there itself.

    Args:
        namespace: the notebook's ``globals()``.

    Raises:
        UserError: as ``make_config``.
    """
    ipython_names = {"In", "Out", "exit", "quit", "open", "get_ipython"}
    plain = (bool, int, float, str, list, dict, types.NoneType)
    values = {
        key: value
        for key, value in namespace.items()
        if isinstance(value, plain) and not key.startswith("_") and key not in ipython_names
    }
    return make_config(values, "parameters")
