"""What is decided while the work runs, and of plans that were executed: one module or two for each command."""
