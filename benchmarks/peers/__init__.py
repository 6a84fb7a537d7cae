"""The engines that are compared: one module each, with a function `make`."""
