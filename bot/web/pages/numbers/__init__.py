"""Pages of numbers: each leads to what it was counted from, and to its definition."""
