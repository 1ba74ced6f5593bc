"""Bold Chinese text next to Chinese punctuation.

CommonMark decides by spaces whether ``**`` opens or closes: in ``**快速版。**本頁`` the second one does
neither, since Chinese sets no space after a full stop. Such text is handed to MyST as a role instead.
"""

import re

HAN = r"[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9]"
OPENING = "（「『《〈【"
CLOSING = "）」』》〉】，。、；：？！…"
INSIDE = r"[^*`$\n]"
CODE = r"`[^`\n]*`"
CLOSES_LATE = rf"\*\*(?=\S)(?P<a>{INSIDE}*?[{CLOSING}])\*\*(?={HAN})"
OPENS_LATE = rf"(?<={HAN})\*\*(?P<b>[{OPENING}]{INSIDE}*?)(?<=\S)\*\*"
AMBIGUOUS = re.compile(f"{CODE}|{CLOSES_LATE}|{OPENS_LATE}")


def _as_role(match: re.Match[str]) -> str:
    text = match["a"] or match["b"]
    return f"{{strong}}`{text}`" if text else match.group()


def repair_emphasis(markdown: str) -> str:
    """Write bold text that Markdown would not recognise as ``{strong}`…```."""
    return AMBIGUOUS.sub(_as_role, markdown)
