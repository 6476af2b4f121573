"""One module for each bot or action whose settings are read."""
