"""What git is asked, and how; knows no tasks file."""
