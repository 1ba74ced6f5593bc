/* A table whose name begins with "sortable-" is sorted by its column heads, with the mouse or the keyboard.
   Without JavaScript, and on paper, it is a plain table. */
(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const HINT = chinese ? "點選欄位標題即可排序。" : "Choose a column’s heading to sort by it.";
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const EMPTY = "–";

  // What a cell begins with: "1,199", "−2.7 (−4.0 to −1.4)", "86.4% (83.7–88.8)".
  function numberIn(text) {
    const found = /^[+−-]?\d[\d,]*(\.\d+)?/.exec(text);
    return found ? Number(found[0].replaceAll(",", "").replace("−", "-")) : null;
  }

  function textOf(row, column) {
    return row.cells[column].textContent.trim();
  }

  function sort(table, column, ascending) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const filled = rows.filter((row) => textOf(row, column) !== EMPTY);
    const empty = rows.filter((row) => textOf(row, column) === EMPTY);
    const numeric = filled.every((row) => numberIn(textOf(row, column)) !== null);
    const sign = ascending ? 1 : -1;
    filled.sort((a, b) => {
      const [one, other] = [textOf(a, column), textOf(b, column)];
      return sign * (numeric ? numberIn(one) - numberIn(other) : collator.compare(one, other));
    });
    body.append(...filled, ...empty); // nothing to compare stays below, whichever the direction
  }

  function prepare(table) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort-button";
      const place = head.querySelector("p") ?? head;
      button.append(...place.childNodes);
      place.append(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sort(table, column, ascending);
      });
    });
    const hint = document.createElement("span");
    hint.className = "sort-hint";
    hint.textContent = HINT;
    const caption = table.caption?.querySelector(".caption-text") ?? table.caption;
    caption?.append(chinese ? "" : " ", hint);
  }

  function prepareAll() {
    document.querySelectorAll('table[id^="tab-sortable-"]').forEach(prepare);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepareAll);
  else prepareAll();
})();
