"""The version of this program, for what says it; the build reads it from here."""

__version__ = "0.2.0"
