"""Bold Chinese text next to Chinese punctuation.

CommonMark decides by spaces whether ``**`` opens or closes: in ``**快速版。**本頁`` the second one does
neither, since Chinese sets no space after a full stop. Such text is handed to MyST as a role instead.
"""

import re

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9]")
OPENING = "（「『《〈【"
CLOSING = "）」』》〉】，。、；：？！…"
# Code first, then whole bold runs from left to right: the text between two of them is not bold.
CODE_OR_BOLD = re.compile(r"`[^`\n]*`|\*\*(?P<bold>[^*`$\n]+)\*\*")


def _as_role(match: re.Match[str]) -> str:
    bold = match["bold"]
    if not bold:
        return match.group()
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    closes_late = bold[-1] in CLOSING and HAN.match(after)
    opens_late = bold[0] in OPENING and HAN.match(before)
    return f"{{strong}}`{bold}`" if closes_late or opens_late else match.group()


def repair_emphasis(markdown: str) -> str:
    """Write bold text that Markdown would not recognise as ``{strong}`…```."""
    return CODE_OR_BOLD.sub(_as_role, markdown)
