"""What people and programs call: one module for each command, and what they share."""
