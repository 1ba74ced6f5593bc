"""Tables that do not fit, in a browser: Chinese words stay whole, captions are not cut."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.book.reading import open_page, reader
from tests.book.serving import serve

WIDEN = """
([columns, caption]) => {
  const table = document.querySelector("article table");
  table.caption.append(caption);
  for (const row of table.rows)
    for (let i = 0; i < columns; i++) row.append(row.cells[0].cloneNode(true));
}
"""
CAPTION_AND_BOX = """
() => {
  const table = document.querySelector("article table");
  const box = table.closest(".pst-scrollable-table-container");
  const [caption, frame] = [table.caption, box].map((element) => element.getBoundingClientRect());
  return [caption.left - frame.left, caption.right - frame.right, box.scrollWidth - box.clientWidth];
}
"""
BROKEN_CELLS = """
() => [...document.querySelector("article table").querySelectorAll("th, td")].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell.querySelector("p") ?? cell);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
}).map((cell) => cell.textContent).filter((text) => /[\u4e00-\u9fff]/.test(text))
"""


MEANS = """
() => {
  const table = document.querySelector("article table");
  for (const [k, row] of [...table.rows].entries()) {
    row.cells[0].textContent = k ? "導引反向傳播" : "方法";
    while (row.cells.length < 6) row.append(row.cells[1].cloneNode(true));
    for (const [n, cell] of [...row.cells].entries())
      if (n) cell.textContent = k ? "0.94 ± 0.02" : "輸出層重設";
  }
  const box = table.closest(".pst-scrollable-table-container");
  return box.scrollWidth - box.clientWidth;
}
"""


def test_six_columns_have_room_beside_the_contents(sample: Path, browser: Browser) -> None:
    with serve(sample / "book" / "_build" / "html", "/project/") as address, reader(browser) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1200, "height": 800})
        open_page(page, f"{address}zh-TW/chapters/01_data.html")
        assert page.evaluate(MEANS) <= 1


@pytest.mark.parametrize(("width", "columns"), [(390, 8), (1280, 20)])
def test_words_stay_whole_and_the_caption_is_as_wide_as_the_box(
    sample: Path, browser: Browser, width: int, columns: int
) -> None:
    with serve(sample / "book" / "_build" / "html", "/project/") as address, reader(browser) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        open_page(page, f"{address}zh-TW/chapters/01_data.html")
        page.evaluate(WIDEN, [columns, "這是一個很長的說明文字。" * 12])
        left, right, hidden = page.evaluate(CAPTION_AND_BOX)
        assert hidden > 50, "the table is wider than its box"
        assert left >= -1
        assert right <= 1
        assert page.evaluate(BROKEN_CELLS) == []
        page.evaluate("document.querySelector('.pst-scrollable-table-container').scrollLeft = 50")
        left, right, _ = page.evaluate(CAPTION_AND_BOX)
        assert left >= -1, "the caption stays where it is"
        assert right <= 1
