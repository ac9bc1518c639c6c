"""Plans as pictures, one module for each format; what they have in common is in `picture`."""
