"""git and files: all that is read from outside, and written there."""
