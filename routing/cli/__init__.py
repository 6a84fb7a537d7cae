"""The command `routing`: thin commands over the library, one file a group."""

from routing.cli.app import main

__all__ = ["main"]
