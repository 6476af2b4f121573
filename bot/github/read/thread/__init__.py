"""What people wrote on an issue or pull request, and how they reacted."""
