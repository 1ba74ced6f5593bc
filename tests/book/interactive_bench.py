"""A page with one interactive figure, as the site has it, without building a book."""

import base64
import importlib.util
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from interactive_figures import copy_files, script_after, write_files
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from playwright.sync_api import Browser, Page, Request

from fer_lib import publish
from fer_lib.language import Language
from fer_lib.publish import BookFigure, Interactive, output
from tests.book.names import names_now
from tests.book.reading import COLORS, PATIENCE, WCAG, load_axe, reader, violations
from tests.book.serving import serve

STATIC = Path(__file__).parents[2] / "book" / "_static"
DOCNAME = "chapters/page"
PANEL = ".interactive-panel"


def outputs_of(name: str, figure: BookFigure, asked: Interactive) -> list[Any]:
    """The notebook outputs of ``publish.interactive``."""
    sent: list[Any] = []

    def display(data: dict[str, Any], raw: bool, metadata: dict[str, Any]) -> None:
        sent.append(new_output("display_data", data=data, metadata=metadata))

    with mock.patch.object(output, "display", display):
        publish.interactive(name, figure, asked)
    return sent


def _theme() -> Path:
    spec = importlib.util.find_spec("pydata_sphinx_theme")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "theme/pydata_sphinx_theme/static/styles"


def write_site(root: Path, name: str, figure: BookFigure, asked: Interactive) -> None:
    """Write ``chapters/en.html`` and ``chapters/zh-TW.html`` with all that they load."""
    outputs = outputs_of(name, figure, asked)
    site = root / "site"
    (site / "chapters").mkdir(parents=True)
    shutil.copytree(STATIC, site / "_static")
    for sheet in ("theme.css", "pydata-sphinx-theme.css"):
        rules = re.sub(r"@import[^;]*;", "", (_theme() / sheet).read_text("utf8"))
        (site / "_static" / sheet).write_text(rules, "utf8")
    write_files(new_notebook(cells=[new_code_cell(outputs=outputs)]), DOCNAME, root)
    app = mock.Mock(outdir=site, srcdir=root)
    app.builder.name, app.env.found_docs = "html", {DOCNAME}
    copy_files(app, None)
    styles = ("theme.css", "pydata-sphinx-theme.css", "book.css", "interactive.css")
    links = "".join(f'<link rel="stylesheet" href="../_static/{style}">' for style in styles)
    for shown in outputs:
        about = shown.metadata["fer"]
        if about["kind"] != "figure":
            continue
        picture = base64.b64decode(shown.data["image/png"])
        (site / "chapters" / f"{about['lang']}.png").write_bytes(picture)
        script = script_after(about, DOCNAME).split("html\n", 1)[1].rsplit("\n", 1)[0]
        (site / "chapters" / f"{about['lang']}.html").write_text(
            f'<!doctype html><html lang="{about["lang"]}" data-content_root="../" data-theme="light"><head>'
            f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title>{links}'
            '<link rel="icon" href="../_static/favicon.svg"><script src="../_static/interactive.js"></script></head>'
            f'<body><main class="bd-article"><h1>Page</h1><figure id="fig-{name}"><img src="{about["lang"]}.png" '
            f'width="{about["width"]}" alt="Alt"></a><figcaption><p>Caption</p></figcaption></figure>{script}</main>'
            "</body></html>",
            "utf8",
        )


