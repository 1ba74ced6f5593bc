"""The figures of chapter 10 with caption and alt text."""

from fer_lib.chapters.convolution.patch_figure import Patch
from fer_lib.chapters.convolution.timing import BASE, IMAGES, LayerTimes
from fer_lib.chapters.convolution.timing_figure import plot_times
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import decimal


def patch(shown: Patch) -> BookFigure:
    """A small image, a kernel, and the output, with one window."""
    value = int(shown.output[shown.row, shown.column])
    # Each term is a formula of its own: browsers break no line within one.
    terms = "$ $+\\,".join(
        f"({w})\\cdot{pixel}" if w < 0 else f"{w}\\cdot{pixel}" for w, pixel in shown.products
    )
    height, width = len(shown.image), len(shown.image[0])
    k1, k2 = len(shown.kernel), len(shown.kernel[0])
    rows, columns = shown.output.shape
    return BookFigure(
        lambda lang: shown.plot(lang=lang),
        Text(
            f"A convolution in numbers. The framed window is multiplied cell by cell with the kernel, and the products are added up: "
            f"${terms}$ $={value}$ (cells where the kernel is 0 left out). Then the window moves on.",
            f"以數字表示的卷積。框起來的視窗與卷積核逐格相乘，再把乘積加總：${terms}$ $={value}$（卷積核為 0 的格子省略）。"
            "接著視窗移到下一個位置。",
        ),
        Text(
            f"An image of {height} × {width} numbers, a kernel of {k1} × {k2}, and an output of {rows} × {columns}. A window of the image and "
            f"the output cell that it gives, {value}, are framed.",
            f"{height} × {width} 個數的影像、{k1} × {k2} 的卷積核，以及 {rows} × {columns} 的輸出。影像中的一個視窗與它得到的輸出格 {value} 都加了框。",
        ),
    )


def windows(row: WindowRow) -> BookFigure:
    """Windows sliding over a row."""
    steps, left = len(row.positions), row.remainder
    over = Text(f"{left} cell{'s are' if left > 1 else ' is'} left over, too few", f"剩下 {left} 格，不夠")
    uncovered = Text(
        f"{left} cell{'s stay' if left > 1 else ' stays'} uncovered at the right end",
        f"右端有 {left} 格沒有被蓋到",
    )
    if not left:
        over = Text("no cell is left over", "一格也不剩，沒有空間")
        uncovered = Text("No cell stays uncovered at the right end", "右端的每一格都被蓋到")
    return BookFigure(
        lambda lang: row.plot(lang=lang),
        Text(
            f"A window of width {row.kernel} moves by {row.stride} over a row of width {row.width} with padding of "
            f"width {row.padding} (hatched) at either end. Legal positions: {steps}; {over.en} for another step (dashed).",
            f"寬 {row.kernel} 格的視窗以步幅 {row.stride} 滑過 {row.width} 格的列，兩端各填補 {row.padding} 格（斜線）。"
            f"合法位置有 {steps} 個；{over.zh}再走一步（虛線）。",
        ),
        Text(
            f"Below a row of width {row.padded_width}, solid windows ({steps}), each of which starts {row.stride} further "
            f"than the one before. {uncovered.en}, and a dashed window that starts one step further sticks out beyond it.",
            f"一列 {row.padded_width} 格，下方是實心視窗（{steps} 個），每個比前一個右移 {row.stride} 格。"
            f"{uncovered.zh}；再往右一步的虛線視窗超出了右端。",
        ),
    )


def timing(times: LayerTimes) -> BookFigure:
    """Measured times against predicted operations."""
    slope = decimal(times.law.exponent)
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
            f"Points on two logarithmic axes, and the line nearest to them, of slope {slope}; no point lies below the "
            "dotted line that the fastest layer sets.",
            f"雙對數座標上的各點，以及最接近它們的直線，斜率 {slope}；沒有任何一點在最快的一層所定的虛線下方。",
        ),
    )
