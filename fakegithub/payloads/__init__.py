"""How GitHub shows things as JSON: one function a kind of object, with every field its schema requires."""
