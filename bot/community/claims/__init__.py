"""Claims: who works on an issue, until when, and who is next. Pure; import from its modules."""
