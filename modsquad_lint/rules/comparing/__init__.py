"""The rules that need a comparison with git, and what they share; most runs import none of it."""
