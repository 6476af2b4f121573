"""Bad weather on a virtual clock: what happens to the process, the wire, the clocks and the database while a
community goes on asking, and what that costs."""
