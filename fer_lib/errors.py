"""``UserError``: the one exception for mistakes that a user can mend."""


class UserError(Exception):
    """A mistake in what the user gave: a file, a row, a key, a value.

    The message is complete: it names the place, what was expected, and what to do. The command line
    prints it as ``error: …`` and exits with status 2, without a traceback.

    Attributes:
        text: what is wrong.
        key: the key of the configuration that is wrong, if the mistake is in one; the message begins with it.
    """

    def __init__(self, text: str, key: str | None = None) -> None:
        super().__init__(f"{key}: {text}" if key else text)
        self.text, self.key = text, key
