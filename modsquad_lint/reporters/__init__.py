"""Findings and plans as text, one module for each format; pure."""
