"""The site's entrance ``index.html`` and its page for addresses that do not exist, ``404.html``."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from book_languages import folder_of
from docutils import nodes
from sphinx.application import Sphinx

from fer_lib.language import LANGUAGES, Language, Text

PAGE = "404"
NOT_FOUND = Text("Page not found", "找不到網頁")
ADVICE = Text(
    "There is nothing at this address. Choose a chapter on the left, or search the book.",
    "這個網址沒有內容。請從左側選擇章節，或搜尋本書。",
)
ENTRANCE = """<!DOCTYPE html>
<html lang="{lang}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="refresh" content="0; url={cover}" />
    <title>{title}</title>
    <link rel="canonical" href="{cover}" />
    <link rel="icon" href="_static/favicon.svg" />
  </head>
  <body>
    <main><h1><a href="{cover}">{title}</a></h1></main>
  </body>
</html>
"""

# A server shows 404.html for any missing address, so its relative links must start from the site's root,
# which nobody knows when the site is built. The script finds it from the address asked for: what stands
# before the first folder that the site has. Without such a folder it takes the first one on GitHub, where a
# project's site stands, and elsewhere the folder of the address.
FIND_ROOT = """<script>
(function () {
  var path = location.pathname, known = %(known)s, other = %(other)s;
  if (location.protocol === "file:" || path.endsWith("/404.html")) return;
  var parts = path.split("/").slice(1, -1);
  var first = parts.findIndex(function (part) { return known.includes(part); });
  var depth = first >= 0 ? first : location.hostname.endsWith(".github.io") ? Math.min(parts.length, 1) : parts.length;
  var root = "/" + parts.slice(0, depth).map(function (part) { return part + "/"; }).join("");
  if (other.includes(parts[depth])) { location.replace(root + parts[depth] + "/404.html"); return; }
  document.write('<base href="' + root + '">');
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll('a[href^="#"]').forEach(function (link) {
      link.href = path + link.getAttribute("href");
    });
  });
})();
</script>"""


def collect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Have Sphinx write the page 404.html with the theme's own frame."""
    if app.builder.name == "html":
        lang: Language = app.config.book_language
        body = f"<h1>{NOT_FOUND[lang]}</h1>\n<p>{ADVICE[lang]}</p>"
        yield PAGE, {"title": NOT_FOUND[lang], "body": body}, "page.html"


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the script into the page's head, before its first relative address."""
    if pagename == PAGE:
        folders = {Path(name).parts[0] for name in app.env.found_docs if "/" in name}
        known = sorted(folders | {"_static", "_images", "_sources", *LANGUAGES})
        languages: tuple[Language, ...] = app.config.book_languages
        other = [lang for lang in languages if folder_of(lang, languages)]
        script = FIND_ROOT % {"known": json.dumps(known), "other": json.dumps(other)}
        context["metatags"] = script + context.get("metatags", "")


def write_entrance(app: Sphinx, error: Exception | None) -> None:
    """Lead from index.html to the cover. Written each time: the cover may have changed its name."""
    if error is None and app.builder.name == "html" and app.config.root_doc != "index":
        entrance = ENTRANCE.format(
            lang=app.config.book_language,
            cover=escape(app.builder.get_target_uri(app.config.root_doc)),
            title=escape(app.config.html_title),
        )
        (Path(app.outdir) / "index.html").write_text(entrance, "utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("html-collect-pages", collect)
    # After the language switch (400) has added its links, so that the script stands before them.
    app.connect("html-page-context", add_script, priority=450)
    # After sphinx_external_toc (500), which writes a bare one.
    app.connect("build-finished", write_entrance, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
