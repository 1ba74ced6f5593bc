"""The configuration of one training run, refused before anything runs if a key or a value is wrong."""

import hashlib
import json
import types
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator

from fer_lib.config_errors import blame, explain_mistakes
from fer_lib.data.yaml_file import parse_yaml
from fer_lib.errors import UserError
from fer_lib.network_code import bare_reference

Activation = Literal["relu", "leaky_relu", "prelu"]
Normalization = Literal["batch", "none"]
Dropout = Literal["network"] | Annotated[float, Field(ge=0, lt=1)]

PLACE = {"name", "runs_dir", "overwrite"}
"""Keys that say where a run is kept."""
UPKEEP = {"data", "checkpoint_every"}
"""Further keys that do not decide what a run's result is: where its data lie (their content counts instead), and how
often it is saved."""


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
    synthetic_count: int = Field(6000, ge=100, le=1_000_000)
    """Number of synthetic faces, if those are used."""
    split: Literal["source", "first", "last", "stratified", "fold"] = "source"
    """Where the validation images come from: as the source says, or taken from its training images.
    A source without validation images gives a stratified share."""
    validation_size: int | float = Field(0.1, gt=0)
    """Validation images of ``first``, ``last`` and ``stratified``: a count, or a share below 1."""
    folds: int = Field(5, ge=2, le=100)
    """``fold`` deals the training images out to so many folds, each class evenly, the same for the same seed; equal
    images and near copies are in one fold."""
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
    """Name of a network, as ``python -m fer_lib models`` lists them, or a file of one's own and a class in it,
    ``path/to/my_net.py:MyResNet``; the path counts from the working directory, else from the project's folder."""
    model_options: dict[str, JsonValue] = Field(default_factory=dict)
    """What the network's class takes beside the number of classes and channels: ``{depth: 18}``."""
    activation: Activation = "relu"
    """Activation of the networks that leave the choice."""
    normalization: Normalization = "batch"
    """``batch``: batch normalization where the network has it; ``none``: the same network without it."""
    dropout: Dropout = "network"
    """``network``: the network's own rates; a number takes the place of all of them, and comes before the fully
    connected layers of a network that has none."""

    epochs: int = Field(12, ge=1, le=10_000)
    """Passes over the training images, 1 to 10,000; ``early_stopping`` may end the training before."""
    batch_size: int = Field(128, ge=2, le=65_536)
    """Images a step, all processes together, at least two a process, which batch normalization needs. The images are
    divided evenly over the steps; at two, an odd number of images makes one batch of three rather than one of one."""
    optimizer: Literal["adam", "adam_keras", "adamw", "adadelta", "adadelta_keras", "sgd"] = "adamw"
    """``adadelta`` has PyTorch's constants (ρ = 0.9, ε = 1e-6), ``adadelta_keras`` those of Keras (0.95, 1e-7);
    ``adam_keras`` has Keras's ε (1e-7, before the correction of the moments); SGD is with Nesterov momentum."""
    learning_rate: float = Field(2e-3, gt=0, le=100)
    """The highest learning rate of the schedule."""
    momentum: float = Field(0.9, ge=0, lt=1)
    """Of SGD."""
    schedule: Literal["constant", "step", "cosine", "one_cycle", "plateau"] = "one_cycle"
    """How the learning rate goes: ``constant``; ``step`` and ``plateau`` as ``schedule_epochs`` says; ``cosine`` falls
    to 0 along a cosine; ``one_cycle`` rises to ``learning_rate`` first and then falls (Smith and Topin 2019)."""
    schedule_epochs: int = Field(30, ge=1)
    """``step`` multiplies the learning rate by ``schedule_factor`` after every so many epochs; ``plateau`` does
    after so many epochs without a better ``best_metric``."""
    schedule_factor: float = Field(0.1, gt=0, lt=1)
    """What ``step`` and ``plateau`` multiply the learning rate by, between 0 and 1."""

    weight_decay: float = Field(0.01, ge=0, le=10)
    """Decoupled in AdamW, an L2 term in the gradient of the others; biases and normalization are left out."""
    l1: float = Field(0.0, ge=0, le=1)
    """Factor of Σ|w| over kernels and matrices in the loss."""
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    """Share of each target that is spread evenly over the classes (Szegedy et al. 2016), from 0 to below 1; 0: none."""
    mixup: float = Field(0.0, ge=0, le=10)
    """α of the Beta distribution that mixes pairs of images and labels (Zhang et al. 2018); 0: no mixing."""
    class_weights: Literal["none", "balanced", "effective"] | list[Annotated[float, Field(ge=0)]] = "none"
    """Weights of the classes in the loss: ``balanced`` is N / (K·N_k), ``effective`` as ``effective_number_beta``
    says, or one number a class in class order. The loss of a batch is divided by the sum of its images' weights, with
    mixup by that of their mixed labels."""
    effective_number_beta: float = Field(0.999, ge=0, lt=1)
    """β of the weights (1 − β)/(1 − β^N_k), with mean 1: N_k images of which each new one repeats part of those before
    (Cui et al. 2019, equations 2 and 12). 0 weights all classes alike, near 1 they are as ``balanced``."""
    focal_gamma: float = Field(0.0, ge=0, le=10)
    """γ of the factor (1 − p)^γ on the cross entropy, p the probability of the label: images that are recognised
    already count less (Lin et al. 2017, equation 4); 0: none. It takes one label an image."""
    logit_adjustment: float = Field(0.0, ge=0, le=10)
    """τ: the loss is that of the logits plus τ·ln π_k, π_k the class's share of the training images, and the network is
    asked without (Menon et al. 2021, equation 10); 0: none."""
    sampling: Literal["all", "balanced"] = "all"
    """``all``: an epoch sees every image once. ``balanced``: every class gives the same share of each batch and goes
    through its own images in an order of its own, so that those of a rare class return more often; an epoch has as many
    images as the training set."""
    resampling_rounds: int = Field(0, ge=0)
    """0: no resampling. n: the training is cut into n rounds, each on a new draw of equally many images of each class,
    as many as the rarest has."""
    restart_schedule: bool = False
    """Begin the schedule (``step`` or ``cosine``) anew in each round of resampling."""

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
    """Decides the initial weights, the order and the changes of the images, and the draws of ``split`` and
    ``training_size``; a whole number from 0 to below 2³¹."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Where to compute: ``auto`` takes a GPU (``cuda``, or Apple's ``mps``) where there is one, else the processor."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """``auto``: bfloat16 autocast where the processor computes in it, else float32."""
    checkpoint_every: int = Field(1, ge=1)
    """Epochs from one checkpoint to the next."""

    @field_validator("model_options", mode="before")
    @classmethod
    def _read_options(cls, value: Any) -> Any:
        """``-p model_options '{depth: 18}'`` comes as text from papermill."""
        if not isinstance(value, str):
            return value
        try:
            return parse_yaml(value) or {}
        except ValueError:
            raise ValueError("not readable as YAML") from None

    def _dump(self, exclude: set[str]) -> dict[str, Any]:
        """Keys and values, with the network's file without its folder: its code counts, not where it lies."""
        values = self.model_dump(exclude=exclude)
        return values | {"model": bare_reference(self.model)} if "model" in values else values

    def hash(self) -> str:
        """SHA-256 (hex) of all that decides the result: not names, places, nor how often it is saved.

        Of a network of one's own the code decides as well, which ``NetworkCode.sha256`` tells.
        """
        decisive = self._dump({*PLACE, *UPKEEP})
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def settings(self, *without: str) -> dict[str, Any]:
        """Keys and values of the training itself, but for those in ``without``; two seeds have the same settings."""
        return self._dump({*PLACE, *UPKEEP, "seed", "device", *without})

    def recorded(self) -> dict[str, Any]:
        """Keys and values as a run folder keeps them, which may be moved and copied."""
        return self._dump(PLACE - {"name"})

    def differences(self, other: "RunConfig", *ignored: str) -> dict[str, tuple[Any, Any]]:
        """Keys in which two configurations differ, with both values; where the runs are kept does not count.

        Args:
            other: the second configuration.
            ignored: further keys that do not count.
        """
        one, two = (config._dump({*PLACE, *ignored}) for config in (self, other))
        return {key: (one[key], two[key]) for key in one if one[key] != two[key]}


