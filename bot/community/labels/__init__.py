"""Labels as a repository sets them up: which commands may set, and which follow from what a subject shows."""
