"""Issues and what is on them: comments, labels, reactions; search."""
