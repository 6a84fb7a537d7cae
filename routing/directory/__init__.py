"""The directory of a municipality: which office stands behind an agency kind, for whom, and for which district.

Rules name kinds; the directory names offices. It knows nothing of rules: a lookup is told what is asked for and which
offices are struck, and answers with one office or with the reason why there is none.
"""

from routing.directory.lookup import Directory, Found, Request
from routing.directory.office import Office, Serves, parse_ages

__all__ = ["Directory", "Found", "Office", "Request", "Serves", "parse_ages"]
