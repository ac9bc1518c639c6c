"""Plans in words and as data, one module for each format."""
