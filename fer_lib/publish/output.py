"""One notebook output with its language."""

from collections.abc import Mapping

from IPython.display import display

from fer_lib.language import Language


def emit(lang: Language | None, kind: str, data: Mapping[str, object], **details: object) -> None:
    """Send one output to the notebook.

    Args:
        lang: language of the output; None if it belongs to all.
        kind: what the book makes of it: ``text``, ``table``, ``figure`` and so on, as listed in ``fer_lib.publish``.
        data: MIME type → content.
        details: further metadata: ``name``, ``caption``, ``alt``, ``width`` and so on.
    """
    display(dict(data), raw=True, metadata={"fer": {"lang": lang, "kind": kind, **details}})
