"""The long work of a day, what it needs, and what an upgrade will need; the operator is told of it."""
