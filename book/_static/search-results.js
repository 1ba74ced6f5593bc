// The results of Sphinx's search: each page once, at the place that fits best, and excerpts of prose.
// Jupyter Book adds this file to every page. On the page of results Sphinx's Search is there, before this file or after
// it, and begins when the page is ready: it is changed before that.
function tidyResults() {
  const all = Search._performSearch;
  // The best come last.
  Search._performSearch = (...query) => {
    const best = new Map();
    for (const result of all(...query)) {
      best.delete(result[0]);
      best.set(result[0], result);
    }
    return [...best.values()];
  };

  const text = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("pre, .cell_input, .math, .toctree-wrapper, nav, button, details").forEach((part) => part.remove());
    return text(page.documentElement.outerHTML, anchor).replace(/\s+/g, " ");
  };
}

if (typeof Search !== "undefined") tidyResults();
else document.addEventListener("DOMContentLoaded", () => typeof Search === "undefined" || tidyResults());
