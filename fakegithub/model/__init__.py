"""What the simulated GitHub knows: the records, their ids, who may do what, and the state that holds them."""
