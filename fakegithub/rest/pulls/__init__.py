"""Pull requests and their reviews."""
