"""One notebook output with its language."""

from IPython.display import display

from fer_lib.language import Language


def emit(lang: Language, kind: str, data: dict[str, str], **details: object) -> None:
    """Send one output to the notebook.

    Args:
        lang: language of the output.
        kind: what the book makes of it: ``text``, ``table``, ``figure`` and so on, as listed in ``fer_lib.publish``.
        data: MIME type → content.
        details: further metadata: ``name``, ``caption``, ``alt``, ``width`` and so on.
    """
    display(data, raw=True, metadata={"fer": {"lang": lang, "kind": kind, **details}})
