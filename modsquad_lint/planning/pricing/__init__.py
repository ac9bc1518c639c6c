"""What a plan costs in turns, and which rewritten tasks would cost less."""
