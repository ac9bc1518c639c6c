"""The two ends of a comparison, what differs between them, and who answers for it."""
