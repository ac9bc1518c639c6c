"""What `modsquad-lint init` sets up: a module for each part, all of which only say what they would write."""
