"""Engines: one meaning, independent ways to run it. What unknown facts keep open is worked out beside them."""

from routing.engines.engine import Engine, EngineFactory, EngineFailed
from routing.engines.firings import Firing, Firings
from routing.engines.native import NativeEngine
from routing.engines.unknowns import UnknownFacts

__all__ = ["Engine", "EngineFactory", "EngineFailed", "Firing", "Firings", "NativeEngine", "UnknownFacts"]
