"""Pages of what waits on the people of a repository."""