def make_config(
    values: Mapping[str, Any], source: str = "configuration", given: Collection[str] = ()
) -> RunConfig:
    """Check values and make a configuration of them. Whether the network is one, ``check_network`` says.

    Args:
        values: keys and values, for example of a preset.
        source: what to call them in an error message.
        given: the keys that stand on the command line after ``-p``, not in ``source``.

    Raises:
        UserError: for an unknown key, a wrong type or a value out of range, all problems at once; for keys that
            contradict each other. How many class weights there must be, ``check_class_weights`` says.
    """
    try:
        config = RunConfig(**values)
    except ValidationError as error:
        raise UserError(explain_mistakes(error, values, RunConfig.model_fields, source, given)) from None
    except TypeError:
        raise UserError(f"{source}: keys must be names, one a line: `epochs: 12`") from None
    _refuse_contradictions(config, source, given)
    return config


def _refuse_contradictions(config: RunConfig, source: str, given: Collection[str]) -> None:
    """Raise ``UserError`` for keys that are right each for itself."""
    moved = [key for key in ("flip", "shift", "rotation", "erasing") if getattr(config, key)]
    moved += ["crop"] if config.crop < 1 else []
    if config.shuffle_pixels and moved:
        text = (
            "the images are shuffled before they are augmented, and "
            f"{', '.join(moved)} means nothing on shuffled pixels; leave one of them out"
        )
        raise UserError(blame(text, ("shuffle_pixels", *moved), source, given))
    if isinstance(config.validation_size, float) and config.validation_size >= 1:
        text = f"{config.validation_size} is neither a share below 1 nor a whole count"
        raise UserError(blame(text, ("validation_size",), source, given))
    if config.fold:
        from fer_lib.data.splits import check_fold  # slow to import

        try:
            check_fold(config.fold, config.folds)
        except UserError as error:
            raise UserError(blame(error.text, ("fold", "folds"), source, given)) from None
    waiting = ["schedule"] * (config.schedule == "plateau") + ["early_stopping"] * bool(config.early_stopping)
    if config.best_metric == "epoch" and waiting:
        text = (
            "epoch keeps the last epoch whatever it is worth, so schedule: plateau and "
            "early_stopping have nothing to wait for; choose another best_metric or leave them out"
        )
        raise UserError(blame(text, ("best_metric", *waiting), source, given))
    if isinstance(config.class_weights, list) and not any(config.class_weights):
        text = f"{config.class_weights}: one weight must be above 0"
        raise UserError(blame(text, ("class_weights",), source, given))
    mixed = [key for key in ("label_smoothing", "mixup") if getattr(config, key)]
    if config.focal_gamma and mixed:
        text = (
            f"the focal loss takes one label an image, and {' and '.join(mixed)} makes several of it; "
            "leave one of them out"
        )
        raise UserError(blame(text, ("focal_gamma", *mixed), source, given))
    _refuse_sampling(config, source, given)


