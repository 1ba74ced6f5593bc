"""What the experiment's network and images are called."""

from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.subject import OF_FACES
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.explain.face_regions import has_face_regions
from fer_lib.language import Text
from fer_lib.network_code import bare_reference

REPORT_A = "report-a"


def network_text(config: RunConfig, reports: bool) -> Text:
    """The network of a configuration; report A's is called so where the book shows the reports."""
    if reports and config.model == REPORT_A:
        return Text("report A’s network", "報告 A 的模型")
    name = bare_reference(config.model)
    return Text(f"the network `{name}`", f"模型 `{name}` ")


def seeds_text(experiment: BatchNormExperiment) -> Text:
    """Of how many seeds the means are, which may be more of one kind than of the other."""
    with_norm, without = (len(group.histories) for group in experiment.curves.groups)
    if with_norm != without:
        return Text(
            f"mean over the seeds ({with_norm} with and {without} without)",
            f"各隨機種子的平均（有的 {with_norm} 個，沒有的 {without} 個）",
        )
    if with_norm == 1:
        return Text("one seed each", "各一個隨機種子")
    return Text(f"mean of {with_norm} seeds", f"{with_norm} 個隨機種子的平均")


def images_text(dataset: ImageDataset) -> Text:
    """What the images are: drawn or not, faces or of another subject."""
    if dataset.provenance.get("synthetic"):
        faces = dataset.provenance.get("form") in OF_FACES
        drawn = Text("faces", "人臉") if faces else Text("images", "影像")
        return Text(f"images, all computer-drawn {drawn.en}", f"電腦繪製的{drawn.zh}")
    return Text("images, all faces", "人臉") if has_face_regions(dataset) else Text("images", "影像")


def one_image(dataset: ImageDataset) -> Text:
    """A single one of them."""
    return Text("face", "人臉") if has_face_regions(dataset) else Text("image", "影像")
