"""Tasks and what follows from them: their graph, batches, schedule, and what would be faster."""
