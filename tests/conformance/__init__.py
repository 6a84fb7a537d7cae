"""The openCypher TCK, run on both engines."""
