"""Lints tasks files: parallel work on one git repository, written down before it starts."""

__version__ = "0.1.0"
