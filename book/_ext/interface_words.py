"""The words of the site around the pages, in the page's language.

Sphinx speaks the Chinese of Taiwan, but its themes do not: one falls back to the Chinese of the mainland,
the others to English. What is missing or wrong stands here.
"""

import json
from gettext import NullTranslations

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config

from fer_lib.language import Language, Text

CHINESE = {
    # Sphinx and the PyData theme
    "Back to top": "回到頁首",
    "Breadcrumb": "目前位置",
    "Color mode": "配色模式",
    "Contents": "目錄",
    "Dark": "深色",
    "Error": "錯誤",
    "Fig. %s": "圖 %s",
    "General Index": "索引",
    "Home": "首頁",
    "Index": "索引",
    "Indices": "索引",
    "Light": "淺色",
    "Listing %s": "程式 %s",
    "On this page": "本頁內容",
    "Please activate JavaScript to enable the search functionality.": "請啟用 JavaScript 以使用搜尋功能。",
    "Search": "搜尋",
    "Section %s": "第 %s 節",
    "Section Navigation": "章節導覽",
    "Site navigation": "網站導覽",
    "Skip to main content": "跳到主要內容",
    "System Settings": "依系統設定",
    "Table %s": "表 %s",
    "Tip": "提示",
    "next": "下一頁",
    "next page": "下一頁",
    "previous": "上一頁",
    "previous page": "上一頁",
    "© Copyright %(copyright)s.": "© %(copyright)s。",
    # Sphinx Book Theme
    "By": "作者",
    "Download notebook file": "下載 Notebook 檔案",
    "Fullscreen mode": "全螢幕",
    # Our own templates
    "Show or hide the table of contents": "顯示或隱藏目錄",
    "Show or hide the contents of this page": "顯示或隱藏本頁內容",
    "Chapters": "章節",
}
CATALOGS = ("sphinx", "booktheme", "togglebutton")

SEARCH_HINT = Text("Search this book…", "搜尋本書…")
ON_THIS_PAGE = Text("On this page", "本頁內容")
SHOW_CODE = Text("Show code", "顯示程式碼")
HIDE_CODE = Text("Hide code", "隱藏程式碼")
CLICK_TO_SHOW = Text("Click to show", "點一下展開")
CLICK_TO_HIDE = Text("Click to hide", "點一下收合")


# What the search page says; a list because these are plural forms, of which Chinese has one.
SEARCH_WORDS = {
    "Search finished, found one page matching the search query.": ["搜尋完成，找到 ${resultCount} 頁。"],
    "Your search did not match any documents. Please make sure that all words are spelled correctly "
    "and that you've selected enough categories.": "找不到符合的頁面，請檢查用字。",
    "Search Results": "搜尋結果",
    "Searching": "搜尋中",
    "Preparing search...": "準備搜尋…",
    ", in ": "，於 ",
}
COPY_WORDS = {
    "copy": "複製",
    "copy_to_clipboard": "複製到剪貼簿",
    "copy_success": "已複製",
    "copy_failure": "無法複製",
}
# The copy buttons know only the Chinese of the mainland; their words and icons are global variables.
CHINESE_SCRIPT = """
Documentation.addTranslations({locale: "zh_TW", plural_expr: "0", messages: %s});
messages["zh-TW"] = %s;
locale = "zh-TW";
iconCopy = iconCopy.replace(messages.en.copy_to_clipboard, messages[locale].copy_to_clipboard);
iconCheck = iconCheck.replace(messages.en.copy_success, messages[locale].copy_success);
"""


class ChineseWords(NullTranslations):
    """Our words first, then those that Sphinx has for Taiwan."""

    def gettext(self, message: str) -> str:
        """The message in Chinese; in English if nobody has translated it."""
        return CHINESE.get(message) or super().gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Chinese has no plural."""
        return CHINESE.get(singular) or super().ngettext(singular, plural, n)


def choose_words(app: Sphinx, config: Config) -> None:
    """Install the translations; Sphinx has loaded them before it knew the language."""
    lang: Language = config.book_language
    if lang == "zh-TW":
        words = ChineseWords()
        sphinx.locale.translators.pop(("general", "sphinx"), None)
        words.add_fallback(sphinx.locale.init([f"{sphinx.package_dir}/locale"], config.language)[0])
        for catalog in CATALOGS:
            sphinx.locale.translators["general", catalog] = words
        app.translator = words
        # After doctools.js and copybutton.js (500).
        script = CHINESE_SCRIPT % tuple(json.dumps(w, ensure_ascii=False) for w in (SEARCH_WORDS, COPY_WORDS))
        app.add_js_file(None, body=script, priority=600)
    config.html_theme_options = {
        **config.html_theme_options,
        "search_bar_text": SEARCH_HINT[lang],
        "toc_title": ON_THIS_PAGE[lang],
        "logo": {"text": config.html_title},
    }
    config.nb_code_prompt_show, config.nb_code_prompt_hide = SHOW_CODE[lang], HIDE_CODE[lang]
    config.togglebutton_hint, config.togglebutton_hint_hide = CLICK_TO_SHOW[lang], CLICK_TO_HIDE[lang]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("config-inited", choose_words, priority=20)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
