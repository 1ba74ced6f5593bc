"""Stop a build because of something the user can mend."""

from typing import NoReturn


def stop(message: str) -> NoReturn:
    """End the build with one clear message and status 1.

    ``SystemExit`` and not a Sphinx error: Jupyter Book wraps every error into a long traceback.
    """
    raise SystemExit(f"\nerror: {message}")
