"""What chapter 8 found, in short: which classes are reached, which filters are not activated, what others make of it."""

from fer_lib.chapters.activation_maximization import sentences, statements
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.language import Text


def findings(analysis: MaximizationAnalysis) -> list[Text]:
    """One to three sentences: of the classes, of the last convolution's filters, and of other networks."""
    told = [statements.reached_classes(analysis.main, analysis.names)]
    if analysis.main.layers:
        told.append(statements.not_activated(analysis.main))
    if analysis.other_networks:
        told.append(sentences.other_networks(analysis))
    return told
