"""The fuzzer's targets, its driver and its corpus; CONTRIBUTING.md says how to run it."""
