"""Text to values with places: one reader for each format, and what both give."""
