"""Pages and pictures that need nothing else: boxes and lines in their place, SVG, the look of a page, escaped text."""
