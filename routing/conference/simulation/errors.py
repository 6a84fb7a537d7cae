"""What can go wrong with a simulation."""

from __future__ import annotations

from importlib.util import find_spec

from routing.errors import SourceError, UnplacedError


class ScenarioError(SourceError):
    """A scenario that is not valid, with the place where it is not."""


class SimulationError(UnplacedError):
    """A simulation that cannot be run, or whose results cannot be used."""


_NEEDED = ("simpy", "scipy", "pyarrow")


def require() -> None:
    """Raise SimulationError where a package of the extra `conference` is not installed."""
    for package in _NEEDED:
        if find_spec(package) is None:
            raise SimulationError(
                f"the simulation needs {package}, which is not installed",
                help="pip install 'referral-routing[conference]'",
            )
