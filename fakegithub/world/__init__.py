"""The world: the seed of a simulated GitHub, as people write it."""
