"""What a screen reader calls the things on a page, and which language it reads each name in.

The names come from the browser's accessibility tree: there it does not matter who gave them, the page or a
script, with which attribute, or from the text inside. Tooltips and hints that are shown and not read are
attributes; in_page.js notes down every value that they ever have, for some stay only a moment.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
ENDING = re.compile(r"^\.[a-z]+$")
WORD = re.compile(r"[A-Za-z]{3}")
# The mainland's words and characters, which the theme falls back to.
MAINLAND = re.compile("搜(?!尋)|[显页码关后隐换标签复单击边栏开闭图态题录]")

WHERE = """function () {
  const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
  return [element?.closest("[lang]")?.lang ?? "", Boolean(element?.closest("article a[href]"))];
}"""
TEXT = ("StaticText", "InlineTextBox")


@dataclass(frozen=True)
class Name:
    """A name on a page.

    Attributes:
        when: what had been done on the page.
        kind: the role of what is named, or the attribute that holds the name.
        text: the name.
        lang: the language that a screen reader reads it in.
    """

    when: str
    kind: str
    text: str
    lang: str

    @property
    def wrong(self) -> bool:
        """Whether the name is in another language than a screen reader takes it for."""
        spoken = language_of_text(self.text)
        if spoken and spoken != self.lang:
            return True
        return bool(MAINLAND.search(self.text))


def language_of_text(text: str) -> str | None:
    """The language of a name; none if it holds no word, as a number, a sign or the ending of a file's name."""
    return "zh-TW" if HAN.search(text) else "en" if WORD.search(ENDING.sub("", text)) else None


def names_now(
    cdp: CDPSession, when: str, page_language: str, within: str | None = None, *, first: bool = False
) -> set[Name]:
    """All names on a page as it is now: of what can be used, and all others that are not simply text shown.

    ``within`` selects the parts of the page that are listened to, or the first of them only: the tree of a page
    full of formulas is large.
    """
    nodes = {node["nodeId"]: node for node in _tree(cdp, within, first=first)}
    found = set()
    for node in nodes.values():
        role = str(node.get("role", {}).get("value", ""))
        if node.get("ignored") or role in TEXT:
            continue
        for text in _names_of(node, nodes):
            lang, link_in_text = page_language, False
            if language_of_text(text) not in (None, page_language) and "backendDOMNodeId" in node:
                lang, link_in_text = _look_up(cdp, node["backendDOMNodeId"])
            # A link in the text that is named by its own words is text.
            if not (link_in_text and _is_own(text, node, nodes)):
                found.add(Name(when, role, text, lang))
    return found


def _tree(cdp: CDPSession, within: str | None, *, first: bool) -> Iterator[dict[str, Any]]:
    if within is None:
        yield from cdp.send("Accessibility.getFullAXTree")["nodes"]
        return
    selected = f"document.querySelectorAll({json.dumps(within)})"
    count = cdp.send("Runtime.evaluate", {"expression": f"{selected}.length"})["result"]["value"]
    for place in range(min(count, 1) if first else count):
        part = cdp.send("Runtime.evaluate", {"expression": f"{selected}[{place}]"})["result"]["objectId"]
        yield from cdp.send("Accessibility.queryAXTree", {"objectId": part})["nodes"]


def _names_of(node: dict[str, Any], nodes: dict[str, Any]) -> Iterator[str]:
    properties = {entry["name"]: entry["value"].get("value") for entry in node.get("properties", [])}
    name = str(node.get("name", {}).get("value", ""))
    if name.strip() and (properties.get("focusable") or not _is_own(name, node, nodes)):
        yield name
    for text in (node.get("description", {}).get("value"), properties.get("roledescription")):
        if text:
            yield str(text)


def _text_of(node: dict[str, Any], nodes: dict[str, Any]) -> str:
    if node.get("role", {}).get("value") == "StaticText":
        return str(node.get("name", {}).get("value", ""))
    return "".join(_text_of(nodes[child], nodes) for child in node.get("childIds", []) if child in nodes)


def _is_own(name: str, node: dict[str, Any], nodes: dict[str, Any]) -> bool:
    """Whether a name is the text shown inside; the text may have formulas besides, which names leave out."""
    text = "".join(_text_of(node, nodes).split())
    return all(word in text for word in name.split())


def _look_up(cdp: CDPSession, backend_node: int) -> tuple[str, bool]:
    """The language of an element, and whether it is a link in the page's text."""
    resolved = cdp.send("DOM.resolveNode", {"backendNodeId": backend_node})
    call = {
        "objectId": resolved["object"]["objectId"],
        "functionDeclaration": WHERE,
        "returnByValue": True,
    }
    lang, link_in_text = cdp.send("Runtime.callFunctionOn", call)["result"]["value"]
    return lang, link_in_text
