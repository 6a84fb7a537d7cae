"""The simulation: a year of case conferences, on the real router and the real desk. Heavy packages come in late."""

from routing.conference.simulation.errors import ScenarioError, SimulationError
from routing.conference.simulation.estimates import Estimate, Paired, estimate, paired
from routing.conference.simulation.reading import Given, bundled_scenario_names, load_scenario
from routing.conference.simulation.running import Result, Results, simulate
from routing.conference.simulation.scenario import Scenario
from routing.conference.simulation.tables import compared, write_tables
from routing.conference.simulation.varying import against_first, sweep

__all__ = [
    "Estimate",
    "Given",
    "Paired",
    "Result",
    "Results",
    "Scenario",
    "ScenarioError",
    "SimulationError",
    "against_first",
    "bundled_scenario_names",
    "compared",
    "estimate",
    "load_scenario",
    "paired",
    "simulate",
    "sweep",
    "write_tables",
]
