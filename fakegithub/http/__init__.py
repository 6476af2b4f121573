"""What a request passes through: credentials, rate limits, faults, the table of routes."""
