"""The canonical layout of the files that rule authors write."""

from routing.quality.fmt.formatting import formatted

__all__ = ["formatted"]
