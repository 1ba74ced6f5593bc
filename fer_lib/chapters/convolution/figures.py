"""The figures of chapter 10 with caption and alt text."""

from fer_lib.chapters.convolution.timing import BASE, IMAGES, LayerTimes
from fer_lib.chapters.convolution.timing_figure import plot_times
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.language import Text
from fer_lib.publish import BookFigure


def windows(row: WindowRow) -> BookFigure:
    """Windows sliding over a row."""
    steps = len(row.positions)
    return BookFigure(
        lambda lang: row.plot(lang=lang),
        Text(
            f"A window of {row.kernel} cells moves by {row.stride} over a row of {row.width} cells with {row.padding} "
            f"cell of padding (hatched) at either end. It has {steps} legal positions; {row.remainder} cells are left "
            "over, too few for another step (dashed).",
            f"寬 {row.kernel} 格的視窗以步幅 {row.stride} 滑過 {row.width} 格的列，兩端各填補 {row.padding} 格（斜線）。"
            f"合法位置有 {steps} 個；剩下 {row.remainder} 格，不夠再走一步（虛線）。",
        ),
        Text(
            f"Below a row of {row.padded_width} cells, {steps} solid windows each start {row.stride} cells after the "
            f"one before. {row.remainder} cells stay uncovered at the right end, and a dashed window that starts one "
            "step further sticks out beyond it.",
            f"一列 {row.padded_width} 格，下方有 {steps} 個實心視窗，每個比前一個右移 {row.stride} 格。"
            f"右端有 {row.remainder} 格沒有被蓋到；再往右一步的虛線視窗超出了右端。",
        ),
    )


def timing(times: LayerTimes) -> BookFigure:
    """Measured times against predicted operations."""
    slope = f"{times.law.exponent:.2f}"
    return BookFigure(
        lambda lang: plot_times(times, lang),
        Text(
            f"Time of a forward pass of {IMAGES} images through one layer against the operations predicted, on one "
            f"thread (medians of repeated runs). The base layer has {BASE['channels']} channels in and out, side "
            f"{BASE['side']} and a {BASE['kernel']}×{BASE['kernel']} kernel; one of the three is varied at a time.",
            f"單一執行緒上，{IMAGES} 張影像通過一層卷積的時間與預測的運算次數（重複測量的中位數）。基準層的輸入與輸出各 "
            f"{BASE['channels']} 個通道，邊長 {BASE['side']}，卷積核 {BASE['kernel']}×{BASE['kernel']}；每次只改變其中一個量。",
        ),
        Text(
            f"On two logarithmic axes the points rise along a line of slope {slope}; most lie above the dotted line "
            "that the fastest layer sets.",
            f"在雙對數座標上，各點沿著斜率 {slope} 的直線上升；大多數點在最快的一層所定的虛線上方。",
        ),
    )
