"""The public record of an algorithm, in the shape of the ATRS: what the library knows, and what is left to fill in."""

from routing.audit.register.facts import Facts, facts
from routing.audit.register.figures import Figures, figures
from routing.audit.register.filled import Filled, read_filled
from routing.audit.register.record import Entry, Register, register
from routing.audit.register.standard import Field, Standard, standard

__all__ = [
    "Entry",
    "Facts",
    "Field",
    "Figures",
    "Filled",
    "Register",
    "Standard",
    "facts",
    "figures",
    "read_filled",
    "register",
    "standard",
]
