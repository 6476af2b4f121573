"""What was measured of the program: the history of its benchmarks, and the page made of it."""
