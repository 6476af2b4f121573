"""What waits on the people of a repository."""
