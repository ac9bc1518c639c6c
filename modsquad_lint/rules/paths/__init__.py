"""Rules about single declared paths: how one is written, whether it is a file, and what git has of it."""
