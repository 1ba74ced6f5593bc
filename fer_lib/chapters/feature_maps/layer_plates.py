"""The two plates of layers that chapter 9 shows: what stands in their rows and columns."""

from fer_lib.chapters.feature_maps.layer_pictures import Picture, PicturedLayers
from fer_lib.chapters.feature_maps.layer_plate_figure import LayerPlate
from fer_lib.chapters.feature_maps.layer_sentences import name_of
from fer_lib.language import Text
from fer_lib.wording import capitalized


def pictures_plate(pictured: PicturedLayers) -> LayerPlate:
    """Each pictured layer with each perplexity, from the start at the principal components."""
    layers = pictured.layers
    perplexities = [picture.perplexity for picture in layers[0].pictures]
    return LayerPlate(
        [capitalized(name_of(layer.layer)) for layer in layers],
        [Text(f"perplexity {p}", f"困惑度 {p}") for p in perplexities],
        [[picture.starts[0] for picture in layer.pictures] for layer in layers],
        pictured.labels,
        pictured.network.classes,
    )


def picture_of_starts(pictured: PicturedLayers) -> Picture:
    """The pictures of the top layer that are shown from every start: those with the middle perplexity."""
    pictures = pictured.layers[-1].pictures
    return pictures[len(pictures) // 2]


def starts_plate(pictured: PicturedLayers) -> LayerPlate:
    """The top layer with one perplexity from every start."""
    starts = picture_of_starts(pictured).starts
    return LayerPlate(
        [capitalized(name_of(pictured.layers[-1].layer))],
        [
            Text("from PCA", "從主成分開始"),
            *(Text(f"random {seed}", f"隨機 {seed}") for seed in range(1, len(starts))),
        ],
        [list(starts)],
        pictured.labels,
        pictured.network.classes,
    )
