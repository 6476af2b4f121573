"""Features that wait for a permission: what was granted, and what becomes of their timers meanwhile."""
