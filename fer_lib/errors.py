"""The one exception for mistakes that a user can mend."""


class UserError(Exception):
    """A mistake in what the user gave: a file, a row, a key, a value.

    The message is complete: it names the place, what was expected, and what to do. The command line
    prints it as ``error: …`` and exits with status 2, without a traceback.
    """
