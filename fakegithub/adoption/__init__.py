"""A webhook's payload applied to the state, and filled up from it."""
