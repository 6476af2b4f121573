"""Numbers, their definitions, and the report."""
