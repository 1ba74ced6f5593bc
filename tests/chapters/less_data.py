"""A verdict is never reached by having less data: an answer from a quarter of the data, held against that from all."""

from fer_lib.chapters.claims import Answer


def assert_open_at_most(less: Answer, more: Answer) -> None:
    """With less of the same data each part is judged as with more of them, or not at all."""
    assert len(less.parts) == len(more.parts)
    for few, many in zip(less.parts, more.parts, strict=True):
        assert few in (None, many), (less.id, less.parts, more.parts)
