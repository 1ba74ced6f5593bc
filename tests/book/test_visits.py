"""Whether the checks of the site see what they judge, on small pages of their own."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.book.reading import Visit, visit_all
from tests.book.sample_book import ROOT
from tests.book.serving import serve

PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title>
<body><main><article>{body}</article></main>"""
LATE = """<div class="highlight"><pre>code</pre></div><script src="copybutton.js"></script>"""
# As a script does that waits for another one.
LATE_SCRIPT = """setTimeout(() => document.querySelector("pre").insertAdjacentHTML("afterend",
  '<button class="copybtn" data-tooltip="複製"><svg role="img"><title>Copy it</title></svg></button>'), 700);
addEventListener("click", ({ target }) => {
  const button = target.closest(".copybtn");
  if (!button) return;
  button.dataset.tooltip = "Done!";
  setTimeout(() => { button.dataset.tooltip = "複製"; }, 2000);
});"""
UNFOLDING = """<details ontoggle="this.querySelector('a').ariaLabel = this.open ? 'Put away' : '收起'">
<summary>更多</summary><a href="#" aria-label="收起"></a></details>"""


def seen_on(browser: Browser, folder: Path, lang: str, body: str, title: str = "") -> Visit:
    """A visit to a site of one page."""
    title = title or {"en": "A page", "zh-TW": "網頁"}[lang]
    (folder / "page.html").write_text(PAGE.format(lang=lang, title=title, body=body), "utf8")
    (folder / "copybutton.js").write_text(LATE_SCRIPT, "utf8")
    with serve(folder, "/project/") as address:
        (visit,) = visit_all(browser, folder, address)
    return visit


def wrong_on(browser: Browser, folder: Path, lang: str, body: str, title: str = "") -> set[str]:
    return {name.text for name in seen_on(browser, folder, lang, body, title).names if name.wrong}


def test_a_name_in_another_language_is_noticed_whoever_gives_it(browser: Browser, tmp_path: Path) -> None:
    ways = [
        '<button aria-label="NAME">好</button>',
        '<button title="NAME">好</button>',
        "<button>NAME</button>",
        '<details><summary aria-label="NAME">更多</summary>好</details>',
        '<nav aria-label="NAME">好</nav>',
        '<img alt="NAME" src="data:,">',
        '<input placeholder="NAME">',
        '<svg role="img"><title>NAME</title></svg>',
        '<p id="x" hidden>NAME</p><button aria-labelledby="x">好</button>',
        '<p id="y" hidden>NAME</p><button aria-describedby="y">好</button>',
        '<button aria-description="NAME">好</button>',
        '<div role="region" tabindex="0" aria-roledescription="NAME" aria-label="好">好</div>',
        '<style>#z::before { content: "NAME" }</style><button id="z"></button>',
        '<a href="#" title="NAME">[1]</a>',
    ]
    body = "".join(way.replace("NAME", f"Wrong name {place}") for place, way in enumerate(ways))
    mainland = '<button aria-label="搜索">好</button>'
    expected = {*(f"Wrong name {place}" for place in range(len(ways))), "搜索"}
    assert wrong_on(browser, tmp_path, "zh-TW", body + mainland) == expected


def test_names_that_come_late_or_go_soon_are_noticed(browser: Browser, tmp_path: Path) -> None:
    late = seen_on(browser, tmp_path, "zh-TW", LATE)
    assert {name.text for name in late.names if name.wrong} == {"Copy it", "Done!"}
    assert late.copied == "Done!"
    assert wrong_on(browser, tmp_path, "zh-TW", UNFOLDING) == {"Put away"}


def test_words_that_are_no_names_or_say_their_language_are_not(browser: Browser, tmp_path: Path) -> None:
    body = (
        "<h2>Adam <a href='#' aria-label='連結'>#</a></h2><p>由 <a href='https://pytorch.org'>PyTorch</a> 與"
        " <code>relu</code></p><button lang='en'>English</button><a href='#' title='下載'>.ipynb</a>"
        "<a href='#' lang='en' title='A paper'>[1]</a><table><tr><td>run-10</td></tr></table><button>1</button>"
    )
    assert wrong_on(browser, tmp_path, "zh-TW", body) == set()


def test_english_pages_have_chinese_names_only_where_they_say_so(browser: Browser, tmp_path: Path) -> None:
    assert wrong_on(browser, tmp_path, "en", "<a href='#' lang='zh-TW'>中文</a>") == set()
    assert wrong_on(browser, tmp_path, "en", "<nav><button>中文</button></nav>") == {"中文"}
    assert wrong_on(browser, tmp_path, "en", "", "網頁") == {"網頁"}


def test_each_run_of_the_tests_visits_the_site_that_it_is_given(browser: Browser, tmp_path: Path) -> None:
    """Within the tests of the whole project, which say so in the environment, as without."""
    site = tmp_path / "site"
    site.mkdir()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-o",
        "addopts=",
    ]
    command += ["tests/book/test_site.py", "-k", "name_is_in_the_language"]
    environment = {
        **os.environ,
        "FER_BOOK_HTML": str(site),
        "PYTEST_DEBUG_TEMPROOT": str(tmp_path),
        "PYTEST_XDIST_WORKER": "gw0",
    }
    for name, status in (("好", 0), ("Wrong name", 1)):
        body = f'<nav aria-label="{name}">好</nav>'
        (site / "page.html").write_text(PAGE.format(lang="zh-TW", title="網頁", body=body), "utf8")
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout
