"""The subcommands of ``python -m fer_lib``, one a module."""