class Bench:
    """The page open in a browser.

    Attributes:
        page: Playwright's.
        complaints: errors and warnings of the browser.
        address: of the folder ``chapters/``.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what a page still waited for when the next one was opened
            self.complaints.append(request.url)

    def open(self, lang: Language = "en", query: str = "") -> Page:
        """Open the page and wait for the panel."""
        self.page.goto(f"{self.address}{lang}.html{query}")
        self.page.wait_for_selector(PANEL)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds, in light and in dark mode, and names that are read in another language than theirs."""
        load_axe(self.page)
        found = violations(self.page, WCAG)
        lang = self.page.evaluate("document.documentElement.lang")
        names = names_now(self.page.context.new_cdp_session(self.page), "", lang, PANEL)
        found += [f"read as {name.lang}: {name.kind} {name.text}" for name in names if name.wrong]
        self.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found += violations(self.page, COLORS)
        self.page.evaluate("document.documentElement.dataset.theme = 'light'")
        return found

    def drag(self, selector: str, begin: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag with the mouse over an element, places in pixels from its upper left corner."""
        element = self.page.locator(selector)
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + begin[0], box["y"] + begin[1])
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=4)
        self.page.mouse.up()

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def sticking_out(self) -> list[str]:
        """What reaches beyond the panel's padding, or is cut off in a box that scrolls sideways."""
        found: list[str] = self.page.evaluate(
            """() => {
              const panel = document.querySelector(".interactive-panel");
              const right = panel.getBoundingClientRect().right - parseFloat(getComputedStyle(panel).paddingRight);
              const inside = [...panel.querySelectorAll(".interactive-control, p, svg, .interactive-wide")];
              const out = inside.filter((one) => one.getBoundingClientRect().right > right + 0.5);
              const cut = inside.filter((one) => one.matches(".interactive-wide") && one.scrollWidth > one.clientWidth);
              return [...out, ...cut].map((one) => `${one.className}: ${one.textContent}`);
            }"""
        )
        return found

    def clashes(self) -> list[str]:
        """Texts of the panel's drawings that lie on each other, are too small to read, or reach out of the drawing."""
        found: list[str] = self.page.evaluate(
            """() => {
              const texts = [...document.querySelectorAll(".interactive-panel svg text")];
              const boxes = texts.map((one) => one.getBoundingClientRect());
              const common = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
                * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
              return texts.flatMap((one, at) => {
                const svg = one.ownerSVGElement;
                const [box, frame] = [boxes[at], svg.getBoundingClientRect()];
                const size = parseFloat(getComputedStyle(one).fontSize) * svg.getScreenCTM().a;
                // A line is higher than its letters.
                const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top) > 0.3 * size;
                const covers = (other) => common(box, boxes[other]) > 0.15 * box.width * box.height;
                const on = texts.filter((_, other) => other > at && covers(other));
                return [
                  ...on.map((other) => `${one.textContent} on ${other.textContent}`),
                  ...(size < 8.9 ? [`${one.textContent}: ${size} pixels`] : []),
                  ...(out ? [`${one.textContent} is cut`] : []),
                ];
              });
            }"""
        )
        return found

    def faint(self) -> list[str]:
        """Controls of which that part stands out by less than WCAG asks (3 : 1) that says what they are."""
        parts = {"select": (0.75, 1.0), "[type=range]": (0.0, 1.0), "[type=checkbox]": (0.0, 1.0)}
        found = []
        for kind, (left, right) in parts.items():
            for control in self.page.locator(f"{PANEL} {kind}:visible").all():
                if kind == "[type=checkbox]":
                    control.uncheck()
                picture = Image.open(io.BytesIO(control.screenshot())).convert("RGB")
                wide, high = picture.size
                part = picture.crop(
                    (int(left * wide) + 3, 3 if kind == "select" else 0, int(right * wide) - 3, high - 3)
                )
                if kind == "[type=range]":  # of the track, without the thumb
                    part = part.crop((part.width - 12, 0, part.width, part.height))
                lights = [_luminance(color) for _, color in part.getcolors(part.width * part.height) or []]
                contrast = (max(lights) + 0.05) / (min(lights) + 0.05)
                if contrast < 3:
                    found.append(f"{kind}: {contrast:.1f}")
        return found

    def heard(self, part: str) -> int:
        """How often a text is among the panel's texts and the names of its elements."""
        found: int = self.page.evaluate(
            """(part) => {
              const panel = document.querySelector(".interactive-panel");
              const names = [...panel.querySelectorAll("[aria-label]")].map((one) => one.getAttribute("aria-label"));
              return [panel.textContent, ...names].join("|").split(part).length - 1;
            }""",
            part,
        )
        return found


def _luminance(color: Any) -> float:
    """WCAG's relative luminance of an RGB colour."""
    parts = [value / 255 for value in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (float(part) for part in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@contextmanager
def bench(
    browser: Browser, folder: Path, name: str, figure: BookFigure, asked: Interactive, **options: Any
) -> Iterator[Bench]:
    """A figure's page on a server of its own; ``options`` are the browser's, such as ``viewport``."""
    write_site(folder, name, figure, asked)
    with serve(folder / "site", "/project/") as address, reader(browser, **options) as context:
        context.set_default_timeout(min(PATIENCE, 60_000))
        yield Bench(context.new_page(), f"{address}chapters/")
