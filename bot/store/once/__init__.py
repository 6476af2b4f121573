"""What keeps a write from being made twice, whatever became of its answer or of the database."""
