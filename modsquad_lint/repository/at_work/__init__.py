"""Who is at work in a repository, and who collides with whom."""
