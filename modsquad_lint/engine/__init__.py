"""The run over the rules: what they look at, what was asked for, what is reported and mended."""