def _refuse_sampling(config: RunConfig, source: str, given: Collection[str]) -> None:
    rounds, keys = config.resampling_rounds, ("restart_schedule", "schedule", "epochs", "resampling_rounds")
    if config.sampling == "balanced" and rounds:
        text = (
            "balanced batches go through all images and resampling_rounds draws some; leave one of them out"
        )
        raise UserError(blame(text, ("sampling", "resampling_rounds"), source, given))
    if rounds > config.epochs:
        text = (
            f"each of {rounds} rounds is at least an epoch, and epochs: {config.epochs} are fewer; give "
            f"{config.epochs} rounds at most, or {rounds} epochs at least"
        )
        raise UserError(blame(text, ("resampling_rounds", "epochs"), source, given))
    if not config.restart_schedule:
        return
    if not rounds:
        text = "the schedule begins anew in each of the resampling_rounds, and there are none"
        raise UserError(blame(text, keys, source, given))
    if config.schedule not in ("step", "cosine"):
        text = f"it is for schedule: step and cosine, not {config.schedule}"
        raise UserError(blame(text, keys, source, given))
    if config.epochs % rounds:
        text = f"epochs: {config.epochs} cannot be divided into {rounds} rounds of as many epochs each"
        raise UserError(blame(text, keys, source, given))


def check_class_weights(weights: Sequence[float], class_names: Sequence[str]) -> None:
    """Raise ``UserError`` unless there is one weight a class and one above 0."""
    if len(weights) != len(class_names) or not any(weights):
        raise UserError(
            f"{weights}: {len(class_names)} numbers are expected, one a class in the order "
            f"{', '.join(class_names)}, not all 0",
            key="class_weights",
        )


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
