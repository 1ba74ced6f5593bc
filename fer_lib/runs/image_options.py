"""What a picture from elsewhere must become to be like the images of a run, for whatever shows it to the network."""

from pydantic import ValidationError

from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from fer_lib.runs.files import PROVENANCE
from fer_lib.runs.folder import RunFolder


def image_options(run: RunFolder) -> DataOptions:
    """Classes, size and colour of the images that a run was trained on, and how others get there.

    A picture of another shape becomes that size as the run's own images did. Where those had it from the beginning,
    nothing is known of that; then the middle is cut out, which keeps the ratio of width and height.

    Raises:
        UserError: if what the run says of its images cannot be.
    """
    shape = run.shape
    kept = run.provenance().get("data", {}).get("options", {})
    usual = DataOptions().resize if "size" in kept else "crop"  # only what is not as usual is recorded
    try:
        return DataOptions.model_validate(
            {
                "classes": list(run.class_names),
                "size": (shape.height, shape.width),
                "channels": shape.channels,
                "resize": kept.get("resize", usual),
            }
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        raise UserError(
            f"{run.path / PROVENANCE}: what it says of the run's images cannot be "
            f"({'.'.join(map(str, wrong['loc']))}: {wrong['msg']}); take the run's folder from where it was made"
        ) from None
